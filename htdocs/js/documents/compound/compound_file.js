// Reads the files within a compound file ([MS-CFB]: doc, xls, embedded objects). Small and bounded, since the library `cfb` 1.2.2 does not
// come back from a chain of sectors that bites its tail (it runs out of memory instead), and such a file can be made by hand.
import { BadDocument } from "../bad_document.js";
import { COMPOUND, startsWith } from "../beginnings.js";
import { COMPOUND_READ_TIMES, MOST_ENTRIES } from "../limits.js";

const SIZE_HEADER = 512;
const IN_HEADER = 109;
const SIZE_ENTRY = 128;
const SIZE_MINI = 64;
const SMALLEST_ENTRY_OF_OWN = 4096;
const LAST_SECTOR = 0xfffffffa;
const END = 0xfffffffe;
const NONE = 0xffffffff;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

const utf16 = new TextDecoder("utf-16le");

export function isCompound(bytes) {
    return startsWith(bytes, COMPOUND);
}

/**
 * `entries`: all of the directory but the root, also those that hang on nothing: {name, isStream, isTop, ...}. Names are in small letters,
 * since Word and Excel do not tell them apart; `isTop`: it lies in the root. Throws BadDocument("broken").
 */
export class CompoundFile {
    #bytes;
    #view;
    #sectorSize;
    #sectorCount;
    #next;
    #mini = null;
    #miniNext = null;
    #room;
    entries;

    static async open(blob) {
        return new CompoundFile(new Uint8Array(await blob.arrayBuffer()));
    }

    constructor(bytes) {
        this.#bytes = bytes;
        this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const shift = bytes.length < SIZE_HEADER || !isCompound(bytes) ? 0 : this.#view.getUint16(30, true);
        const version = shift === 0 ? 0 : this.#view.getUint16(26, true);
        if (!(version === 3 && shift === 9) && !(version === 4 && shift === 12)) throw new BadDocument("broken");
        this.#sectorSize = 2 ** shift;
        this.#sectorCount = Math.ceil(bytes.length / this.#sectorSize) - 1;
        this.#next = this.#numbersIn(this.#tableSectors());
        this.#room = COMPOUND_READ_TIMES * bytes.length;
        const directory = this.#join(this.#chain(this.#header(48)));
        if (directory.length > MOST_ENTRIES * SIZE_ENTRY) throw new BadDocument("budget");
        this.entries = this.#readDirectory(directory, version);
    }

    get streams() {
        return this.entries.filter(({ isStream }) => isStream);
    }

    /** The stream of that name in the root; undefined where there is none. */
    top(name) {
        return this.entries.find((entry) => entry.isStream && entry.isTop && entry.name === name);
    }

