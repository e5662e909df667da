// Whether the server can be reached, as far as a page knows: told once it could not for longer than a moment, and again at the first answer.

/** Milliseconds: a shorter break is not told on the page. */
const PATIENCE = 3000;
/** Milliseconds, where it is not certain that anything is wrong. */
const LONG_PATIENCE = 10000;

export class Line {
    #onLine;
    #isDown = false;
    #timer = null;
    #end = Infinity;

    /** `onLine(up)`. */
    constructor(onLine) {
        this.#onLine = onLine;
    }

    /** Nothing has been heard since something failed. */
    get isInDoubt() {
        return this.#isDown || this.#timer !== null;
    }

    answered() {
        this.forget();
        if (!this.#isDown) return;
        this.#isDown = false;
        this.#onLine(true);
    }

    /** A call did not get through. */
    failed() {
        this.#doubt(PATIENCE);
    }

    /** Perhaps nothing is wrong: what could tell is being asked. */
    uncertain() {
        this.#doubt(LONG_PATIENCE);
    }

    /** It is known to be down, and told already. */
    startDown() {
        this.#isDown = true;
    }

    /** Nothing is told any more of what went wrong so far. */
    forget() {
        clearTimeout(this.#timer);
        this.#timer = null;
        this.#end = Infinity;
    }

    #doubt(patience) {
        const end = performance.now() + patience;
        if (this.#isDown || end >= this.#end) return;
        this.forget();
        this.#end = end;
        this.#timer = setTimeout(() => {
            this.forget();
            this.#isDown = true;
            this.#onLine(false);
        }, patience);
    }
}
