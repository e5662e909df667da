// A text of one chat that survives a reload: it lies in this tab's sessionStorage, sealed under the conversation's key.

export class KeptText {
    #kind;
    #id;
    #cipher;
    #text = "";
    #saving = null;

    /**
     * `kind`: "draft" (begun and not sent), "outbox" or "uploads"; `id`: one per chat of this tab; `cipher()`: a promise of its Cipher, or
     * null.
     */
    constructor(kind, id, cipher) {
        this.#kind = kind;
        this.#id = id;
        this.#cipher = cipher;
    }

    get text() {
        return this.#text;
    }

    /** Something was kept before a reload, and has not been opened. */
    get isUnopened() {
        return this.#text === "" && this.#stored() !== null;
    }

    /** What was kept before a reload, or "". Where the Cipher does not come it stays for the next reload. */
    async recall() {
        const stored = this.#stored();
        const cipher = stored && (await this.#cipher()?.catch(() => null));
        if (!cipher) return "";
        try {
            this.#text = await cipher.openKept(stored, this.#kind);
        } catch {
            this.forget(); // of another conversation
        }
        return this.#text;
    }

    /** Keeps it in the page at once, and for a reload a moment later. */
    keep(text) {
        this.#text = text;
        if (text === "") this.forget();
        else this.#saving ??= this.#save();
    }

    /** Resolves once the text of this moment is kept for a reload, or cannot be. */
    async saved() {
        await this.#saving;
    }

    forget() {
        this.#text = "";
        try {
            sessionStorage.removeItem(this.#place);
        } catch {
            // Where nothing can be stored nothing is.
        }
    }

    get #place() {
        return `caritas:${this.#kind}:${this.#id}`;
    }

    #stored() {
        try {
            return sessionStorage.getItem(this.#place);
        } catch {
            return null;
        }
    }

    // What came meanwhile is sealed with it: one at a time, the last one wins.
    async #save() {
        try {
            const cipher = await this.#cipher();
            for (let saved = null; saved !== this.#text; ) {
                saved = this.#text;
                const sealed = await cipher.sealKept(saved, this.#kind);
                if (this.#text !== "") sessionStorage.setItem(this.#place, sealed);
            }
        } catch {
            // A locked chat keeps nothing, nor does a full or forbidden store.
        }
        this.#saving = null;
    }
}
