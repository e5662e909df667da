// What somebody has begun to write: for a reload it lies in this tab's sessionStorage, sealed under the conversation's key.

export class Draft {
    #id;
    #cipher;
    #text = "";
    #saving = null;

    /** `id`: one per chat of this tab; `cipher()`: a promise of its Cipher. */
    constructor(id, cipher) {
        this.#id = id;
        this.#cipher = cipher;
    }

    get text() {
        return this.#text;
    }

    /** What was kept before a reload, or "". */
    async recall() {
        try {
            const kept = sessionStorage.getItem(this.#place);
            this.#text = kept === null ? "" : await (await this.#cipher()).openDraft(kept);
        } catch {
            this.forget(); // of another conversation, or nothing can be stored here
        }
        return this.#text;
    }

    /** Keeps it in the page at once, and for a reload a moment later. */
    keep(text) {
        this.#text = text;
        if (text === "") this.forget();
        else this.#saving ??= this.#save();
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
        return `caritas:draft:${this.#id}`;
    }

    // What was typed meanwhile is sealed with it: one at a time, the last one wins.
    async #save() {
        try {
            const cipher = await this.#cipher();
            for (let saved = null; saved !== this.#text; ) {
                saved = this.#text;
                const sealed = await cipher.sealDraft(saved);
                if (this.#text !== "") sessionStorage.setItem(this.#place, sealed);
            }
        } catch {
            // A locked chat has no draft, and a full or forbidden store keeps none.
        }
        this.#saving = null;
    }
}
