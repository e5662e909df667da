// The properties of a doc or xls, as [MS-OLEPS] stores them: one set that Office defines, and behind it one of what somebody added.
import { MOST_PROPERTIES } from "../limits.js";

const [NAMES, CODE_PAGE] = [0, 1];
/** Types of values, [MS-OLEPS] 2.15. */
const [INT16, INT32, DOUBLE, BOOL, BYTES, WIDE, TIME] = [0x02, 0x03, 0x05, 0x0b, 0x1e, 0x1f, 0x40];
const UTF_16 = 1200;
/** Code pages that have other names elsewhere than "windows-" and their number. */
const LABELS = { [UTF_16]: "utf-16le", 65001: "utf-8", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 10000: "macintosh", 20127: "us-ascii" };
/** {D5CDD505-2E9C-101B-9397-08002B2CF9AE}: the set of what was added. */
const CUSTOM = [0x05, 0xd5, 0xcd, 0xd5, 0x9c, 0x2e, 0x1b, 0x10, 0x93, 0x97, 0x08, 0x00, 0x2b, 0x2c, 0xf9, 0xae];
const HEAD = 28;
const SIZE_HEAD = 20;
const MOST_SETS = 2;
/** 1601, where the clock of Windows begins, in milliseconds of 1970's. */
const WINDOWS_BEGIN = -11_644_473_600_000;

/**
 * {texts, custom, isWhole}: the texts of the first set as a Map from a property's number to its value; [{name, value}] of what was added;
 * whether all that is there could be read.
 */
export function readPropertySets(bytes) {
    const found = { texts: new Map(), custom: [], isWhole: true };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // An empty stream is none.
    const count = bytes.length < HEAD ? 0 : Math.min(view.getUint32(24, true), MOST_SETS);
    for (let i = 0; i < count; i += 1) {
        try {
            readSet(bytes, view, i, found);
        } catch (error) {
            if (!(error instanceof RangeError)) throw error; // DataView's word for a place behind the end, and ours
            found.isWhole = false;
        }
    }
    return found;
}

function readSet(bytes, view, number, found) {
    const head = HEAD + SIZE_HEAD * number;
    const set = openSet(bytes, view, view.getUint32(head + 16, true));
    if (CUSTOM.every((byte, at) => bytes[head + at] === byte)) found.custom = customOf(set);
    else if (number === 0) found.texts = textsOf(set);
}

function openSet(bytes, view, base) {
    const count = view.getUint32(base + 4, true);
    if (count > MOST_PROPERTIES) throw new RangeError("too many properties");
    const places = new Map();
    for (let i = 0; i < count; i += 1) places.set(view.getUint32(base + 8 + 8 * i, true), base + view.getUint32(base + 12 + 8 * i, true));
    const codePage = places.has(CODE_PAGE) ? view.getUint16(places.get(CODE_PAGE) + 4, true) : 1252;
    return { bytes, view, places, codePage };
}

function textsOf(set) {
    const texts = new Map();
    for (const [number, at] of set.places) {
        const text = number === CODE_PAGE ? null : textAt(set, at);
        if (text !== null) texts.set(number, text);
    }
    return texts;
}

function customOf(set) {
    const names = set.places.has(NAMES) ? namesAt(set, set.places.get(NAMES)) : new Map();
    return [...names].filter(([number]) => set.places.has(number))
        .map(([number, name]) => ({ name, value: valueAt(set, set.places.get(number)) }))
        .filter(({ value }) => value !== null);
}

// [MS-OLEPS] 2.17: numbers with their names.
function namesAt({ bytes, view, codePage }, begin) {
    const isWide = codePage === UTF_16;
    const names = new Map();
    const count = Math.min(view.getUint32(begin, true), MOST_PROPERTIES);
    let at = begin + 4;
    for (let i = 0; i < count; i += 1) {
        const size = view.getUint32(at + 4, true) * (isWide ? 2 : 1);
        names.set(view.getUint32(at, true), untilZero(decodeText(bytes.subarray(at + 8, at + 8 + size), codePage)));
        at += 8 + (isWide ? Math.ceil(size / 4) * 4 : size);
    }
    return names;
}

function textAt({ bytes, view, codePage }, at) {
    const type = at + 8 <= view.byteLength ? view.getUint16(at, true) : 0;
    if (type !== BYTES && type !== WIDE) return null;
    const length = view.getUint32(at + 4, true) * (type === WIDE ? 2 : 1);
    return untilZero(decodeText(bytes.subarray(at + 8, at + 8 + length), type === WIDE ? UTF_16 : codePage));
}

/** As people write it; null for types that tell nothing in words, in which Office itself keeps lists of links. */
function valueAt(set, at) {
    const { view } = set;
    const type = view.getUint16(at, true);
    if (type === INT16) return `${view.getInt16(at + 4, true)}`;
    if (type === INT32) return `${view.getInt32(at + 4, true)}`;
    if (type === DOUBLE) return `${view.getFloat64(at + 4, true)}`;
    if (type === BOOL) return `${view.getInt16(at + 4, true) !== 0}`;
    if (type === TIME) return timeOf(view.getBigUint64(at + 4, true));
    return textAt(set, at);
}

// In tenths of a microsecond.
function timeOf(ticks) {
    const time = new Date(Number(ticks / 10_000n) + WINDOWS_BEGIN);
    return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}

const untilZero = (text) => text.replace(/\0[^]*$/, "");

/** Bytes in a code page of Windows; an unknown one is read as 1252. */
export function decodeText(bytes, codePage) {
    try {
        return new TextDecoder(LABELS[codePage] ?? `windows-${codePage}`).decode(bytes);
    } catch {
        return new TextDecoder("windows-1252").decode(bytes);
    }
}
