// The dictionaries of a PDF's objects (ISO 32000-1, 7.3.7), however they are nested.
import { DEEPEST_DICTIONARY, MOST_NAMES } from "../limits.js";
import { endsWord, latin } from "./pdf_text.js";

const [OPEN_TEXT, CLOSE_TEXT, BACKSLASH, SLASH, LESS, GREATER, OPEN_LIST, CLOSE_LIST, PERCENT] = [..."()\\/<>[]%"].map((sign) => sign.charCodeAt(0));
const BLANK = 32;
const LONGEST_NAME = 127;
/** What only stands behind a dictionary: it was not closed. */
const BROKEN = ["stream", "endobj", "endstream", "obj"];
const LONGEST_WORD = 9;

/** The name at a place of a slash, with its "#20" and the like as what they stand for. */
export function nameAt(bytes, slash) {
    const name = latin(bytes.subarray(slash + 1, endOfWord(bytes, slash + 1)));
    if (!/[#\x80-\xff]/.test(name)) return name;
    const whole = name.replace(/#([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(whole, (letter) => letter.charCodeAt(0)));
    } catch {
        return whole;
    }
}

/**
 * Yields {entries, isOuter} for the dictionary at a place and each one within it, when it ends: `entries` is a Map of names and the places of
 * their values. Yields nothing if something else stands at the place. The bytes that are read are taken from `room.left`; it ends when
 * nothing is left, or where dictionaries are nested too deeply.
 */
export function* dictionariesAt(bytes, from, room) {
    /** Dictionaries, and null for a list, from the outer one to the one that is open. */
    const open = [];
    let at = from;
    while (at < bytes.length && room.left > 0 && open.length < DEEPEST_DICTIONARY) {
        const begin = at;
        const [byte, following] = [bytes[at], bytes[at + 1]];
        at += 1;
        if (byte === LESS && following === LESS) {
            setValue(open.at(-1), begin);
            open.push({ entries: new Map(), key: null });
            at += 1;
        } else if (open.length === 0) {
            if (byte > BLANK) return;
        } else if (byte === GREATER && following === GREATER) {
            at += 1;
            while (open.at(-1) === null) open.pop(); // a list that was not closed
            yield { entries: open.pop().entries, isOuter: open.length === 0 };
            if (open.length === 0) return;
        } else if (byte === OPEN_LIST) {
            setValue(open.at(-1), begin);
            open.push(null);
        } else if (byte === CLOSE_LIST) {
            if (open.at(-1) === null) open.pop();
        } else if (byte === SLASH) {
            at = endOfWord(bytes, at);
            const inner = open.at(-1);
            if (inner && inner.key === null && at - begin <= LONGEST_NAME) inner.key = nameAt(bytes, begin);
            else setValue(open.at(-1), begin);
        } else if (byte > BLANK) {
            at = endOfLeaf(bytes, begin);
            if (at - begin <= LONGEST_WORD && BROKEN.includes(latin(bytes.subarray(begin, at)))) return;
            if (byte !== PERCENT) setValue(open.at(-1), begin);
        }
        room.left -= at - begin;
    }
}

// `inner`: the dictionary that is open, or null or undefined where there is none.
function setValue(inner, place) {
    if (!inner) return;
    if (inner.key !== null && inner.entries.size < MOST_NAMES) inner.entries.set(inner.key, place);
    inner.key = null;
}

// Behind a text, a comment, a number or a word.
function endOfLeaf(bytes, from) {
    if (bytes[from] === OPEN_TEXT) return endOfText(bytes, from + 1);
    if (bytes[from] === LESS) return behind(bytes, GREATER, from + 1);
    if (bytes[from] === PERCENT) return endOfLine(bytes, from);
    return Math.max(from + 1, endOfWord(bytes, from));
}

function endOfWord(bytes, from) {
    let at = from;
    while (!endsWord(bytes[at])) at += 1;
    return at;
}

function endOfLine(bytes, from) {
    let at = from;
    while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at += 1;
    return at;
}

function behind(bytes, sign, from) {
    const at = bytes.indexOf(sign, from);
    return at < 0 ? bytes.length : at + 1;
}

// Behind the bracket that closes a text, whatever brackets are in it.
function endOfText(bytes, from) {
    let depth = 1;
    let at = from;
    for (; at < bytes.length && depth > 0; at += 1) {
        if (bytes[at] === BACKSLASH) at += 1;
        else if (bytes[at] === OPEN_TEXT) depth += 1;
        else if (bytes[at] === CLOSE_TEXT) depth -= 1;
    }
    return at;
}
