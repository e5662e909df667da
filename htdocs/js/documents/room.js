// How much a document may unpack to, with all that is embedded in it.
import { BadDocument } from "./bad_document.js";
import { MOST_EMBEDDED, MOST_TOKENS, UNPACKED_AT_LEAST, UNPACKED_TIMES } from "./limits.js";

/** One for a document, shared by those that are embedded in it: a thousand small ones that grow are as bad as a large one. */
export class Room {
    #left;
    #tokens = { ...MOST_TOKENS };
    #documents = MOST_EMBEDDED;

    constructor(size) {
        this.#left = UNPACKED_AT_LEAST + UNPACKED_TIMES * size;
    }

    get left() {
        return this.#left;
    }

    /** Throws BadDocument("budget") where there is not so much left. */
    take(size) {
        if (size > this.#left) throw new BadDocument("budget");
        this.#left -= size;
    }

    /** `of`: "list" or "text". Throws BadDocument("budget") where there were too many. */
    takeToken(of) {
        if (this.#tokens[of] === 0) throw new BadDocument("budget");
        this.#tokens[of] -= 1;
    }

    /** For each embedded document. Throws BadDocument("budget") where there were too many. */
    takeDocument() {
        if (this.#documents === 0) throw new BadDocument("budget");
        this.#documents -= 1;
    }
}
