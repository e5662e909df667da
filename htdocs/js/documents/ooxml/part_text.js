// The text of a part of a package, piece by piece.
import { BadDocument } from "../bad_document.js";

const LONGEST_DECLARATION = 1024;

/**
 * Office also takes UTF-16, in which a word that is looked for does not show: whatever is not plain UTF-8 is refused. push() and finish()
 * throw BadDocument("broken").
 */
export class PartText {
    #decoder = new TextDecoder("utf-8", { fatal: true });
    /** The beginning, until it is long enough to hold a declaration; null behind it. */
    #start = "";

    /** What can be read of the bytes so far, as a text: "" where it is not enough yet. */
    push(bytes) {
        return this.#check(this.#decode(bytes, { stream: true }), false);
    }

    finish() {
        return this.#check(this.#decode(), true);
    }

    #decode(bytes, options) {
        try {
            return this.#decoder.decode(bytes, options);
        } catch {
            throw new BadDocument("broken");
        }
    }

    #check(text, isEnd) {
        if (text.includes("\0")) throw new BadDocument("broken");
        if (this.#start === null) return text;
        const start = this.#start + text;
        if (!isEnd && start.length < LONGEST_DECLARATION) {
            this.#start = start;
            return "";
        }
        this.#start = null;
        refuseCodings(start);
        return start;
    }
}

function refuseCodings(start) {
    if (!start.startsWith("<?xml")) return;
    const end = start.slice(0, LONGEST_DECLARATION).indexOf("?>");
    const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(start.slice(0, end))?.[1];
    if (end < 0 || !/^(?:utf-?8|us-ascii)$/i.test(encoding ?? "utf-8")) throw new BadDocument("broken");
}
