// Finds the streams of a PDF wherever they lie in the file, and inflates those that may name somebody.
import { concat } from "../../crypto/bytes.js";
import { LONGEST_HEAD, STEP_OF_STREAM } from "../limits.js";
import { latin } from "./pdf_text.js";

const encoder = new TextEncoder();
const STREAM = encoder.encode("stream");
const END = encoder.encode("endstream");

/** The first place of `word` (bytes) at or behind `from`, or -1. */
export function find(bytes, word, from) {
    for (let at = bytes.indexOf(word[0], from); at >= 0; at = bytes.indexOf(word[0], at + 1)) {
        let same = 1;
        while (same < word.length && bytes[at + same] === word[same]) same += 1;
        if (same === word.length) return at;
    }
    return -1;
}

/** Yields {head, data} for each stream: its dictionary as text, its bytes as they lie in the file. */
export function* streamsOf(bytes) {
    let last = 0;
    for (let at = find(bytes, STREAM, 0); at >= 0; at = find(bytes, STREAM, last)) {
        const head = latin(bytes.subarray(Math.max(last, at - LONGEST_HEAD), at));
        last = at + STREAM.length;
        const begin = bytes[last] === 13 && bytes[last + 1] === 10 ? last + 2 : last + 1;
        if (head.endsWith("end") || (bytes[last] !== 10 && bytes[last] !== 13)) continue;
        const dictionary = head.slice(head.lastIndexOf("obj") + 1);
        const end = endOfData(bytes, begin, dictionary);
        last = end;
        yield { head: dictionary, data: bytes.subarray(begin, end) };
    }
}

// The length that is told, if the stream does end there.
function endOfData(bytes, begin, head) {
    const told = begin + Number(/\/Length\s+(\d{1,9})\b(?!\s+\d+\s+R)/.exec(head)?.[1] ?? Number.NaN);
    if (told <= bytes.length && /^\s*endstream/.test(latin(bytes.subarray(told, told + 12)))) return told;
    const end = find(bytes, END, begin);
    return end < 0 ? bytes.length : end;
}

/** A photo as cameras make it, in a stream of its own (ISO 32000-1, 7.4.8), also packed once more. */
export function isPhoto(head) {
    return /^(?:FlateDecode|Fl)?(?:DCTDecode|DCT)$/.test(filtersOf(head));
}

/** The names of a stream's filters, one behind the other; "" if it is not packed. */
function filtersOf(head) {
    const told = /\/Filter\s*(\[[^[\]]*\]|\/[^\s/<>[\]()]+|\d+\s+\d+\s+R)/.exec(head)?.[1] ?? "";
    return told.replace(/[[\]\s/]/g, "");
}

/**
 * A stream's content, a photo as its own file; null where it is packed in a way that is not read here, is cut short, or is larger than `most`
 * or than `room.left`, from which everything that is inflated is taken.
 */
export async function contentOf({ head, data }, most, room) {
    const filters = filtersOf(head).replace(/(?:DCTDecode|DCT)$/, "");
    if (filters === "") return data.length <= most ? data : null;
    if ((filters !== "FlateDecode" && filters !== "Fl") || /\/Predictor\s+(?!1\b)\d/.test(head)) return null;
    // Where its length is not told, the line break behind it may belong to it or not.
    const lineBreak = /\r?\n?$/.exec(latin(data.subarray(-2)))[0].length;
    return await inflate(data, most, room) ?? await inflate(data.subarray(0, data.length - lineBreak), most, room);
}

async function inflate(data, most, room) {
    const stream = new DecompressionStream("deflate");
    feed(stream.writable.getWriter(), data).catch(() => {}); // the reading side says it too
    const reader = stream.readable.getReader();
    const chunks = [];
    let size = 0;
    try {
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
            size += next.value.length;
            room.left -= next.value.length;
            if (size > most || room.left < 0) {
                await reader.cancel();
                return null;
            }
            chunks.push(next.value);
        }
        return concat(...chunks);
    } catch {
        return null; // not whole
    }
}

async function feed(writer, data) {
    for (let at = 0; at < data.length; at += STEP_OF_STREAM) await writer.write(data.slice(at, at + STEP_OF_STREAM));
    await writer.close();
}
