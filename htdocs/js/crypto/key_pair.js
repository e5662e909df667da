// A person's X25519 pair, and its private half sealed for storage (FORMAT.md, "Sealed private key").
import { concat, random, utf8 } from "./bytes.js";

const X25519 = { name: "X25519" };
const NONCE = 12;
const SIZE_PUBLIC = 32;

/** Throws DOMException where the bytes are no key. */
export function importPublicKey(bytes) {
    if (bytes.length !== SIZE_PUBLIC) throw new TypeError("no public key");
    return crypto.subtle.importKey("raw", bytes, X25519, true, []);
}

export async function publicBytes(pair) {
    return new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
}

/** 32 bytes as the AES key that seals and opens private keys. */
export function sealingKey(bytes) {
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

/** A new pair and its private half sealed: {pair, sealed}. The pair's private key cannot be taken out of the browser any more. */
export async function makePair(key) {
    const fresh = await crypto.subtle.generateKey(X25519, true, ["deriveBits"]);
    const sealed = await seal(fresh, key);
    return { pair: await openPair(sealed, await publicBytes(fresh), key), sealed };
}

/** The pair from its sealed private half. Throws DOMException (OperationError) if the key is another, or a byte was changed. */
export async function openPair(sealed, publicKey, key) {
    const how = { name: "AES-GCM", iv: sealed.subarray(0, NONCE), additionalData: boundTo(publicKey) };
    const privateKey = await crypto.subtle.unwrapKey("pkcs8", sealed.subarray(NONCE), key, how, X25519, false, ["deriveBits"]);
    return { privateKey, publicKey: await importPublicKey(publicKey) };
}

/** The same private half under another key, for instance after a new password; in between it is in the memory of this function only. */
export async function resealPair(sealed, publicKey, key, nextKey) {
    const how = { name: "AES-GCM", iv: sealed.subarray(0, NONCE), additionalData: boundTo(publicKey) };
    const privateKey = await crypto.subtle.unwrapKey("pkcs8", sealed.subarray(NONCE), key, how, X25519, true, ["deriveBits"]);
    return seal({ privateKey, publicKey: await importPublicKey(publicKey) }, nextKey);
}

async function seal(pair, key) {
    const nonce = random(NONCE);
    const how = { name: "AES-GCM", iv: nonce, additionalData: boundTo(await publicBytes(pair)) };
    return concat(nonce, new Uint8Array(await crypto.subtle.wrapKey("pkcs8", pair.privateKey, key, how)));
}

function boundTo(publicKey) {
    return concat(utf8("caritas private key 1"), publicKey);
}
