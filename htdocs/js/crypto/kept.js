// What a tab keeps for a reload: a draft, messages that were not sent yet, and names of uploads (FORMAT.md, "Kept for a reload").
import { concat, random, utf8 } from "./bytes.js";
import { roleByte } from "./roles.js";

const NONCE = 12;

/** `key`: of the conversation; `conversation`: the 16 bytes of its id; `role`: whose it is; `kind`: "draft", "outbox" or "uploads". */
export async function sealKept(content, { key, conversation, role, kind }) {
    const nonce = random(NONCE);
    const how = { name: "AES-GCM", iv: nonce, additionalData: conversation };
    return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(how, await keyOf(key, role, kind), content)));
}

/** Throws DOMException (OperationError) where it is another's, or was changed. */
export async function openKept(sealed, { key, conversation, role, kind }) {
    const how = { name: "AES-GCM", iv: sealed.subarray(0, NONCE), additionalData: conversation };
    return new Uint8Array(await crypto.subtle.decrypt(how, await keyOf(key, role, kind), sealed.subarray(NONCE)));
}

function keyOf(key, role, kind) {
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: concat(utf8(`caritas ${kind} 1`), roleByte(role)) };
    return crypto.subtle.deriveKey(how, key, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
