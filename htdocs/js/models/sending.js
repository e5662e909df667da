// What one side of a chat writes and sends, and the documents of both: texts at once, a document once the server has all of it.
import * as clock from "../lib/clock.js";
import { Downloads } from "./downloads.js";
import { KeptText } from "./kept_text.js";
import { Outbox } from "./outbox.js";
import { Uploads } from "./uploads.js";

/** Events: "change"; "refused" (detail: the Refusal) for a dead session. */
export class Sending extends EventTarget {
    outbox;
    uploads;
    downloads;
    #role;
    #kept;

    /**
     * `messages` and `files`: where each goes; `role`: of who writes; `cipher()`: a promise of the Cipher, or null; `id`: one per chat of
     * this tab.
     */
    constructor({ messages, files, role, cipher, id }) {
        super();
        this.#role = role;
        const [lines, documents] = (this.#kept = [new KeptText("outbox", id, cipher), new KeptText("uploads", id, cipher)]);
        this.outbox = new Outbox(messages, cipher, lines);
        this.downloads = new Downloads(files, cipher);
        this.uploads = new Uploads({ path: files, cipher, role, kept: documents, onComplete: (document, blob) => this.#announce(document, blob) });
        for (const part of [this.outbox, this.uploads]) {
            part.addEventListener("change", () => this.dispatchEvent(new Event("change")));
            part.addEventListener("refused", (event) => this.dispatchEvent(new CustomEvent("refused", { detail: event.detail })));
        }
    }

    /** Takes up what was on its way before a reload. Call once there is a Cipher; `history`: of the chat. */
    recall(history) {
        this.uploads.recall();
        this.outbox.recall(history);
    }

    write(text) {
        this.outbox.write({ text }, clock.now());
    }

    /** Messages and documents that the server does not have yet. */
    get undelivered() {
        return this.outbox.undelivered + this.uploads.entries.length;
    }

    /** Something waits, and the server could not be reached at the last try. */
    get isStuck() {
        return this.outbox.isStuck || this.uploads.isStuck;
    }

    /** Nothing of it is left for a reload. */
    forgetKept() {
        for (const kept of this.#kept) kept.forget();
    }

    /** The page holds nothing of it afterwards. */
    clear() {
        this.forgetKept();
        this.outbox.clear();
        this.uploads.clear();
        this.downloads.clear();
    }

    #announce(document, blob) {
        this.downloads.know(document, this.#role, blob);
        this.outbox.write({ document }, clock.now());
    }
}
