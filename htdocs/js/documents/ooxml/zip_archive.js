// A zip as docx and xlsx are: which files it holds, and their contents, read within bounds and in one way only.
import { Offline } from "../../lib/offline.js";
import { BadDocument } from "../bad_document.js";
import { LARGEST_IN_MEMORY, MOST_PARTS, STEP_OF_ZIP } from "../limits.js";

const NO_WORKERS = { useWebWorkers: false, useCompressionStream: true };
/**
 * Another reader may see another document in an archive with two ways to read it: such a one is refused. What the head of a file says is
 * compared in isToldOnce(), since programs write some of it in several ways that all mean the same.
 */
const STRICT = { strictness: "strict", checkLocalDirectory: false, checkLocalFilename: true, checkCrc32: true, checkOverlappingEntry: true };
/** APPNOTE 4.4.4: flags that change how a file is read, and one that says how its name is coded. */
const [ENCRYPTED, STRONGLY_ENCRYPTED, PATCHED, UTF_8, MASKED] = [0x0001, 0x0040, 0x0020, 0x0800, 0x2000];
const CHANGING = ENCRYPTED | STRONGLY_ENCRYPTED | PATCHED | MASKED;
/** APPNOTE 4.3.9: a checksum and two sizes behind a file. */
const SHORTEST_DESCRIPTOR = 12;
/** What the reader calls an archive that it can read, while another one may read it otherwise or not at all. */
const UNUSUAL = ["ERR_AMBIGUOUS_ARCHIVE", "ERR_OVERLAPPING_ENTRY", "ERR_UNSAFE_FILENAME", "ERR_UNSUPPORTED_COMPRESSION", "ERR_UNSUPPORTED_UINT64"];

/** `blob`: a Blob, or bytes. Throws BadDocument: "broken", "unusual", "budget"; Offline. */
export async function filesInZip(blob) {
    const library = await readerOfZips();
    const reader = new library.ZipReader(sourceOf(await inMemory(blob)), { ...NO_WORKERS, ...STRICT });
    const entries = [];
    try {
        for await (const entry of reader.getEntriesGenerator()) {
            if (entries.length >= MOST_PARTS) throw new BadDocument("budget");
            if (hasTwoNames(entry)) throw new BadDocument("unusual");
            entries.push(entry);
        }
    } catch (error) {
        throw asBad(error, library);
    }
    const ends = endsOf(entries, reader.directoryOffset);
    return entries.map((entry) => new ZippedFile(entry, ends.get(entry), library));
}

// APPNOTE 4.6.9: a name in Unicode, which only some readers know.
function hasTwoNames({ extraFieldUnicodePath, rawFilename, filename }) {
    return extraFieldUnicodePath !== undefined && new TextDecoder().decode(rawFilename) !== filename;
}

/** Where each file must have ended: where the next one begins, or the directory. */
function endsOf(entries, directory) {
    const sorted = [...entries].sort((one, other) => one.offset - other.offset);
    return new Map(sorted.map((entry, i) => [entry, sorted[i + 1]?.offset ?? directory]));
}

class ZippedFile {
    #entry;
    #end;
    #library;

    constructor(entry, end, library) {
        this.#entry = entry;
        this.#end = end;
        this.#library = library;
    }

    get name() {
        return this.#entry.filename;
    }

    /** As it is told; what is read never becomes more. */
    get size() {
        return this.#entry.uncompressedSize;
    }

    get isFolder() {
        return this.#entry.directory;
    }

