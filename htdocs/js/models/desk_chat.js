// One chat on a counselor's desk.
import { call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import * as clock from "../lib/clock.js";
import { nextWarning, warningDue } from "../lib/time_warnings.js";
import { Cipher } from "./cipher.js";
import { History } from "./history.js";
import { KeptText } from "./kept_text.js";
import { Sending } from "./sending.js";
import { Signals } from "./signals.js";

const READABLE = 48 * 3600 * 1000;

/**
 * `isLocked`: the own pair does not open its key. Events: "change" (state, outbox, uploads), "messages" (detail: the new ones), "gone"
 * (nothing of it is left).
 */
export class DeskChat extends EventTarget {
    history = new History({ isWhole: false });
    sending;
    isLoaded = false;
    isLocked = false;
    signals;
    isGone = false;
    /** The warning before the end that was told last; undefined: the desk has not looked yet. */
    warned;
    /** Begun and not sent. */
    draft;

    #desk;
    #stop = new AbortController();
    #loading = null;
    #cipher = null;
    #newest = null;
    #heard = 0;

    constructor(id, desk) {
        super();
        this.id = id;
        this.#desk = desk;
        this.signals = new Signals(`counselor/chats/${id}`);
        this.signals.addEventListener("change", () => this.#changed());
        this.draft = new KeptText("draft", id, () => this.#cipher);
        this.sending = new Sending({ messages: `counselor/chats/${id}/messages`, files: `counselor/chats/${id}/files`, role: "counselor", cipher: () => this.#cipher, id });
        this.sending.addEventListener("change", () => this.#changed());
        this.sending.addEventListener("refused", (event) => desk.over(event.detail));
    }

    /** Takes the state as the API tells it. */
    update(state) {
        const { last, ...rest } = state;
        Object.assign(this, rest);
        this.#unlock(state.keys);
        this.signals.seen(state.seekerReadSeq);
        if (last) this.#showLast(last);
        else this.last = null;
        this.#changed();
    }

    /** The code that both sides can compare; rejects where the key does not open. */
    async safetyCode() {
        return (await this.#cipher).safetyCode();
    }

    get isOpen() {
        return this.state === "accepted" || this.state === "running";
    }

    /** When something happens to it by itself: a warning is due, the window ends, or the copy goes. */
    get nextChange() {
        return this.isOpen ? nextWarning(this.openUntil, clock.now()) : this.readableUntil;
    }

    /** How many minutes before its end the last warning that is due comes (15, 5), or null. */
    get warning() {
        return this.isOpen ? warningDue(this.openUntil - clock.now()) : null;
    }

    endByWindow() {
        const readableUntil = this.openUntil + READABLE;
        Object.assign(this, { state: "ended", endedBy: "window", endedAt: this.openUntil, readableUntil });
        this.#changed();
    }

    /** Fetches what was said so far, once; whatever keeps it from doing so is told by the desk or tried again at the next call. */
    load() {
        this.#loading ??= this.#fetchAll().catch((error) => {
            this.#loading = null;
            if (error.status === 401) this.#desk.over(error);
        });
        return this.#loading;
    }

    /** Takes a message as the poll tells it; its state may have come along (update), or not. Returns whether it was not known yet. */
    hear(message) {
        const isNew = message.seq > this.#heard;
        this.#heard = Math.max(this.#heard, message.seq);
        if (message.seq > this.lastSeq) {
            this.lastSeq = message.seq;
            this.#showLast(message);
            if (message.from === "seeker") {
                this.unread += 1;
                this.signals.stopTyping();
            }
            this.#changed();
        }
        if (this.#loading) this.#add([message]); // whoever shows it marks it as read
        else this.sending.outbox.settle([message.clientId]);
        return isNew;
    }

    write(text) {
        this.signals.sent();
        this.sending.write(text);
    }

    /** Everything shown was seen. */
    markRead() {
        const seq = this.history.lastSeq;
        if (seq <= this.readSeq || this.isGone) return;
        this.signals.tellRead(seq, this.readSeq);
        if (this.unread === 0) return;
        this.unread = 0;
        this.#desk.dispatchEvent(new Event("change"));
    }

    close() {
        this.isGone = true;
        this.draft.forget();
        this.signals.clear();
        this.#stop.abort();
        this.history.clear();
        this.sending.clear();
        this.last = null;
        this.dispatchEvent(new Event("gone"));
    }

    async #fetchAll() {
        const signal = this.#stop.signal;
        let after = 0;
        for (let more = true; more; ) {
            const answer = await persist(() => call("GET", `counselor/chats/${this.id}/messages?after=${after}`, { signal }), { signal });
            if (this.isGone) return;
            await this.#add(answer.messages);
            after = answer.messages.at(-1)?.seq ?? after;
            more = answer.more;
        }
        this.history.whole();
        this.isLoaded = true;
        this.#changed();
    }

    #unlock(keys) {
        if (this.#cipher || !keys) return;
        this.#cipher = Cipher.open({ id: this.id, role: "counselor", keys, pair: this.#desk.pair });
        this.history.openWith(this.#cipher);
        this.sending.recall(this.history);
        this.#cipher.catch(() => {
            this.isLocked = true;
            this.#changed();
        });
    }

    // Until it is opened the line before stays; where it cannot be, none.
    async #showLast(message) {
        this.#newest = message.clientId;
        const opened = await this.#cipher.then((cipher) => cipher.open(message)).catch(() => ({ text: "", document: null }));
        if (this.isGone || this.#newest !== message.clientId) return;
        this.last = { from: message.from, sentAt: message.sentAt, text: opened.text, document: opened.document };
        this.#changed();
        this.#desk.dispatchEvent(new Event("change"));
    }

    async #add(messages) {
        const fresh = await this.history.add(messages).catch(() => []);
        this.sending.outbox.settle(fresh.map((message) => message.clientId));
        if (fresh.length > 0) this.dispatchEvent(new CustomEvent("messages", { detail: fresh }));
    }

    #changed() {
        this.dispatchEvent(new Event("change"));
    }
}
