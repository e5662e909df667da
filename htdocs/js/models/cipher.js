// What one side of a conversation needs to seal and to open: from the wrapped key, as the API tells it (crypto/FORMAT.md).
import { fromBase64, fromHex, toBase64, toHex, utf8 } from "../crypto/bytes.js";
import { BadKey, openConversationKey, safetyCode } from "../crypto/conversation_key.js";
import { FileCipher, chunkCount } from "../crypto/file_seal.js";
import { openKept, sealKept } from "../crypto/kept.js";
import { importPublicKey, publicBytes } from "../crypto/key_pair.js";
import { Sealer, openMessage } from "../crypto/message_seal.js";
import { readContent, writeContent } from "./content.js";

const decoder = new TextDecoder();

export class Cipher {
    #key;
    #conversation;
    #role;
    #sealer;
    #peers;

    /**
     * `id` of the chat, `role` of who reads here, `keys` as the API tells them, `pair` of who reads here. Throws BadKey: it is wrapped for
     * another pair, or was changed.
     */
    static async open({ id, role, keys, pair }) {
        if (keys[role] !== toHex(await publicBytes(pair))) throw new BadKey("for another pair");
        const conversation = fromHex(id);
        const peers = { seekerKey: await importPublicKey(fromHex(keys.seeker)), counselorKey: await importPublicKey(fromHex(keys.counselor)) };
        const key = await openConversationKey(fromHex(keys.wrapped), { conversation, role, to: pair, from: peers.counselorKey });
        return new Cipher(key, conversation, role, peers);
    }

    constructor(key, conversation, role, peers) {
        this.#key = key;
        this.#conversation = conversation;
        this.#role = role;
        this.#sealer = new Sealer({ key, conversation, role });
        this.#peers = peers;
    }

    /** The bytes of a content (content.js) under its client id (hex). */
    seal(content, clientId) {
        return this.#sealer.seal(writeContent(content), fromHex(clientId));
    }

    /** The server has what was sealed. */
    taken(sealed) {
        this.#sealer.taken(sealed);
    }

    /**
     * A message of the API, opened: its content (content.js) with its `place` among those of the page that wrote it
     * (crypto/message_order.js), or with `trouble`: "changed" or "format".
     */
    async open({ from, clientId, body }) {
        try {
            const about = { key: this.#key, conversation: this.#conversation, role: from, clientId: fromHex(clientId) };
            const { content, ...place } = await openMessage(fromBase64(body), about);
            const known = readContent(content);
            return known ? { ...known, place } : { text: "", document: null, place, trouble: "format" }; // of a newer page
        } catch (error) {
            return { text: "", document: null, trouble: error.trouble ?? "format" };
        }
    }

    /** Seals and opens the chunks of a document: `fileId` in hex, `size` in bytes, `from` the role of who sends it. */
    fileCipher({ fileId, size, from }) {
        return FileCipher.of({ key: this.#key, conversation: this.#conversation, role: from, fileId: fromHex(fileId), chunks: chunkCount(size) });
    }

    /** A text that is kept for a reload (`kind` as in crypto/kept.js), and back; openKept() throws where it is of another conversation. */
    async sealKept(text, kind) {
        return toBase64(await sealKept(utf8(text), this.#about(kind)));
    }
    async openKept(stored, kind) {
        return decoder.decode(await openKept(fromBase64(stored), this.#about(kind)));
    }

    #about(kind) {
        return { key: this.#key, conversation: this.#conversation, role: this.#role, kind };
    }

    /** The same on both sides if nobody stands between them. */
    safetyCode() {
        return safetyCode(this.#key, { conversation: this.#conversation, ...this.#peers });
    }
}
