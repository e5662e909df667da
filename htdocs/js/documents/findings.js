// What was found in a document about the people behind it: each thing once, short enough to show.

const LONGEST_VALUE = 200;
const MOST = 10;

export class Findings {
    #traces = [];
    /** Whether something could not be looked into. */
    isClosed = false;

    /** `what`: as in tracesOf(). Values without anything to see tell nothing. */
    add(what, value) {
        const shown = [...value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim()].slice(0, LONGEST_VALUE).join("");
        if (shown !== "") this.#keep(what, shown);
    }

    /** There is one, but nobody can say who. */
    addUnknown(what) {
        this.#keep(what, "");
    }

    close() {
        this.isClosed = true;
    }

    get all() {
        return { traces: this.#traces, isClosed: this.isClosed };
    }

    #keep(what, value) {
        const isKnown = this.#traces.some((other) => other.what === what && other.value === value);
        if (!isKnown && this.#traces.length < MOST) this.#traces.push({ what, value });
    }
}
