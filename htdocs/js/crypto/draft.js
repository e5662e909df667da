// What is begun and not sent, sealed for a reload of its tab (FORMAT.md, "Draft").
import { concat, random, utf8 } from "./bytes.js";
import { roleByte } from "./roles.js";

const NONCE = 12;

/** `key`: of the conversation; `conversation`: the 16 bytes of its id; `role`: whose draft it is. */
export async function sealDraft(content, { key, conversation, role }) {
    const nonce = random(NONCE);
    const how = { name: "AES-GCM", iv: nonce, additionalData: conversation };
    return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(how, await keyOf(key, role), content)));
}

/** Throws DOMException (OperationError) where it is another's, or was changed. */
export async function openDraft(sealed, { key, conversation, role }) {
    const how = { name: "AES-GCM", iv: sealed.subarray(0, NONCE), additionalData: conversation };
    return new Uint8Array(await crypto.subtle.decrypt(how, await keyOf(key, role), sealed.subarray(NONCE)));
}

function keyOf(key, role) {
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: concat(utf8("caritas draft 1"), roleByte(role)) };
    return crypto.subtle.deriveKey(how, key, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
