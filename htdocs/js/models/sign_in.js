// Signing in and changing the password: what leaves the page is derived, never the password itself (crypto/FORMAT.md).
import { call } from "../lib/api.js";
import { NoCookies } from "../lib/no_cookies.js";
import { fromHex, toHex } from "../crypto/bytes.js";
import { makePair, publicBytes, resealPair } from "../crypto/key_pair.js";
import { derive, newSalt, ROUNDS } from "../crypto/password.js";
import { later } from "../lib/later.js";

/** How often work is done for one try to sign in. */
const TRIES = 3;

/** {proof, key} of this login's password, as the server says how to derive. Throws Refusal or Offline. */
async function deriveFor(login, password) {
    const { salt, rounds } = await call("POST", "counselor/derivation", { json: { login } });
    return derive(password, { salt: fromHex(salt), rounds });
}

/** The API's answer, and what was derived: {answer, derived}. Throws Refusal, Offline or NoCookies. */
export async function signIn(login, password) {
    const derived = await deriveFor(login, password);
    const answer = await enter({ login, proof: derived.proof });
    await checkCookie();
    return { answer, derived };
}

// When many try at once, each has to do some work for its try; what was asked for may be too old by the time it is done.
async function enter(json) {
    for (let tries = 0; ; ++tries) {
        try {
            return await call("POST", "counselor/session", { json });
        } catch (error) {
            if (error.code !== "work_required" || tries === TRIES) throw error;
            const { challenge, bits } = error;
            const { purposeOf, work } = await later(() => import("../crypto/work.js"));
            const number = await work({ challenge, bits, purpose: await purposeOf(json.login, json.proof) });
            json = { ...json, work: { challenge, number } };
        }
    }
}

async function checkCookie() {
    try {
        await call("GET", "counselor/session");
    } catch (error) {
        throw error.code === "no_session" ? new NoCookies() : error;
    }
}

/** The first password of one's own makes the pair: {keys, key}. `proof`: of the password that an admin set. Throws Refusal or Offline. */
export async function choosePassword(wanted, proof) {
    const salt = newSalt();
    const { proof: next, key } = await derive(wanted, { salt, rounds: ROUNDS });
    const { pair, sealed } = await makePair(key);
    const keys = { publicKey: toHex(await publicBytes(pair)), sealedPrivateKey: toHex(sealed) };
    return put(proof, { salt, proof: next, key }, keys, wanted);
}

/** Another password for the same pair. Throws Refusal (wrong_login: not the current one) or Offline. */
export async function changePassword(current, wanted) {
    const { me, keys } = await call("GET", "counselor/session"); // the keys as they are now
    const before = await deriveFor(me.login, current);
    const salt = newSalt();
    const after = await derive(wanted, { salt, rounds: ROUNDS });
    const sealed = await reseal(keys, before.key, after.key);
    const next = { publicKey: keys.publicKey, sealedPrivateKey: sealed ?? keys.sealedPrivateKey };
    await put(before.proof, { salt, ...after }, next, wanted);
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

// The answer may have been lost, and the call be a repeat: then the current password is the wanted one already.
async function put(current, { salt, proof, key }, keys, wanted) {
    try {
        await call("PUT", "counselor/password", { json: { current, new: { salt: toHex(salt), rounds: ROUNDS, proof }, keys } });
        return { keys, key };
    } catch (error) {
        const taken = error.code === "wrong_login" ? await openedBy(wanted) : null;
        if (!taken) throw error;
        return taken;
    }
}

/** The keys as the server has them, if this password opens them: {keys, key}; else null. */
async function openedBy(password) {
    const { me, keys } = await call("GET", "counselor/session");
    if (!keys) return null;
    const { key } = await deriveFor(me.login, password);
    return (await reseal(keys, key, key)) && { keys, key };
}
