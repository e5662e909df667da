// Who commented, changed and saved a doc, and where: lists that Word keeps beside the text ([MS-DOC] 2.5.6, FibRgFcLcb97).
import { LARGEST_LIST_OF_PEOPLE } from "../limits.js";
import { looksLikePath, plainPath } from "../path_words.js";
import { WORD_TEXT } from "./entry_names.js";

const WORD_97 = 0xa5ec;
const SECOND_TABLE = 0x0200;
/** Where the pairs of offset and length begin, and which of them are ours. */
const PAIRS = 154;
const SIZE_FIB = 898;
const ASSOCIATED = 32;
const COMMENTERS = 36;
const CHANGERS = 51;
const SAVERS = 71;
/** What stands at which place of ASSOCIATED: template, author, who saved it last, where the addresses of a circular letter lie. */
const ASSOCIATES = { 1: "path", 6: "author", 7: "lastAuthor", 8: "path" };

/** [{what, value}]; `found` is closed where a list does not hold together. */
export function wordPeople(file, found) {
    const people = [];
    const add = (what, value) => {
        if (what !== "path") people.push({ what, value });
        else if (looksLikePath(value)) people.push({ what, value: plainPath(value) });
    };
    const main = file.top(WORD_TEXT);
    if (main === undefined || main.size < SIZE_FIB) return people;
    try {
        const fib = viewOf(file.read(main, SIZE_FIB));
        const table = file.top(fib.getUint16(10, true) & SECOND_TABLE ? "1table" : "0table");
        if (fib.getUint16(0, true) !== WORD_97 || table === undefined) return people;
        const listAt = (pair) => partOf(file, table, fib.getUint32(PAIRS + 8 * pair, true), fib.getUint32(PAIRS + 8 * pair + 4, true));
        for (const value of namesIn(listAt(COMMENTERS), 0)) add("commenter", value);
        // The first one is "Unknown", always.
        for (const value of namesIn(listAt(CHANGERS), 6).slice(1)) add("commenter", value);
        // Each with the path to which it was saved.
        namesIn(listAt(SAVERS), 6).forEach((value, i) => add(i % 2 === 0 ? "lastAuthor" : "path", value));
        namesIn(listAt(ASSOCIATED), 6).forEach((value, i) => Object.hasOwn(ASSOCIATES, i) && add(ASSOCIATES[i], value));
    } catch {
        found.close();
    }
    return people;
}

function partOf(file, table, offset, length) {
    if (length === 0) return new Uint8Array();
    if (length > LARGEST_LIST_OF_PEOPLE || offset + length > table.size) throw new RangeError("list outside of its table");
    return file.read(table, offset + length).subarray(offset);
}

// Names with their lengths in front, behind a head of so many bytes.
function namesIn(bytes, head) {
    const view = viewOf(bytes);
    const names = [];
    for (let at = head; at + 2 <= bytes.length;) {
        const end = at + 2 + 2 * view.getUint16(at, true);
        names.push(new TextDecoder("utf-16le").decode(bytes.subarray(at + 2, end)));
        at = end;
    }
    return names;
}

function viewOf(bytes) {
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
