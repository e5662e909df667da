// Reads the XML of office documents from end to end: elements, their attributes and texts. Small and strict, because it also stands where
// there is no DOMParser, and must see what Word and Excel see.
import { BadDocument } from "./bad_document.js";
import { LONGEST_TAG } from "./limits.js";

const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const LONGEST_ENTITY = 14;
const END_OF_DATA = "]]>";
/** What begins otherwise than a tag, and the mark that ends it. */
const SPECIAL = [["<!--", "-->"], ["<![CDATA[", END_OF_DATA], ["<?", "?>"]];
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/**
 * Reads XML piece by piece, so that of a part that grows from kilobytes to megabytes no more is there than a piece and the tag at its end.
 *
 * push() and finish() yield, in the order of the text, {open: name, attributes()}, {close: name} and {text} (one text may come in several
 * pieces), and {} for what says nothing (comments), so that a caller that counts tokens counts it too. Names of elements come without their
 * prefix; `attributes()` is a Map by the names as they stand. They throw BadDocument: "broken", "budget"; a document type is refused, as
 * OPC does.
 */
export class XmlReader {
    #text = "";
    #at = 0;
    #depth = 0;
    /** The mark that ends what we are in ("-->"), or null. */
    #mark = null;
    /** How far into the tag at #at its end was looked for, and the quote that is open there. */
    #tag = { length: 1, quote: null };

    *push(text) {
        this.#text = this.#text.slice(this.#at) + text;
        this.#at = 0;
        while (this.#at < this.#text.length) {
            const before = this.#at;
            if (this.#mark !== null) yield* this.#readUntilMark();
            else if (this.#text[this.#at] === "<") yield* this.#readMarkup();
            else yield* this.#readText();
            if (this.#at === before) break; // the rest comes with the next piece
        }
    }

    /** To be called behind the last piece. */
    *finish() {
        if (this.#mark !== null || this.#depth !== 0) throw new BadDocument("broken");
        const rest = this.#text.slice(this.#at);
        if (rest.startsWith("<")) throw new BadDocument("broken");
        if (rest !== "") yield { text: decodeEntities(rest) };
    }

    *#readText() {
        const next = this.#text.indexOf("<", this.#at);
        const end = next < 0 ? this.#wholeEntities() : next;
        if (end > this.#at) yield { text: decodeEntities(this.#text.slice(this.#at, end)) };
        this.#at = end;
    }

    // Up to an entity that may go on in the next piece.
    #wholeEntities() {
        const last = this.#text.lastIndexOf("&");
        const isCut = last >= this.#at && last > this.#text.length - LONGEST_ENTITY && !this.#text.includes(";", last);
        return isCut ? last : this.#text.length;
    }

    *#readUntilMark() {
        const end = this.#text.indexOf(this.#mark, this.#at);
        // A beginning of the mark may stand at the end of the piece.
        const stop = end < 0 ? Math.max(this.#at, this.#text.length - this.#mark.length + 1) : end;
        if (this.#mark === END_OF_DATA && stop > this.#at) yield { text: this.#text.slice(this.#at, stop) };
        else if (end >= 0) yield {};
        this.#at = end < 0 ? stop : end + this.#mark.length;
        if (end >= 0) this.#mark = null;
    }

    *#readMarkup() {
        for (const [begin, mark] of SPECIAL) {
            if (this.#text.startsWith(begin, this.#at)) {
                this.#at += begin.length;
                this.#mark = mark;
                return;
            }
            if (this.#text.length - this.#at < begin.length && begin.startsWith(this.#text.slice(this.#at))) return; // perhaps
        }
        const end = this.#endOfTag();
        if (end < 0) return;
        const { isClose, isEmpty, name, rest } = tagOf(this.#text.slice(this.#at + 1, end));
        this.#at = end + 1;
        this.#tag = { length: 1, quote: null };
        this.#depth += isClose ? -1 : isEmpty ? 0 : 1;
        if (!isClose) yield { open: name, attributes: () => attributesOf(rest) };
        if (isClose || isEmpty) yield { close: name };
        if (this.#depth < 0) throw new BadDocument("broken");
    }

    // A ">" may stand in the value of an attribute. -1 where the end is not there yet.
    #endOfTag() {
        const text = this.#text;
        let { length, quote } = this.#tag;
        while (this.#at + length < text.length) {
            const at = this.#at + length;
            if (quote !== null) {
                const end = text.indexOf(quote, at);
                length = (end < 0 ? text.length : end + 1) - this.#at;
                if (end >= 0) quote = null;
                continue;
            }
            const character = text[at];
            if (character === ">") return at;
            if (character === "<") throw new BadDocument("broken");
            if (character === '"' || character === "'") quote = character;
            length += 1;
        }
        if (length > LONGEST_TAG) throw new BadDocument("budget");
        this.#tag = { length, quote };
        return -1;
    }
}

/** Yields what an XmlReader yields of a whole text. Throws as it does. */
export function* readXml(text) {
    const reader = new XmlReader();
    yield* reader.push(text);
    yield* reader.finish();
}

function tagOf(inside) {
    const [, slash, name, rest] = /^(\/?)([^\s!?<>"'/=]+)([^]*)$/.exec(inside) ?? [];
    if (name === undefined) throw new BadDocument("broken");
    const isEmpty = slash === "" && rest.endsWith("/");
    return { isClose: slash !== "", isEmpty, name: localName(name), rest: isEmpty ? rest.slice(0, -1) : rest };
}

function attributesOf(rest) {
    const attributes = new Map();
    const pattern = new RegExp(ATTRIBUTE);
    let end = 0;
    for (let found = pattern.exec(rest); found !== null; found = pattern.exec(rest)) {
        if (attributes.has(found[1])) throw new BadDocument("broken");
        attributes.set(found[1], decodeEntities(found[2] ?? found[3]));
        end = pattern.lastIndex;
    }
    if (rest.slice(end).trim() !== "") throw new BadDocument("broken");
    return attributes;
}

/** A name without its prefix. */
export function localName(name) {
    return name.slice(name.indexOf(":") + 1);
}

function decodeEntities(text) {
    if (!text.includes("&")) return text;
    return text.replace(/&(?:([^;&]{1,12});)?/g, (_, name = "") => {
        const number = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
        const code = number?.[1] === undefined ? Number.parseInt(number?.[2], 10) : Number.parseInt(number[1], 16);
        if (number && code <= 0x10ffff) return String.fromCodePoint(code);
        if (Object.hasOwn(NAMED, name)) return NAMED[name];
        throw new BadDocument("broken");
    });
}