    /** The first `most` bytes of an entry's content. Throws BadDocument: "broken", "budget". */
    read({ start, size }, most = Infinity) {
        const wanted = Math.min(size, most);
        this.#room -= wanted;
        if (this.#room < 0) throw new BadDocument("budget");
        if (wanted === 0) return new Uint8Array();
        const isMini = size < SMALLEST_ENTRY_OF_OWN;
        const bytes = isMini ? this.#readMini(start, wanted) : this.#join(this.#chain(start, Math.ceil(wanted / this.#sectorSize)));
        if (bytes.length < wanted) throw new BadDocument("broken");
        return bytes.subarray(0, wanted);
    }

    #readMini(start, wanted) {
        const pieces = follow(this.#miniNext, start, this.#miniNext.length, Math.ceil(wanted / SIZE_MINI));
        const whole = new Uint8Array(pieces.length * SIZE_MINI);
        pieces.forEach((piece, i) => {
            if ((piece + 1) * SIZE_MINI > this.#mini.length) throw new BadDocument("broken");
            whole.set(this.#mini.subarray(piece * SIZE_MINI, (piece + 1) * SIZE_MINI), i * SIZE_MINI);
        });
        return whole;
    }

    #header(offset) {
        return this.#view.getUint32(offset, true);
    }

    // Where the table of chains (FAT) lies: told by the header, then by a chain of sectors (DIFAT).
    #tableSectors() {
        const told = [];
        for (let i = 0; i < IN_HEADER; i += 1) told.push(this.#header(76 + 4 * i));
        const perSector = this.#sectorSize / 4 - 1;
        let more = this.#header(68);
        for (let i = 0; more < LAST_SECTOR; i += 1) {
            if (i * perSector > this.#sectorCount) throw new BadDocument("broken");
            const numbers = this.#numbersIn([more]);
            told.push(...numbers.subarray(0, perSector));
            more = numbers[perSector];
        }
        const sectors = told.filter((sector) => sector < LAST_SECTOR);
        if (new Set(sectors).size !== sectors.length) throw new BadDocument("broken");
        return sectors;
    }

    #numbersIn(sectors) {
        const bytes = this.#join(sectors);
        const view = new DataView(bytes.buffer);
        const numbers = new Uint32Array(bytes.length / 4);
        for (let i = 0; i < numbers.length; i += 1) numbers[i] = view.getUint32(4 * i, true);
        return numbers;
    }

    #chain(start, most = Infinity) {
        return follow(this.#next, start, this.#sectorCount, most);
    }

    // The last sector of a file may be cut short: zeros stand for what it lacks.
    #join(sectors) {
        const whole = new Uint8Array(sectors.length * this.#sectorSize);
        sectors.forEach((sector, i) => {
            if (sector >= this.#sectorCount) throw new BadDocument("broken");
            const begin = (sector + 1) * this.#sectorSize;
            whole.set(this.#bytes.subarray(begin, begin + this.#sectorSize), i * this.#sectorSize);
        });
        return whole;
    }

    #readDirectory(directory, version) {
        const all = [];
        for (let at = 0; at < directory.length; at += SIZE_ENTRY) all.push(entryOf(directory.subarray(at, at + SIZE_ENTRY), version));
        const root = all[0];
        if (root?.type !== ROOT) throw new BadDocument("broken");
        this.#mini = root.size === 0 ? new Uint8Array() : this.#join(this.#chain(root.start));
        this.#miniNext = this.#header(60) >= LAST_SECTOR ? new Uint32Array() : this.#numbersIn(this.#chain(this.#header(60)));
        const top = siblingsFrom(all, root.child);
        const taken = all.filter(({ type }) => type === STORAGE || type === STREAM);
        if (taken.some(({ type, size }) => type === STREAM && size > this.#bytes.length)) throw new BadDocument("broken");
        return taken.map((entry) => ({ ...entry, isStream: entry.type === STREAM, isTop: top.has(entry) }));
    }
}

/** The links of a chain, `most` at most. A chain cannot be longer than there are links: a longer one goes round in circles. */
function follow(next, start, count, most) {
    const links = [];
    for (let link = start; link !== END && links.length < most; link = next[link]) {
        if (link >= next.length || links.length >= count) throw new BadDocument("broken");
        links.push(link);
    }
    return links;
}

function entryOf(bytes, version) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE_ENTRY);
    const length = Math.min(view.getUint16(64, true), 64);
    const name = utf16.decode(bytes.subarray(0, Math.max(0, length - 2))).toLowerCase();
    // Files of version 3 may hold anything in the upper half of the size.
    const size = view.getUint32(120, true) + (version === 4 ? view.getUint32(124, true) * 2 ** 32 : 0);
    const [left, right, child] = [68, 72, 76].map((offset) => view.getUint32(offset, true));
    return { name, type: bytes[66], left, right, child, start: view.getUint32(116, true), size };
}

/** All of the tree that hangs on one number. Throws BadDocument("broken") where it is no tree. */
function siblingsFrom(all, first) {
    const found = new Set();
    const waiting = [first];
    while (waiting.length > 0) {
        const number = waiting.pop();
        if (number === NONE) continue;
        const entry = all[number];
        if (entry === undefined || found.has(entry)) throw new BadDocument("broken");
        found.add(entry);
        waiting.push(entry.left, entry.right);
    }
    return found;
}
