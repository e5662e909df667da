// The messages of one chat in their order, each once, whichever way it came.
import { textOf } from "../lib/body.js";

export class History {
    #bySeq = new Map();

    /** Takes messages of the API; returns those that were not there yet, in order. */
    add(messages) {
        const fresh = messages.filter((message) => !this.#bySeq.has(message.seq));
        for (const message of fresh) {
            this.#bySeq.set(message.seq, { seq: message.seq, from: message.from, clientId: message.clientId, sentAt: message.sentAt, text: textOf(message.body) });
        }
        return fresh.map((message) => this.#bySeq.get(message.seq)).sort(bySequence);
    }

    get messages() {
        return [...this.#bySeq.values()].sort(bySequence);
    }

    get lastSeq() {
        return Math.max(0, ...this.#bySeq.keys());
    }

    clear() {
        this.#bySeq.clear();
    }
}

function bySequence(one, other) {
    return one.seq - other.seq;
}
