// How much a document may unpack to, with all that is embedded in it.
import { BadDocument } from "./bad_document.js";

const AT_LEAST = 32 * 1024 * 1024;
const TIMES = 8;
/**
 * Tokens as readXml() yields them: an element is two or three. "list": content types and relationships, of which honest documents have some
 * thousands; "text": the parts that people write, of which a thousand pages have two million.
 */
const MOST_TOKENS = { list: 400_000, text: 8_000_000 };

/** One for a document, shared by those that are embedded in it: a thousand small ones that grow are as bad as a large one. */
export class Room {
    #left;
    #tokens = { ...MOST_TOKENS };

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

    /** `of`: "list" or "text". Throws BadDocument("broken") where there were too many. */
    takeToken(of) {
        if (this.#tokens[of] === 0) throw new BadDocument("broken");
        this.#tokens[of] -= 1;
    }
}
