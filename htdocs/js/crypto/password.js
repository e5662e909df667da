// From a counselor's password two things that tell nothing of each other: what signs in, and what opens the private key (FORMAT.md,
// "Password").
import { random, toHex, utf8 } from "./bytes.js";
import { sealingKey } from "./key_pair.js";

/** PBKDF2-HMAC-SHA-512; OWASP's Password Storage Cheat Sheet asks for 210,000 at least. */
export const ROUNDS = 300_000;
export const FEWEST_ROUNDS = 210_000;
const MOST_ROUNDS = 10_000_000;
const SIZE_SALT = 16;

export function newSalt() {
    return random(SIZE_SALT);
}

/** {proof, key}: `proof` (hex) is what the server may know, `key` seals the private key. Throws RangeError for too few rounds. */
export async function derive(password, { salt, rounds }) {
    // A server that asks for less wants to guess.
    if (!(rounds >= FEWEST_ROUNDS && rounds <= MOST_ROUNDS)) throw new RangeError("rounds");
    const typed = await crypto.subtle.importKey("raw", utf8(password.normalize("NFKC")), "PBKDF2", false, ["deriveBits"]);
    const stretched = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt, iterations: rounds }, typed, 512);
    const base = await crypto.subtle.importKey("raw", stretched, "HKDF", false, ["deriveBits"]);
    const proof = toHex(await expand(base, "caritas sign-in 1"));
    return { proof, key: await sealingKey(await expand(base, "caritas key of private key 1")) };
}

async function expand(base, purpose) {
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(purpose) };
    return new Uint8Array(await crypto.subtle.deriveBits(how, base, 256));
}
