// One chat on a counselor's desk.
import { call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import { textOf } from "../lib/body.js";
import * as clock from "../lib/clock.js";
import { History } from "./history.js";
import { Outbox } from "./outbox.js";

const READABLE = 48 * 3600 * 1000;

/** Events: "change" (state, outbox), "messages" (detail: the new ones), "gone" (nothing of it is left). */
export class DeskChat extends EventTarget {
    history = new History();
    outbox;
    isLoaded = false;
    isGone = false;
    /** Begun and not sent; in the page's memory only. */
    draft = "";

    #desk;
    #stop = new AbortController();
    #loading = null;
    #readSent = 0;

    constructor(id, desk) {
        super();
        this.id = id;
        this.#desk = desk;
        this.outbox = new Outbox(`counselor/chats/${id}/messages`);
        this.outbox.addEventListener("change", () => this.#changed());
        this.outbox.addEventListener("refused", (event) => desk.over(event.detail));
    }

    /** Takes the state as the API tells it. */
    update(state) {
        Object.assign(this, state);
        this.last = state.last && { ...state.last, text: textOf(state.last.body) };
        this.#changed();
    }

    get isOpen() {
        return this.state === "accepted" || this.state === "running";
    }

    /** When something happens to it by itself: the window ends, or the copy goes. */
    get nextChange() {
        return this.isOpen ? this.openUntil : this.readableUntil;
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

    /** Takes a message as the poll tells it; its state may have come along (update), or not. */
    hear(message) {
        if (message.seq > this.lastSeq) {
            this.lastSeq = message.seq;
            this.last = { ...message, text: textOf(message.body) };
            if (message.from === "seeker") this.unread += 1;
            this.#changed();
        }
        this.outbox.settle([message.clientId]);
        if (this.#loading) this.#add([message]); // whoever shows it marks it as read
    }

    write(text) {
        this.outbox.write(text, clock.now());
    }

    keepDraft(text) {
        if (!this.isGone) this.draft = text;
    }

    /** Everything shown was seen. */
    markRead() {
        const seq = this.history.lastSeq;
        if (seq <= Math.max(this.readSeq, this.#readSent) || this.isGone) return;
        this.#readSent = seq;
        this.unread = 0;
        call("POST", `counselor/chats/${this.id}/read`, { json: { seq } }).catch(() => (this.#readSent = 0));
        this.#desk.dispatchEvent(new Event("change"));
    }

    close() {
        this.isGone = true;
        this.draft = "";
        this.#stop.abort();
        this.history.clear();
        this.outbox.clear();
        this.last = null;
        this.dispatchEvent(new Event("gone"));
    }

    async #fetchAll() {
        const signal = this.#stop.signal;
        let after = 0;
        for (let more = true; more; ) {
            const answer = await persist(() => call("GET", `counselor/chats/${this.id}/messages?after=${after}`, { signal }), { signal });
            if (this.isGone) return;
            this.#add(answer.messages);
            after = answer.messages.at(-1)?.seq ?? after;
            more = answer.more;
        }
        this.isLoaded = true;
        this.#changed();
    }

    #add(messages) {
        const fresh = this.history.add(messages);
        this.outbox.settle(fresh.map((message) => message.clientId));
        if (fresh.length > 0) this.dispatchEvent(new CustomEvent("messages", { detail: fresh }));
    }

    #changed() {
        this.dispatchEvent(new Event("change"));
    }
}
