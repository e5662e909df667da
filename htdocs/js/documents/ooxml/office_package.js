// A package of Office (ECMA-376 part 2: a zip with parts, their content types and their relationships), read within bounds.
import { Offline } from "../../lib/offline.js";
import { BadDocument } from "../bad_document.js";
import { LARGEST_LIST, MOST_PARTS, MOST_RELATIONSHIPS, STEP_OF_ZIP } from "../limits.js";
import { readCalmly, xmlText } from "../xml.js";

const CONTENT_TYPES = "[content_types].xml";

const NO_WORKERS = { useWebWorkers: false, useCompressionStream: true };
/** Another reader may see another document in an archive with two ways to read it: such a one is refused. */
const STRICT = { strictness: "strict", checkCrc32: true, checkOverlappingEntry: true };

export class OfficePackage {
    #entries;
    /** Shared with what is embedded. */
    room;
    #types = { byEnding: new Map(), byName: new Map() };
    #relationships = 0;

    /** Throws BadDocument: "kind" where it is a zip of something else, "broken". */
    static async open(blob, room) {
        const entries = await entriesOf(blob);
        if (!entries.has(CONTENT_TYPES)) throw new BadDocument("kind");
        const opened = new OfficePackage(entries, room);
        await opened.#readTypes();
        return opened;
    }

    constructor(entries, room) {
        this.#entries = entries;
        this.room = room;
    }

    /** The names of all parts, in small letters, without a slash in front. */
    get names() {
        return [...this.#entries.keys()];
    }

    has(name) {
        return this.#entries.has(name);
    }

    /** In small letters; "" where none is given. */
    typeOf(name) {
        return this.#types.byName.get(name) ?? this.#types.byEnding.get(/\.([^./]*)$/.exec(name)?.[1]) ?? "";
    }

    /** All that are declared, whether or not a part has them. */
    get types() {
        return [...this.#types.byEnding.values(), ...this.#types.byName.values()];
    }

    /** The bytes of a part. Throws BadDocument: "broken" (also where it is larger than `most`), "locked". */
    async read(name, most) {
        const entry = this.#entries.get(name);
        if (entry === undefined || entry.directory || entry.uncompressedSize > most) throw new BadDocument("broken");
        this.room.take(entry.uncompressedSize);
        if (entry.encrypted) throw new BadDocument("locked");
        const whole = new Uint8Array(entry.uncompressedSize);
        let size = 0;
        await entry.getData(new WritableStream({
            write(chunk) {
                whole.set(chunk, size); // throws RangeError at the first byte beyond the size that was told
                size += chunk.length;
            },
        }), { ...NO_WORKERS, ...STRICT });
        if (size !== whole.length) throw new BadDocument("broken");
        return whole;
    }

    async readText(name, most) {
        return xmlText(await this.read(name, most));
    }

    /** Calls `take` with all that readXml() yields of the text of a part, slowly enough for the page. Throws BadDocument as read() does. */
    async readTokens(name, most, take, { mentions } = {}) {
        const text = await this.readText(name, most);
        // Most parts are large and have nothing of what is looked for; the names of elements and attributes stand there as they are.
        if (mentions === undefined || mentions.some((word) => text.includes(word))) await readCalmly(text, () => this.room.takeToken("text"), take);
    }

    /** The relationships in a part *.rels: [{type, target, isExternal}], types in small letters, targets as they stand. */
    async relationshipsOf(name) {
        const found = [];
        await this.#readList(name, ({ open, attributes }) => {
            if (open !== "Relationship") return;
            this.#relationships += 1;
            if (this.#relationships > MOST_RELATIONSHIPS) throw new BadDocument("broken");
            const given = attributes();
            const target = (given.get("Target") ?? "").trim();
            const mode = (given.get("TargetMode") ?? "").trim().toLowerCase();
            const isExternal = mode === "external" || /^(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(target);
            found.push({ type: (given.get("Type") ?? "").trim().toLowerCase(), target, isExternal });
        });
        return found;
    }

    async #readTypes() {
        await this.#readList(CONTENT_TYPES, ({ open, attributes }) => {
            if (open !== "Default" && open !== "Override") return;
            const given = attributes();
            const type = given.get("ContentType")?.trim().toLowerCase();
            const key = open === "Default" ? given.get("Extension")?.trim().toLowerCase() : partName(given.get("PartName") ?? "");
            const known = open === "Default" ? this.#types.byEnding : this.#types.byName;
            // Which one of two holds, each reader decides for itself.
            if (type === undefined || key === undefined || known.has(key)) throw new BadDocument("broken");
            known.set(key, type);
        });
    }

    async #readList(name, take) {
        await readCalmly(await this.readText(name, LARGEST_LIST), () => this.room.takeToken("list"), take);
    }
}

/** A name as the package compares it: small letters, no slash in front, %61 as "a". `from`: the folder that it is relative to. */
export function partName(target, from = "") {
    let plain = target.trim().replace(/[?#][^]*$/, "").replaceAll("\\", "/");
    try {
        plain = decodeURIComponent(plain);
    } catch {
        // A lonely "%" stands for itself.
    }
    const kept = [];
    for (const step of (plain.startsWith("/") ? plain : `${from}/${plain}`).toLowerCase().split("/")) {
        if (step === "..") kept.pop();
        else if (step !== "" && step !== ".") kept.push(step);
    }
    return kept.join("/");
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

async function entriesOf(blob) {
    const { ZipReader } = await readerOfZips();
    const reader = new ZipReader(readerOf(blob), { ...NO_WORKERS, ...STRICT });
    const entries = new Map();
    for await (const entry of reader.getEntriesGenerator()) {
        const name = partName(entry.filename);
        // "[0].piece": a part cut in pieces, which Office does not write.
        if (entries.has(name) || entries.size >= MOST_PARTS || /\.piece$/.test(name)) throw new BadDocument("broken");
        entries.set(name, entry);
    }
    return entries;
}

// Reads only what is asked for, so that a large document does not come into memory whole.
function readerOf(blob) {
    return {
        size: blob.size,
        readUint8Array: async (offset, size) => new Uint8Array(await blob.slice(offset, offset + size).arrayBuffer()),
        createReadable: ({ offset, size }) => stepsOf(blob.slice(offset, offset + size)),
    };
}

function stepsOf(blob) {
    let at = 0;
    return new ReadableStream({
        async pull(controller) {
            const step = new Uint8Array(await blob.slice(at, at + STEP_OF_ZIP).arrayBuffer());
            at += step.length;
            if (step.length > 0) controller.enqueue(step);
            if (at >= blob.size) controller.close();
        },
    });
}