    /**
     * Calls `take` with piece after piece, and waits for it. Throws what `take` throws, and BadDocument: "broken", "unusual", "locked" (a
     * password is on it).
     */
    async read(take) {
        if (this.#entry.encrypted) throw new BadDocument("locked");
        let size = 0;
        let trouble = null;
        const write = async (piece) => {
            size += piece.length;
            if (size > this.size) throw new BadDocument("broken");
            await take(piece);
        };
        const sink = new WritableStream({ write: (piece) => write(piece).catch((error) => { throw (trouble = error); }) });
        try {
            await this.#inflate(sink);
        } catch (error) {
            throw trouble ?? asBad(error, this.#library);
        }
        if (size !== this.size) throw new BadDocument("broken");
        if (!isToldOnce(this.#entry, this.#end)) throw new BadDocument("unusual");
    }

    async #inflate(sink) {
        try {
            await this.#entry.getData(sink, { ...NO_WORKERS, ...STRICT });
        } catch (error) {
            if (error.message !== this.#library.ERR_OVERLAPPING_ENTRY) throw error;
            // It was marked as followed by its sizes, which its program left out: isToldOnce() looks where it ends.
            await this.#entry.getData(sink, { ...NO_WORKERS, ...STRICT, checkOverlappingEntry: false });
        }
    }
}

function isSame(told, { crc32, compressedSize, uncompressedSize }) {
    return told.crc32 === crc32 && told.compressedSize === compressedSize && told.uncompressedSize === uncompressedSize;
}

/**
 * Whether the head of a file says the same as the directory, and the file does not reach into the next one. Its sizes may be missing there;
 * whether they follow the file, and how a plain name is coded, makes no difference.
 */
function isToldOnce(entry, end) {
    const { localDirectory: head, rawFilename } = entry;
    const dataEnd = head.dataOffset + entry.compressedSize;
    const changing = CHANGING | (rawFilename.some((byte) => byte > 0x7f) ? UTF_8 : 0);
    if (dataEnd > end || !isEqual(head.rawFilename, rawFilename)) return false;
    if (((head.rawBitFlag ^ entry.rawBitFlag) & changing) !== 0 || head.compressionMethod !== entry.compressionMethod) return false;
    const isFollowed = head.bitFlag.dataDescriptor && head.dataDescriptor !== undefined && dataEnd + SHORTEST_DESCRIPTOR <= end;
    if (isFollowed && !isSame(head.dataDescriptor, entry)) return false;
    const isMissing = head.crc32 === 0 && head.compressedSize === 0 && head.uncompressedSize === 0;
    return isSame(head, entry) || isMissing;
}

function isEqual(one, other) {
    return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function asBad(error, library) {
    if (error instanceof BadDocument || error.isTransient === true || error instanceof DOMException) return error;
    return new BadDocument(UNUSUAL.some((name) => library[name] === error.message) ? "unusual" : "broken");
}

let tries = 0;

// Fetched when it is needed first. A browser may never try an address again that failed once (Firefox): then it is another one.
async function readerOfZips() {
    try {
        return tries === 0 ? await import("../../../vendor/zip.js") : await import(`../../../vendor/zip.js?again=${tries}`);
    } catch {
        tries += 1;
        throw new Offline();
    }
}

// Each read of a Blob asks another process of the browser: a small document is read at once, a large one does not come into memory whole.
async function inMemory(blob) {
    return blob instanceof Uint8Array || blob.size > LARGEST_IN_MEMORY ? blob : new Uint8Array(await blob.arrayBuffer());
}

function sourceOf(blob) {
    const isHere = blob instanceof Uint8Array;
    const read = async (begin, end) => (isHere ? blob.subarray(begin, end) : new Uint8Array(await blob.slice(begin, end).arrayBuffer()));
    return {
        size: isHere ? blob.length : blob.size,
        readUint8Array: (offset, size) => read(offset, offset + size),
        createReadable: ({ offset, size }) => stepsOf(read, offset, offset + size),
    };
}

function stepsOf(read, begin, end) {
    let at = begin;
    return new ReadableStream({
        async pull(controller) {
            const step = await read(at, Math.min(at + STEP_OF_ZIP, end));
            at += step.length;
            if (step.length > 0) controller.enqueue(step);
            if (at >= end || step.length === 0) controller.close();
        },
    });
}
