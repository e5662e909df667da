// A counselor's own pair: opened with the password at the sign-in; between reloads in localStorage, sealed under the share that the server
// keeps for this session and gives to nobody else. Neither half opens anything without the other.
import { fromHex, toHex } from "../crypto/bytes.js";
import { openPair, resealPair, sealingKey } from "../crypto/key_pair.js";

const PLACE = "caritas:key";

/**
 * After a sign-in: `keys` and `share` as the API gives them, `passwordKey` derived from the password. Returns the pair, or null if it does
 * not open.
 */
export async function openOwnKey({ keys, share }, passwordKey) {
    const publicKey = fromHex(keys.publicKey);
    const shareKey = await sealingKey(fromHex(share));
    const sealed = await reseal(fromHex(keys.sealedPrivateKey), publicKey, passwordKey, shareKey);
    if (!sealed) return null;
    keep({ publicKey: keys.publicKey, sealed: toHex(sealed) });
    return openPair(sealed, publicKey, shareKey);
}

async function reseal(sealed, publicKey, key, nextKey) {
    try {
        return await resealPair(sealed, publicKey, key, nextKey);
    } catch (error) {
        if (error.name !== "OperationError" && error.name !== "DataError") throw error; // not the key's fault
        return null;
    }
}

/** After a reload: the pair, or null if this browser does not hold it (any more). */
export async function recallOwnKey({ keys, share }) {
    const kept = recall();
    if (!keys || kept?.publicKey !== keys.publicKey) return null;
    try {
        return await openPair(fromHex(kept.sealed), fromHex(kept.publicKey), await sealingKey(fromHex(share)));
    } catch {
        return null; // of an earlier session
    }
}

/** At the end of a session, however it came. */
export function forgetOwnKey() {
    try {
        localStorage.removeItem(PLACE);
    } catch {
        // Where nothing can be stored nothing is.
    }
}

// A browser that stores nothing asks for the password again after a reload.
function keep(entry) {
    try {
        localStorage.setItem(PLACE, JSON.stringify(entry));
    } catch {
        forgetOwnKey();
    }
}

function recall() {
    try {
        return JSON.parse(localStorage.getItem(PLACE));
    } catch {
        return null;
    }
}
