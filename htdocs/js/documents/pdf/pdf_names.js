// The authors and titles that a PDF names, wherever they stand: beside their name, or in another object. Each byte is read a bounded number
// of times.
import { MOST_AUTHORS, MOST_OBJECT_TEXTS, MOST_TITLES } from "../limits.js";
import { looksLikePath } from "../path_words.js";
import { find } from "./pdf_streams.js";
import { endsWord, isTextAt, readValue, referenceBefore } from "./pdf_text.js";

const encoder = new TextEncoder();
/** What stands behind these names. Programs that print make a title of where the document was saved; each heading has a title, too. */
const NAMES = [
    { word: encoder.encode("/Author"), what: "author", most: MOST_AUTHORS },
    { word: encoder.encode("/Title"), what: "path", most: MOST_TITLES },
];
const OBJECT = encoder.encode("obj");

/** Where a word stands that is not the beginning of a longer one. */
export function* placesOf(bytes, word) {
    for (let at = find(bytes, word, 0); at >= 0; at = find(bytes, word, at + 1)) {
        if (endsWord(bytes[at + word.length])) yield at;
    }
}

/** Reads all parts of a file, then tells. What is told adds to Findings `found`, which is closed where there is more than is looked at. */
export class PdfNames {
    #found;
    #counts = { author: 0, path: 0 };
    /** {what, label, reference}: another object ("12 0") has the text. */
    #references = [];
    #texts = new Map();
    #textCount = 0;

    constructor(found) {
        this.#found = found;
    }

    /** The bytes of the file, or of an object stream. */
    readNames(bytes) {
        for (const { word, what, most } of NAMES) {
            for (const at of placesOf(bytes, word)) {
                if (this.#counts[what] >= most) {
                    this.#found.close();
                    break;
                }
                this.#counts[what] += 1;
                this.note(what, readValue(bytes, at + word.length));
            }
        }
    }

    /** `value`: as readValue() gives it; it is told behind `label`. */
    note(what, value, label = "") {
        if (value?.text !== undefined) this.#tell(what, label, value.text);
        else if (value !== null) this.#references.push({ what, label, reference: value.reference });
    }

    /** An object of an object stream: a text that others may refer to, or something else. */
    readObject(bytes, at, reference) {
        if (isTextAt(bytes, at)) this.#keepText(reference, bytes, at);
    }

    /** What is told elsewhere in the bytes of the file: all texts that any revision has under that number. Call it once, and last. */
    resolve(bytes) {
        const wanted = new Set(this.#references.map(({ reference }) => reference));
        if (wanted.size === 0) return;
        for (const at of placesOf(bytes, OBJECT)) {
            const reference = referenceBefore(bytes, at);
            if (reference !== null && wanted.has(reference) && isTextAt(bytes, at + OBJECT.length)) this.#keepText(reference, bytes, at + OBJECT.length);
        }
        for (const { what, label, reference } of this.#references) {
            for (const text of this.#texts.get(reference) ?? []) this.#tell(what, label, text);
        }
        // A title that cannot be read is hardly ever a path.
        if (this.#references.some(({ what, reference }) => what === "author" && !this.#texts.has(reference))) this.#found.addUnknown("author");
    }

    #keepText(reference, bytes, at) {
        this.#textCount += 1;
        if (this.#textCount > MOST_OBJECT_TEXTS) {
            this.#found.close();
            return;
        }
        const texts = this.#texts.get(reference) ?? [];
        texts.push(readValue(bytes, at).text);
        this.#texts.set(reference, texts);
    }

    #tell(what, label, text) {
        if (what === "path" && !looksLikePath(text)) return;
        if (label === "" || text.trim() !== "") this.#found.add(what, `${label}${text}`);
    }
}
