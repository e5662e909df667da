// How much a document may unpack to, with all that is embedded in it.
import { BadDocument } from "./bad_document.js";

const AT_LEAST = 32 * 1024 * 1024;
const TIMES = 8;

/** One for a document, shared by those that are embedded in it: a thousand small ones that grow are as bad as a large one. */
export class Room {
    #left;

    constructor(size) {
        this.#left = AT_LEAST + TIMES * size;
    }

    get left() {
        return this.#left;
    }

    /** Throws BadDocument("broken") where there is not so much left. */
    take(size) {
        if (size > this.#left) throw new BadDocument("broken");
        this.#left -= size;
    }
}
