// What was found in a document about the people behind it: each thing once, short enough to show.
import { LONGEST_TRACE, LONGEST_VALUE, MOST_TRACES } from "./limits.js";

export class Findings {
    #traces = [];
    /** Whether something could not be looked into. */
    isClosed = false;

    /** `what`: as in tracesOf(). Values without anything to see tell nothing. */
    add(what, value) {
        if (this.#traces.length >= MOST_TRACES) return;
        // Hostile values have megabytes.
        const shown = [...value.slice(0, LONGEST_VALUE).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim()].slice(0, LONGEST_TRACE).join("");
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
        if (!isKnown && this.#traces.length < MOST_TRACES) this.#traces.push({ what, value });
    }
}
