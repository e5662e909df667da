// What single objects of a PDF tell, in every revision: properties that were added to its Info dictionary, and who commented on its pages.
import { DICTIONARIES_AT_LEAST, DICTIONARIES_TIMES, MOST_COMMENTS, MOST_PROPERTIES } from "../limits.js";
import { dictionariesAt, nameAt } from "./pdf_dictionaries.js";
import { placesOf } from "./pdf_names.js";
import { readValue, referenceBefore } from "./pdf_text.js";

const encoder = new TextEncoder();
const INFO = encoder.encode("/Info");
const OBJECT = encoder.encode("obj");
/** What every program writes (ISO 32000-1, 14.3.3), and the one that TeX adds: author and title are read wherever they stand. */
const USUAL = ["Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped", "PTEX.Fullbanner"];
/** What has a word of its own in other kinds of documents. */
const KNOWN = { Company: "company", Manager: "manager" };
/** The annotations whose /T is a person (ISO 32000-1, 12.5.6.2); that of a form's field is the field's name. */
const MARKUP = ["Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline", "Squiggly", "StrikeOut", "Stamp", "Caret",
    "Ink", "FileAttachment", "Sound", "Redact", "Projection"];

/** Reads dictionaries of objects; what it finds goes to PdfNames `names`, which tells it. */
export class PdfRecords {
    #names;
    #found;
    #room;
    #infos = new Set();
    #counts = { comments: 0, properties: 0 };

    /** `bytes`: of the file. */
    constructor(bytes, names, found) {
        this.#names = names;
        this.#found = found;
        this.#room = { left: DICTIONARIES_AT_LEAST + DICTIONARIES_TIMES * bytes.length };
        for (const at of placesOf(bytes, INFO)) {
            const value = readValue(bytes, at + INFO.length);
            if (value?.reference !== undefined) this.#infos.add(value.reference);
        }
    }

    /** All objects that lie in the file itself. */
    readFile(bytes) {
        for (const at of placesOf(bytes, OBJECT)) {
            const reference = referenceBefore(bytes, at);
            if (reference !== null) this.readObject(bytes, at + OBJECT.length, reference);
        }
    }

    /** The object at a place; `reference`: its number, as readValue() gives it. */
    readObject(bytes, from, reference) {
        for (const { entries, isOuter } of dictionariesAt(bytes, from, this.#room)) {
            if (entries.has("T") && isMarkup(bytes, entries)) this.#readCommenter(bytes, entries.get("T"));
            if (isOuter && this.#infos.has(reference)) this.#readInfo(bytes, entries);
        }
        if (this.#room.left <= 0) this.#found.close();
    }

    #readCommenter(bytes, place) {
        if (this.#isMore("comments", MOST_COMMENTS)) return;
        this.#names.note("commenter", readValue(bytes, place));
    }

    #readInfo(bytes, entries) {
        for (const [name, place] of entries) {
            if (USUAL.includes(name)) continue;
            if (this.#isMore("properties", MOST_PROPERTIES)) return;
            const value = readValue(bytes, place);
            if (Object.hasOwn(KNOWN, name)) this.#names.note(KNOWN[name], value);
            else this.#names.note("custom", value, `${name}: `);
        }
    }

    #isMore(what, most) {
        this.#counts[what] += 1;
        if (this.#counts[what] <= most) return false;
        this.#found.close();
        return true;
    }
}

function isMarkup(bytes, entries) {
    const place = entries.get("Subtype");
    return place !== undefined && bytes[place] === 0x2f && MARKUP.includes(nameAt(bytes, place));
}
