// What was written and is on its way: one after the other, each exactly once, whatever happens to the line or the page meanwhile.
import { fromBase64, toBase64 } from "../crypto/bytes.js";
import { call } from "../lib/api.js";
import { deliver } from "../lib/backoff.js";
import { OneByOne } from "../lib/one_by_one.js";
import { newId } from "../lib/random_id.js";

/**
 * Entries are {clientId, text, document, writtenAt, state, trouble, isLost, sealed}, text and document as in content.js: `state` is
 * "sending", "sent" (the server has it; the history shows it soon), or "failed" with a sentence in `trouble`, and for good if it `isLost`;
 * `sealed`: its bytes, from the first try on. What is not sent is kept for a reload. Events: "change"; "refused" (detail: the Refusal) for a dead session.
 */
export class Outbox extends EventTarget {
    #path;
    #cipher;
    #entries = [];
    #work = new OneByOne({ next: () => this.#due, work: (entry) => this.#deliver(entry) });
    #isStuck = false;
    #isNearlyFull = false;
    #isRecalled = false;
    #stop = new AbortController();
    #kept;

    /** `path` + "/CLIENTID" is where messages are put; `cipher()`: a promise of the Cipher that seals them; `kept`: a KeptText. */
    constructor(path, cipher, kept) {
        super();
        this.#path = path;
        this.#cipher = cipher;
        this.#kept = kept;
    }

    /** Takes up what was not sent before a reload, unless the `history` has it by now, and begins to send. Call once there is a Cipher. */
    async recall(history) {
        const kept = JSON.parse((await this.#kept.recall()) || "[]");
        if (this.#stop.signal.aborted || this.#kept.isUnopened) return;
        this.#entries.unshift(...kept.map(({ sealed, ...entry }) => ({ ...entry, sealed: sealed && fromBase64(sealed) })));
        this.#isRecalled = true;
        this.settle(history.messages.map(({ clientId }) => clientId));
        this.#changed();
        this.#work.go();
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

    /** How many the server does not have. What was kept and cannot be opened counts as one. */
    get undelivered() {
        return this.#unsent.length + (this.#kept.isUnopened ? 1 : 0);
    }

    /** `content`: {text} or {document}. */
    write({ text = "", document = null }, writtenAt) {
        this.#entries.push({ clientId: newId(), text, document, writtenAt, state: "sending", trouble: null, isLost: false, sealed: null });
        this.#changed();
        this.#work.go();
    }

    retry(clientId) {
        const entry = this.#find(clientId);
        if (entry?.state !== "failed") return;
        // Sealed anew, behind those that were sent meanwhile.
        Object.assign(entry, { state: "sending", trouble: null, sealed: null });
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
        if (this.#stop.signal.aborted || !this.#isRecalled) return null;
        return this.#entries.find((entry) => entry.state === "sending");
    }

    get #unsent() {
        return this.#entries.filter((entry) => entry.state !== "sent");
    }

    #find(clientId) {
        return this.#entries.find((entry) => entry.clientId === clientId);
    }

    #changed() {
        this.#keep();
        this.dispatchEvent(new Event("change"));
    }

    #keep() {
        if (!this.#isRecalled || this.#stop.signal.aborted) return;
        const unsent = this.#unsent.map(({ sealed, ...entry }) => ({ ...entry, sealed: sealed && toBase64(sealed) }));
        const text = unsent.length > 0 ? JSON.stringify(unsent) : "";
        if (text !== this.#kept.text) this.#kept.keep(text);
    }

    async #deliver(entry) {
        const signal = this.#stop.signal;
        try {
            const cipher = await this.#cipher();
            const isOurs = entry.sealed === null;
            if (isOurs) await this.#seal(entry, cipher);
            const put = () => call("PUT", `${this.#path}/${entry.clientId}`, { bytes: entry.sealed, signal });
            const { nearlyFull } = await deliver(put, { signal, onTrouble: () => this.#stuck(true) });
            this.#isNearlyFull ||= nearlyFull === true;
            if (isOurs) cipher.taken(entry.sealed);
            entry.state = "sent";
        } catch (error) {
            if (signal.aborted) return;
            Object.assign(entry, { state: "failed", trouble: error.message, isLost: error.isForGood === true });
            if (error.status === 401) {
                this.close();
                this.dispatchEvent(new CustomEvent("refused", { detail: error }));
            }
        }
        this.#stuck(false);
    }

    // Once, whatever happens on the way: the same bytes again are the same message. They are kept before they go, since the page may be
    // loaded anew before it hears that the server has them.
    async #seal(entry, cipher) {
        entry.sealed = await cipher.seal(entry, entry.clientId);
        this.#keep();
        await this.#kept.saved();
    }

    #stuck(isStuck) {
        this.#isStuck = isStuck;
        this.#changed();
    }
}
