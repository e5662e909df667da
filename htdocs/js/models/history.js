// The messages of one chat in their order, opened, each once, whichever way it came.
import { MessageOrder } from "../crypto/message_order.js";

export class History {
    /** False: earlier messages are still to come, and whether one is missing cannot be said. */
    isWhole;

    #bySeq = new Map();
    #cipher = new Promise(() => {});
    #work = Promise.resolve();
    #life = {};

    constructor({ isWhole = true } = {}) {
        this.isWhole = isWhole;
    }

    /** `cipher`: a promise of the Cipher; messages wait for it. */
    openWith(cipher) {
        this.#cipher = cipher;
    }

    /** Takes messages of the API. Resolves with those that were not there yet, opened and in order; none if it was cleared meanwhile. */
    add(messages) {
        const added = this.#work.then(() => this.#open(messages, this.#life));
        this.#work = added.catch(() => {});
        return added;
    }

    get messages() {
        return [...this.#bySeq.values()].sort(bySequence);
    }

    get lastSeq() {
        return Math.max(0, ...this.#bySeq.keys());
    }

    clear() {
        this.#life = {};
        this.#bySeq.clear();
    }

    /** Nothing comes before what is there. */
    whole() {
        this.isWhole = true;
        this.#check();
    }

    async #open(messages, life) {
        const fresh = messages.filter((message) => !this.#bySeq.has(message.seq)).sort(bySequence);
        if (fresh.length === 0) return [];
        const cipher = await this.#cipher;
        const known = await Promise.all(fresh.map(async (message) => opened(message, await cipher.open(message))));
        if (life !== this.#life) return [];
        for (const message of known) this.#bySeq.set(message.seq, message);
        if (this.isWhole) this.#check();
        return known;
    }

    // What a page wrote says what came before it: see MessageOrder.
    #check() {
        const order = new MessageOrder();
        for (const message of this.messages) {
            if (message.place) message.trouble = order.check(message.place) ?? message.unknown;
        }
    }
}

function opened({ seq, from, clientId, sentAt }, { text, document, place, trouble }) {
    return { seq, from, clientId, sentAt, text, document, place, trouble, unknown: trouble ?? null };
}

function bySequence(one, other) {
    return one.seq - other.seq;
}
