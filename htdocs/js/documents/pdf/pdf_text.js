// The strings of PDF (ISO 32000-1, 7.3.4 and 7.9.2), read out of bytes.
import { LONGEST_STRING } from "../limits.js";

const MOST_BLANKS = 64;
const MOST_DIGITS = 10;
const LARGEST_NUMBER = 9_999_999_999;
/** Where PDFDocEncoding differs from Latin-1 (ISO 32000-1, D.2): Š, ž, Œ and Ł among them. */
const OF_THEIR_OWN = new Map([["\xa0", "\u20ac"]]);
[..."\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc"].forEach((letter, i) => OF_THEIR_OWN.set(String.fromCharCode(0x18 + i), letter));
[..."•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"].forEach((letter, i) => OF_THEIR_OWN.set(String.fromCharCode(0x80 + i), letter));
const ESCAPES = { n: 10, r: 13, t: 9, b: 8, f: 12 };
const isBlank = (byte) => byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;

const isDigit = (byte) => byte >= 0x30 && byte <= 0x39;

/** Whether a name or a word ends before this byte (undefined: the end of the file). */
export function endsWord(byte) {
    return byte === undefined || isBlank(byte) || "()<>[]{}/%".includes(String.fromCharCode(byte));
}

/** Whether a text begins at a place, behind a few blanks. */
export function isTextAt(bytes, from) {
    let at = from;
    while (at < from + MOST_BLANKS && isBlank(bytes[at])) at += 1;
    return bytes[at] === 0x28 || (bytes[at] === 0x3c && bytes[at + 1] !== 0x3c);
}

/** The number and generation that stand before a place ("12 0 obj"), as readValue() gives a reference; null where there are none. */
export function referenceBefore(bytes, at) {
    const generation = numberBefore(bytes, at);
    const number = generation === null ? null : numberBefore(bytes, generation.begin);
    return number === null || !endsWord(bytes[number.begin - 1]) ? null : `${number.value} ${generation.value}`;
}

// A number with at least one blank behind it.
function numberBefore(bytes, at) {
    let end = at;
    while (end > 0 && at - end < MOST_BLANKS && isBlank(bytes[end - 1])) end -= 1;
    let [begin, value] = [end, 0];
    for (let ten = 1; isDigit(bytes[begin - 1]) && end - begin < MOST_DIGITS; ten *= 10) {
        begin -= 1;
        value += ten * (bytes[begin] - 0x30);
    }
    return end === at || begin === end ? null : { value, begin };
}

/** The whole numbers of a list, in order. Numbers of more digits than there are places are no numbers of ours. */
export function* numbersIn(bytes) {
    let value = null;
    for (const byte of bytes) {
        if (isDigit(byte)) value = Math.min(LARGEST_NUMBER, 10 * (value ?? 0) + byte - 0x30);
        else if (value !== null) {
            yield value;
            value = null;
        }
    }
    if (value !== null) yield value;
}

/** What stands at a place: {text}, {reference: "12 0"} to another object, or null where it is something else. */
export function readValue(bytes, from) {
    let at = from;
    while (isBlank(bytes[at])) at += 1;
    if (bytes[at] === 0x28) return { text: decode(literalAt(bytes, at + 1)) };
    if (bytes[at] === 0x3c && bytes[at + 1] !== 0x3c) return { text: decode(hexAt(bytes, at + 1)) };
    const found = /^(\d{1,10})\s+(\d{1,5})\s+R/.exec(latin(bytes.subarray(at, at + 32)));
    return found === null ? null : { reference: `${Number(found[1])} ${Number(found[2])}` };
}

/** Bytes as characters of the same numbers. */
export function latin(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return text;
}

function literalAt(bytes, begin) {
    const read = [];
    let depth = 1;
    for (let at = begin; at < bytes.length && at < begin + LONGEST_STRING; at += 1) {
        const byte = bytes[at];
        if (byte === 0x5c) {
            const [value, last] = escapeAt(bytes, at + 1);
            if (value !== null) read.push(value);
            at = last;
            continue;
        }
        if (byte === 0x28) depth += 1;
        if (byte === 0x29) depth -= 1;
        if (depth === 0) break;
        read.push(byte);
    }
    return Uint8Array.from(read);
}

// Behind a backslash: [the byte that is meant, or null; the last place that belongs to it].
function escapeAt(bytes, at) {
    const octal = /^[0-7]{1,3}/.exec(latin(bytes.subarray(at, at + 3)));
    if (octal !== null) return [Number.parseInt(octal[0], 8) & 0xff, at + octal[0].length - 1];
    if (bytes[at] === 13) return [null, bytes[at + 1] === 10 ? at + 1 : at]; // the line goes on
    if (bytes[at] === 10) return [null, at];
    return [ESCAPES[String.fromCharCode(bytes[at])] ?? bytes[at] ?? null, at];
}

function hexAt(bytes, begin) {
    const end = bytes.subarray(begin, begin + 2 * LONGEST_STRING).indexOf(0x3e);
    const digits = latin(bytes.subarray(begin, end < 0 ? begin + 2 * LONGEST_STRING : begin + end)).replace(/[^0-9a-f]/gi, "");
    return Uint8Array.from(digits.match(/..?/g) ?? [], (pair) => Number.parseInt(pair.padEnd(2, "0"), 16));
}

// Marked as UTF-16 or UTF-8, or else in PDFDocEncoding.
function decode(bytes) {
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder("utf-8").decode(bytes);
    return latin(bytes).replace(/[\x18-\x1f\x80-\xa0\xad]/g, (character) => OF_THEIR_OWN.get(character) ?? "");
}
