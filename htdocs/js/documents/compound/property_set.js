// The properties of a doc or xls, as [MS-OLEPS] stores them.
import { MOST_PROPERTIES } from "../limits.js";

const CODE_PAGE = 1;
const BYTES = 0x1e; // VT_LPSTR
const WIDE = 0x1f; // VT_LPWSTR
const UTF_16 = 1200;
/** Code pages that have other names elsewhere than "windows-" and their number. */
const LABELS = { [UTF_16]: "utf-16le", 65001: "utf-8", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 10000: "macintosh" };

/** The texts of the first set: a Map from a property's number to its value. Throws RangeError where it does not hold together. */
export function readPropertySet(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const base = view.getUint32(44, true);
    const count = view.getUint32(base + 4, true);
    if (count > MOST_PROPERTIES) throw new RangeError("too many properties");
    const places = new Map();
    for (let i = 0; i < count; i += 1) places.set(view.getUint32(base + 8 + 8 * i, true), base + view.getUint32(base + 12 + 8 * i, true));
    const codePage = places.has(CODE_PAGE) ? view.getUint16(places.get(CODE_PAGE) + 4, true) : 1252;
    const texts = new Map();
    for (const [number, at] of places) {
        const text = number === CODE_PAGE ? null : textAt(bytes, view, at, codePage);
        if (text !== null) texts.set(number, text);
    }
    return texts;
}

function textAt(bytes, view, at, codePage) {
    const type = at + 8 <= view.byteLength ? view.getUint16(at, true) : 0;
    if (type !== BYTES && type !== WIDE) return null;
    const length = view.getUint32(at + 4, true) * (type === WIDE ? 2 : 1);
    const raw = bytes.subarray(at + 8, at + 8 + length);
    return decodeText(raw, type === WIDE ? UTF_16 : codePage).replace(/\0[^]*$/, "");
}

/** Bytes in a code page of Windows; an unknown one is read as 1252. */
export function decodeText(bytes, codePage) {
    try {
        return new TextDecoder(LABELS[codePage] ?? `windows-${codePage}`).decode(bytes);
    } catch {
        return new TextDecoder("windows-1252").decode(bytes);
    }
}
