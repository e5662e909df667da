// A package of Office (ECMA-376 part 2: a zip with parts, their content types and their relationships), read within bounds.
import { BadDocument } from "../bad_document.js";
import { LARGEST_KEPT, LARGEST_LIST, MOST_RELATIONSHIPS } from "../limits.js";
import { XmlReader } from "../xml.js";
import { NAMES } from "./package_words.js";
import { PartText } from "./part_text.js";
import { filesInZip } from "./zip_archive.js";

const CONTENT_TYPES = "[content_types].xml";

export class OfficePackage {
    #files;
    /** Shared with what is embedded. */
    room;
    #types = { byEnding: new Map(), byName: new Map() };
    #relationships = 0;
    /** The parts that the room has given way to: they may be read again. */
    #taken = new Set();
    /** The bytes of the small part that was read last: most are read twice. */
    #kept = { name: null, bytes: null };

    /** Of a Blob or bytes. Throws BadDocument: "kind" where it is a zip of something else, "broken", "unusual"; Offline. */
    static async open(blob, room) {
        const files = new Map();
        for (const file of await filesInZip(blob)) {
            const name = partName(file.name);
            // "[0].piece": a part cut in pieces, which Office does not write.
            if (files.has(name) || /\.piece$/.test(name)) throw new BadDocument("unusual");
            files.set(name, file);
        }
        if (!files.has(CONTENT_TYPES)) throw new BadDocument("kind");
        const opened = new OfficePackage(files, room);
        await opened.#readTypes();
        return opened;
    }

    constructor(files, room) {
        this.#files = files;
        this.room = room;
    }

    /** The names of all parts, in small letters, without a slash in front. */
    get names() {
        return [...this.#files.keys()];
    }

    has(name) {
        return this.#files.has(name);
    }

    /** In small letters; "" where none is given. */
    typeOf(name) {
        return this.#types.byName.get(name) ?? this.#types.byEnding.get(/\.([^./]*)$/.exec(name)?.[1]) ?? "";
    }

    /** The parts that list relationships. */
    get lists() {
        return this.names.filter((name) => NAMES.relationships.test(name));
    }

    /** The bytes of a part. Throws BadDocument: "broken", "budget" (it is larger than `most`, or too much), "unusual", "locked". */
    async read(name, most) {
        if (this.#kept.name === name) return this.#kept.bytes;
        const file = this.#fileOf(name, most);
        const bytes = new Uint8Array(file.size);
        let size = 0;
        await file.read((piece) => {
            bytes.set(piece, size);
            size += piece.length;
        });
        if (size <= LARGEST_KEPT) this.#kept = { name, bytes };
        return bytes;
    }

    /**
     * Calls `take` with all that an XmlReader yields of a part. `mentions`: nothing is called where none of these
     * words stands in it; names of elements and attributes stand there as they are. Throws BadDocument as read() does.
     */
    async readTokens(name, most, take, { mentions, of = "text" } = {}) {
        // Most parts are large and have nothing of what is looked for.
        if (mentions !== undefined && !(await this.#mentions(name, most, mentions))) return;
        const reader = new XmlReader();
        const takeAll = (tokens) => {
            for (const token of tokens) {
                this.room.takeToken(of);
                take(token);
            }
        };
        await this.#readText(name, most, (text) => takeAll(reader.push(text)));
        takeAll(reader.finish());
    }

    async #mentions(name, most, words) {
        const overlap = Math.max(...words.map((word) => word.length)) - 1;
        let last = "";
        let isFound = false;
        await this.#readText(name, most, (text) => {
            isFound ||= words.some((word) => text.includes(word) || (last + text.slice(0, overlap)).includes(word));
            last = (last + text).slice(-overlap);
        });
        return isFound;
    }

    // Calls `take` with piece after piece of a part's text.
    async #readText(name, most, take) {
        const text = new PartText();
        const file = this.#fileOf(name, most);
        if (file.size <= LARGEST_KEPT) await take(text.push(await this.read(name, most)));
        else await file.read((piece) => take(text.push(piece)));
        await take(text.finish());
    }

    #fileOf(name, most) {
        const file = this.#files.get(name);
        if (file === undefined || file.isFolder) throw new BadDocument("broken");
        if (file.size > most) throw new BadDocument("budget");
        if (!this.#taken.has(name)) this.room.take(file.size);
        this.#taken.add(name);
        return file;
    }

    /** The relationships in a part *.rels: [{type, target, isExternal}], types in small letters, targets as they stand. */
    async relationshipsOf(name) {
        const found = [];
        await this.readTokens(name, LARGEST_LIST, ({ open, attributes }) => {
            if (open !== "Relationship") return;
            this.#relationships += 1;
            if (this.#relationships > MOST_RELATIONSHIPS) throw new BadDocument("budget");
            const given = attributes();
            const target = (given.get("Target") ?? "").trim();
            const mode = (given.get("TargetMode") ?? "").trim().toLowerCase();
            const isExternal = mode === "external" || /^(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(target);
            found.push({ type: (given.get("Type") ?? "").trim().toLowerCase(), target, isExternal });
        }, { of: "list" });
        return found;
    }

    async #readTypes() {
        await this.readTokens(CONTENT_TYPES, LARGEST_LIST, ({ open, attributes }) => {
            if (open !== "Default" && open !== "Override") return;
            const given = attributes();
            const type = given.get("ContentType")?.trim().toLowerCase();
            const key = open === "Default" ? given.get("Extension")?.trim().toLowerCase() : partName(given.get("PartName") ?? "");
            const known = open === "Default" ? this.#types.byEnding : this.#types.byName;
            // Which one of two holds, each reader decides for itself.
            if (type === undefined || key === undefined || (known.get(key) ?? type) !== type) throw new BadDocument("broken");
            known.set(key, type);
        }, { of: "list" });
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
