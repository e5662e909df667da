// Messages sealed and opened (FORMAT.md, "Message").
import { concat, random, readUint32, uint32, utf8 } from "./bytes.js";
import { roleByte } from "./roles.js";

const VERSION = 1;
const SIZE_INSTANCE = 16;
const SIZE_HEAD = 1 + SIZE_INSTANCE + 4 + 4;
const SIZE_TAG = 16;
/** Lengths are rounded up to this, so that a "yes" and a "no" look the same. */
const BLOCK = 64;
const END = 0x80;

/** What of a message was wrong: "format" (another version, or none), "changed" (a byte, its place, its sender or its id). */
export class BadMessage extends Error {
    constructor(trouble) {
        super(trouble);
        this.trouble = trouble;
    }
}

/**
 * Seals what one side writes from one page. An instance id and a counter never come twice under a key, and with them no nonce; so a page
 * makes one Sealer for a conversation and never stores it.
 */
export class Sealer {
    #key;
    #conversation;
    #role;
    #instance = random(SIZE_INSTANCE);
    #counter = 0;
    #taken = 0;

    constructor({ key, conversation, role }) {
        this.#key = key;
        this.#conversation = conversation;
        this.#role = role;
    }

    /** Seals `content` (bytes) under the client id (16 bytes). A repeat must send the same bytes again, not seal anew. */
    async seal(content, clientId) {
        this.#counter += 1;
        const counter = this.#counter;
        const head = concat(Uint8Array.of(VERSION), this.#instance, uint32(counter), uint32(this.#taken));
        const bound = additionalData(head, this.#conversation, this.#role, clientId);
        const key = await keyOf(this.#key, this.#role, this.#instance);
        const how = { name: "AES-GCM", iv: nonceOf(counter), additionalData: bound };
        return concat(head, new Uint8Array(await crypto.subtle.encrypt(how, key, pad(content))));
    }

    /** The server has the message `sealed`: the next one says that it follows this one. */
    taken(sealed) {
        this.#taken = Math.max(this.#taken, readUint32(sealed, 1 + SIZE_INSTANCE));
    }
}

/** Opens a message: {content, instance (hex), counter, previous}. Throws BadMessage. */
export async function openMessage(sealed, { key, conversation, role, clientId }) {
    if (sealed.length < SIZE_HEAD + BLOCK + SIZE_TAG || sealed[0] !== VERSION) throw new BadMessage("format");
    const head = sealed.subarray(0, SIZE_HEAD);
    const instance = head.subarray(1, 1 + SIZE_INSTANCE);
    const counter = readUint32(head, 1 + SIZE_INSTANCE);
    const bound = additionalData(head, conversation, role, clientId);
    let padded;
    try {
        const how = { name: "AES-GCM", iv: nonceOf(counter), additionalData: bound };
        padded = new Uint8Array(await crypto.subtle.decrypt(how, await keyOf(key, role, instance), sealed.subarray(SIZE_HEAD)));
    } catch {
        throw new BadMessage("changed");
    }
    const content = unpad(padded);
    return { content, instance: instance.reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), ""), counter, previous: readUint32(head, SIZE_HEAD - 4) };
}

// A key per page: the counter alone is the nonce.
function keyOf(key, role, instance) {
    const info = concat(utf8("caritas message 1"), roleByte(role));
    return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: instance, info }, key, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function nonceOf(counter) {
    return concat(new Uint8Array(8), uint32(counter));
}

function additionalData(head, conversation, role, clientId) {
    return concat(head, conversation, roleByte(role), clientId);
}

function pad(content) {
    const padded = new Uint8Array(Math.ceil((content.length + 1) / BLOCK) * BLOCK);
    padded.set(content);
    padded[content.length] = END;
    return padded;
}

function unpad(padded) {
    const end = padded.findLastIndex((byte) => byte !== 0);
    if (end < 0 || padded[end] !== END) throw new BadMessage("format");
    return padded.subarray(0, end);
}
