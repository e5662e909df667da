// What the two sides tell one another in passing: that one types, and how far one has read. A lost signal is no loss.
import { call } from "../lib/api.js";

/** While somebody types it is told so often, and shown so long after the last word of it. */
const EVERY = 3000;
const SHOWN = 5000;

/** Events: "change". */
export class Signals extends EventTarget {
    /** Up to where the other side has seen the messages. */
    seenUpTo = 0;
    isTyping = false;

    #path;
    #toldTyping = 0;
    #toldRead = 0;
    #timer = null;

    /** `path` + "/typing" and "/read" is where they go. */
    constructor(path) {
        super();
        this.#path = path;
    }

    /** From the other side: {typing: true} or {read: seq}. */
    hear({ typing, read }) {
        if (read !== undefined) this.seen(read);
        if (!typing) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#setTyping(false), SHOWN);
        this.#setTyping(true);
    }

    /** The other side has seen everything up to here. */
    seen(seq) {
        if (seq <= this.seenUpTo) return;
        this.seenUpTo = seq;
        this.dispatchEvent(new Event("change"));
    }

    /** What was being typed has come. */
    stopTyping() {
        clearTimeout(this.#timer);
        this.#setTyping(false);
    }

    tellTyping() {
        if (performance.now() - this.#toldTyping < EVERY && this.#toldTyping > 0) return;
        this.#toldTyping = performance.now();
        call("POST", `${this.#path}/typing`, { json: {} }).catch(() => {});
    }

    /** What one sends ends the typing: the next word is told at once. */
    sent() {
        this.#toldTyping = 0;
    }

    /** Everything up to `seq` was seen here; `known`: up to where the server knew it. */
    tellRead(seq, known) {
        if (seq <= Math.max(known, this.#toldRead)) return;
        this.#toldRead = seq;
        call("POST", `${this.#path}/read`, { json: { seq } }).catch(() => (this.#toldRead = 0));
    }

    clear() {
        clearTimeout(this.#timer);
        this.isTyping = false;
        this.seenUpTo = 0;
    }

    #setTyping(isTyping) {
        if (isTyping === this.isTyping) return;
        this.isTyping = isTyping;
        this.dispatchEvent(new Event("change"));
    }
}
