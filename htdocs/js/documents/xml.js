// Reads the XML of office documents from end to end: elements, their attributes and texts. Small and strict, because it also stands where
// there is no DOMParser, and must see what Word and Excel see.
import { BadDocument } from "./bad_document.js";
import { LONGEST_STRETCH, LONGEST_TAG, TOKENS_UNTIL_LOOK } from "./limits.js";

const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/**
 * The text of a part. Office also takes UTF-16, in which a word that is looked for does not show: whatever is not plain UTF-8 is refused.
 * Throws BadDocument("broken").
 */
export function xmlText(bytes) {
    let text;
    try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        throw new BadDocument("broken");
    }
    const declaration = text.startsWith("<?xml") ? text.slice(0, text.indexOf("?>")) : "";
    const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1];
    if (text.includes("\0") || !/^(?:utf-?8|us-ascii)$/i.test(encoding ?? "utf-8")) throw new BadDocument("broken");
    return text;
}

/**
 * Yields, in the order of the text, {open: name, attributes()}, {close: name} and {text}, and {} for what says nothing (comments), so that
 * whoever counts counts it, too. Names of elements come without their prefix;
 * `attributes()` is a Map by the names as they stand. Throws BadDocument("broken"); a document type is refused, as OPC does.
 */
export function* readXml(text) {
    let at = 0;
    let depth = 0;
    while (at < text.length) {
        const begin = text.indexOf("<", at);
        if (begin !== at) yield { text: decodeEntities(text.slice(at, begin < 0 ? text.length : begin)) };
        if (begin < 0) break;
        if (text.startsWith("<!--", begin)) {
            at = behind(text, "-->", begin + 4);
            yield {};
        } else if (text.startsWith("<![CDATA[", begin)) {
            at = behind(text, "]]>", begin + 9);
            yield { text: text.slice(begin + 9, at - 3) };
        } else if (text.startsWith("<?", begin)) {
            at = behind(text, "?>", begin + 2);
            yield {};
        } else {
            const end = endOfTag(text, begin);
            const tag = tagOf(text.slice(begin + 1, end));
            at = end + 1;
            if (tag.isClose) depth -= 1;
            else yield { open: tag.name, attributes: () => attributesOf(tag.rest) };
            if (!tag.isClose && !tag.isEmpty) depth += 1;
            if (tag.isClose || tag.isEmpty) yield { close: tag.name };
            if (depth < 0) throw new BadDocument("broken");
        }
    }
    if (depth !== 0) throw new BadDocument("broken");
}

/**
 * Calls `take` with all that readXml() yields. `count` is called for each of them and may throw (Room.takeToken). The page stays usable
 * meanwhile: of a few kilobytes in an archive come millions of elements.
 */
export async function readCalmly(text, count, take) {
    let since = performance.now();
    let untilLook = TOKENS_UNTIL_LOOK;
    for (const token of readXml(text)) {
        count();
        take(token);
        untilLook -= 1;
        if (untilLook > 0) continue;
        untilLook = TOKENS_UNTIL_LOOK;
        if (performance.now() - since < LONGEST_STRETCH) continue;
        await nextTurn();
        since = performance.now();
    }
}

// Not by a timer: in a tab that is not looked at those wait for a second.
function nextTurn() {
    return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            port1.close();
            resolve();
        };
        port2.postMessage(null);
    });
}

function behind(text, mark, from) {
    const at = text.indexOf(mark, from);
    if (at < 0) throw new BadDocument("broken");
    return at + mark.length;
}

// A ">" may stand in the value of an attribute.
function endOfTag(text, begin) {
    let quote = null;
    for (let at = begin + 1; at < text.length && at - begin < LONGEST_TAG; at += 1) {
        const character = text[at];
        if (quote !== null) quote = character === quote ? null : quote;
        else if (character === '"' || character === "'") quote = character;
        else if (character === ">") return at;
        else if (character === "<") break;
    }
    throw new BadDocument("broken");
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
