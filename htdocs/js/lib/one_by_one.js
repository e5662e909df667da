// Work that is done one piece after the other, whenever there is some.

export class OneByOne {
    #next;
    #work;
    #isBusy = false;

    /** `next()` gives the piece that is due, or nothing; `work(piece)` does it. */
    constructor({ next, work }) {
        this.#next = next;
        this.#work = work;
    }

    /** Call whenever there may be something to do. */
    async go() {
        if (this.#isBusy) return;
        this.#isBusy = true;
        try {
            for (let piece = this.#next(); piece; piece = this.#next()) await this.#work(piece);
        } finally {
            this.#isBusy = false;
        }
    }
}
