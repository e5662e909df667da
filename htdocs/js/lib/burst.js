// Several events close to one another are one burst, and a person is called once for it.

/** Times in milliseconds, passed in. */
export class Burst {
    #quiet;
    #longest;
    #last = -Infinity;
    #began = -Infinity;

    /** A burst ends when nothing came for `quiet`; one that lasts longer than `longest` counts as a new one. */
    constructor({ quiet = 5000, longest = 60_000 } = {}) {
        this.#quiet = quiet;
        this.#longest = longest;
    }

    /** Takes an event at `now`. Returns whether it begins a burst. */
    begins(now) {
        const isNew = now - this.#last >= this.#quiet || now - this.#began >= this.#longest;
        this.#last = now;
        if (isNew) this.#began = now;
        return isNew;
    }
}
