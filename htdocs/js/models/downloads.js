// Documents that were sent: fetched chunk by chunk, opened, and checked again before anything of them is offered.
import { fetchBytes } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import { BadChunk, CHUNK, chunkCount } from "../crypto/file_seal.js";
import { BadDocument } from "../documents/bad_document.js";
import { inspector } from "../documents/inspector.js";
import { KINDS } from "../documents/kinds.js";

export class Downloads {
    #path;
    #cipher;
    #known = new Map();
    #pictures = new Map();
    #line = Promise.resolve();
    #saved = [];
    #stop = new AbortController();

    /** `path` + "/FILEID/NUMBER" is where chunks are; `cipher()`: a promise of the Cipher. */
    constructor(path, cipher) {
        this.#path = path;
        this.#cipher = cipher;
    }

    /** A picture that was sent from here, by `from`, need not be fetched to be shown. */
    know(document, from, blob) {
        if (KINDS[document.kind].family === "picture") this.#known.set(keyOf(document, from), blob);
    }

    /**
     * A document as a Blob: `document` as in content.js, `from`: the role of who sent it; `onProgress(bytes)`. Throws BadChunk (it was changed
     * on its way), BadDocument (not what it was announced to be, or with macros), a Refusal, or AbortError (by `stop`, or by clear()).
     */
    async fetch(document, from, { maxBytes, onProgress = () => {}, stop = this.#stop.signal }) {
        const { fileId, kind, size } = document;
        const signal = AbortSignal.any([stop, this.#stop.signal]);
        if (size > maxBytes) throw new BadDocument("large");
        const cipher = await (await this.#cipher()).fileCipher({ fileId, size, from });
        const parts = [];
        for (let number = 0; number < chunkCount(size); ++number) {
            const sealed = await persist(() => fetchBytes(`${this.#path}/${fileId}/${number}`, { signal }), { signal });
            // As a Blob the browser keeps it outside of the page's own memory.
            parts.push(new Blob([await cipher.open(sealed, number)]));
            onProgress(Math.min(size, (number + 1) * CHUNK));
        }
        const blob = new Blob(parts, { type: KINDS[kind].type });
        if (blob.size !== size) throw new BadDocument("claim");
        await inspector.inspect(blob, { only: kind, signal });
        signal.throwIfAborted();
        return blob;
    }

    /** An address under which this page, and it alone, shows a picture until clear(); null where it is too large to be shown. */
    pictureAddress(document, from, options) {
        const key = keyOf(document, from);
        if (!this.#pictures.has(key)) {
            // One after the other: what is hostile costs no more than one at a time.
            const picture = this.#line.then(() => this.#addressOf(document, from, options));
            this.#line = picture.catch(() => {});
            this.#pictures.set(key, picture);
        }
        return this.#pictures.get(key);
    }

    /** An address from which the browser saves what was fetched; nothing is there any more after clear(). */
    addressToSave(blob) {
        // Never opened in this page: the browser must not take it for a page, whatever is in it.
        const address = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
        this.#saved.push(address);
        return address;
    }

    clear() {
        this.#stop.abort();
        for (const address of this.#pictures.values()) address.then((shown) => shown && URL.revokeObjectURL(shown), () => {});
        for (const address of this.#saved) URL.revokeObjectURL(address);
        this.#pictures.clear();
        this.#known.clear();
        inspector.rest();
    }

    async #addressOf(document, from, options) {
        try {
            const blob = this.#known.get(keyOf(document, from)) ?? (await this.fetch(document, from, options));
            const { canBeShown } = await import("../documents/picture/picture_size.js");
            const isShown = await canBeShown(blob, document.kind);
            this.#stop.signal.throwIfAborted();
            return isShown ? URL.createObjectURL(blob) : null;
        } catch (error) {
            // May be asked for again, unless it will never be a picture.
            if (!(error instanceof BadDocument || error instanceof BadChunk)) this.#pictures.delete(keyOf(document, from));
            throw error;
        }
    }
}

// A stranger may announce what is another's, or as what it is not: that is another document.
function keyOf({ fileId, kind, size }, from) {
    return `${from} ${fileId} ${kind} ${size}`;
}
