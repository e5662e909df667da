// Whether messages that opened are whole and in the order in which they were written, as far as the pages that wrote them can say.

/**
 * Fed with every opened message of a conversation in the server's order. What a page wrote says which of its own came before it: a
 * message that is left out, doubled or moved among those of its page is noticed at the next one.
 */
export class MessageOrder {
    #last = new Map();

    /** Returns null, or what is wrong: "doubled" (this one was there already, or comes too late), "missing" (one before it is). */
    check({ instance, counter, previous }) {
        const last = this.#last.get(instance) ?? 0;
        if (counter <= last) return "doubled";
        this.#last.set(instance, counter);
        return previous === last ? null : "missing";
    }
}
