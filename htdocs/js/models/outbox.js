// What was written and is on its way: one after the other, each exactly once, whatever happens to the line meanwhile.
import { call } from "../lib/api.js";
import { deliver } from "../lib/backoff.js";
import { OneByOne } from "../lib/one_by_one.js";
import { newId } from "../lib/random_id.js";

/**
 * Entries are {clientId, text, document, writtenAt, state, trouble}, text and document as in content.js: `state` is "sending", "sent" (the
 * server has it; the history shows it soon), or "failed" with the server's sentence in `trouble`. Events: "change"; "refused" (detail: the Refusal) for a dead session.
 */
export class Outbox extends EventTarget {
    #path;
    #cipher;
    #entries = [];
    #work = new OneByOne({ next: () => this.#due, work: (entry) => this.#deliver(entry) });
    #isStuck = false;
    #isNearlyFull = false;
    #stop = new AbortController();

    /** `path` + "/CLIENTID" is where messages are put; `cipher()`: a promise of the Cipher that seals them. */
    constructor(path, cipher) {
        super();
        this.#path = path;
        this.#cipher = cipher;
    }

    get entries() {
        return this.#entries;
    }

    /** Something waits, and the server could not be reached at the last try. */
    get isStuck() {
        return this.#isStuck;
    }

    /** The server said that the chat will soon take no more of this side. */
    get isNearlyFull() {
        return this.#isNearlyFull;
    }

    get undelivered() {
        return this.#entries.filter((entry) => entry.state !== "sent").length;
    }

    /** `content`: {text} or {document}. */
    write({ text = "", document = null }, writtenAt) {
        this.#entries.push({ clientId: newId(), text, document, writtenAt, state: "sending", trouble: null });
        this.#changed();
        this.#work.go();
    }

    retry(clientId) {
        const entry = this.#find(clientId);
        if (entry?.state !== "failed") return;
        entry.state = "sending";
        entry.trouble = null;
        this.#changed();
        this.#work.go();
    }

    /** Takes a failed message back, for instance to write it anew. */
    discard(clientId) {
        this.#entries = this.#entries.filter((entry) => entry.clientId !== clientId);
        this.#changed();
    }

    /** The history shows these now. */
    settle(clientIds) {
        const known = new Set(clientIds);
        const before = this.#entries.length;
        this.#entries = this.#entries.filter((entry) => !known.has(entry.clientId));
        if (this.#entries.length !== before) this.#changed();
    }

    /** Nothing is sent any more. */
    close() {
        this.#stop.abort();
    }

    clear() {
        this.close();
        this.#entries = [];
    }

    get #due() {
        return this.#stop.signal.aborted ? null : this.#entries.find((entry) => entry.state === "sending");
    }

    #find(clientId) {
        return this.#entries.find((entry) => entry.clientId === clientId);
    }

    #changed() {
        this.dispatchEvent(new Event("change"));
    }

    async #deliver(entry) {
        const signal = this.#stop.signal;
        try {
            const cipher = await this.#cipher();
            // Once, whatever happens on the way: the same bytes again are the same message. After a failure it is sealed anew, behind those
            // that were sent meanwhile.
            const bytes = await cipher.seal(entry, entry.clientId);
            const put = () => call("PUT", `${this.#path}/${entry.clientId}`, { bytes, signal });
            const { nearlyFull } = await deliver(put, { signal, onTrouble: () => this.#stuck(true) });
            this.#isNearlyFull ||= nearlyFull === true;
            cipher.taken(bytes);
            entry.state = "sent";
        } catch (error) {
            if (signal.aborted) return;
            entry.state = "failed";
            entry.trouble = error.message;
            if (error.status === 401) {
                this.close();
                this.dispatchEvent(new CustomEvent("refused", { detail: error }));
            }
        }
        this.#stuck(false);
    }

    #stuck(isStuck) {
        this.#isStuck = isStuck;
        this.#changed();
    }
}
