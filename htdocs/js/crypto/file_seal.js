// Documents sealed and opened chunk by chunk, so that neither side holds one twice (FORMAT.md, "Document").
import { concat, uint32, utf8 } from "./bytes.js";
import { roleByte } from "./roles.js";

/** So many bytes each chunk holds, but the last, which may hold fewer, and at least one. */
export const CHUNK = 262_144;
const SIZE_TAG = 16;

/** How many chunks a document of so many bytes has. */
export function chunkCount(size) {
    return Math.ceil(size / CHUNK);
}

/** A chunk that does not open: a byte was changed, or it is another's, or stands in another place, or the document was cut. */
export class BadChunk extends Error {}

/**
 * The chunks of one document. `key`: of the conversation; `conversation` and `fileId`: 16 bytes each; `role`: of who sends it; `chunks`: how
 * many it has. A file id is used for one sending: what was sealed is sent again as it is, never sealed anew, since the file may have
 * changed on the disk meanwhile.
 */
export class FileCipher {
    #key;
    #bound;
    #chunks;

    static async of({ key, conversation, role, fileId, chunks }) {
        const how = { name: "HKDF", hash: "SHA-256", salt: fileId, info: concat(utf8("caritas document 1"), roleByte(role)) };
        const fileKey = await crypto.subtle.deriveKey(how, key, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
        return new FileCipher(fileKey, concat(conversation, roleByte(role), fileId), chunks);
    }

    constructor(key, bound, chunks) {
        this.#key = key;
        this.#bound = bound;
        this.#chunks = chunks;
    }

    async seal(content, index) {
        return new Uint8Array(await crypto.subtle.encrypt(this.#how(index), this.#key, content));
    }

    /** Throws BadChunk. */
    async open(sealed, index) {
        const isLast = index === this.#chunks - 1;
        const size = sealed.length - SIZE_TAG;
        if (size < 1 || size > CHUNK || (!isLast && size !== CHUNK)) throw new BadChunk("size");
        try {
            return new Uint8Array(await crypto.subtle.decrypt(this.#how(index), this.#key, sealed));
        } catch {
            throw new BadChunk("changed");
        }
    }

    #how(index) {
        const isLast = Uint8Array.of(index === this.#chunks - 1 ? 1 : 0);
        return { name: "AES-GCM", iv: concat(new Uint8Array(8), uint32(index)), additionalData: concat(this.#bound, uint32(index), isLast) };
    }
}
