// Signing in and changing the password: what leaves the page is derived, never the password itself (crypto/FORMAT.md).
import { call } from "../lib/api.js";
import { fromHex, toHex } from "../crypto/bytes.js";
import { makePair, publicBytes, resealPair } from "../crypto/key_pair.js";
import { derive, newSalt, ROUNDS } from "../crypto/password.js";

/** {proof, key} of this login's password, as the server says how to derive. Throws Refusal or Offline. */
async function deriveFor(login, password) {
    const { salt, rounds } = await call("POST", "counselor/derivation", { json: { login } });
    return derive(password, { salt: fromHex(salt), rounds });
}

/** The API's answer, and what was derived: {answer, derived}. Throws Refusal or Offline. */
export async function signIn(login, password) {
    const derived = await deriveFor(login, password);
    const answer = await call("POST", "counselor/session", { json: { login, proof: derived.proof } });
    return { answer, derived };
}

/** The first password of one's own makes the pair: {keys, key}. `proof`: of the password that an admin set. */
export async function choosePassword(wanted, proof) {
    const salt = newSalt();
    const { proof: next, key } = await derive(wanted, { salt, rounds: ROUNDS });
    const { pair, sealed } = await makePair(key);
    const keys = { publicKey: toHex(await publicBytes(pair)), sealedPrivateKey: toHex(sealed) };
    await put(proof, { salt, proof: next }, keys);
    return { keys, key };
}

/** Another password for the same pair. Returns the keys as they are now; throws Refusal (wrong_login: not the current one) or Offline. */
export async function changePassword(login, current, wanted, keys) {
    const before = await deriveFor(login, current);
    const salt = newSalt();
    const after = await derive(wanted, { salt, rounds: ROUNDS });
    const sealed = await reseal(keys, before.key, after.key);
    const next = { publicKey: keys.publicKey, sealedPrivateKey: sealed ?? keys.sealedPrivateKey };
    await put(before.proof, { salt, proof: after.proof }, next);
    return next;
}

// With a wrong current password nothing opens: the server says so, before it takes anything.
async function reseal({ publicKey, sealedPrivateKey }, key, nextKey) {
    try {
        return toHex(await resealPair(fromHex(sealedPrivateKey), fromHex(publicKey), key, nextKey));
    } catch (error) {
        if (error.name !== "OperationError") throw error;
        return null;
    }
}

function put(current, { salt, proof }, keys) {
    return call("PUT", "counselor/password", { json: { current, new: { salt: toHex(salt), rounds: ROUNDS, proof }, keys } });
}
