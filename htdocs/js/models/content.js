// What a sealed message holds (crypto/FORMAT.md, "Message"): a text, or the announcement of a document.
import { concat, utf8 } from "../crypto/bytes.js";
import { KINDS, safeName } from "../documents/kinds.js";

const decoder = new TextDecoder();
/** The first byte says which of them it is. */
const TEXT = 0x74; // "t"
const DOCUMENT = 0x64; // "d"

/** The bytes of {text} or of {document: {fileId (hex), name, kind, size}}. */
export function writeContent({ text, document }) {
    if (!document) return concat(Uint8Array.of(TEXT), utf8(text));
    const { fileId, name, kind, size } = document;
    return concat(Uint8Array.of(DOCUMENT), utf8(JSON.stringify({ fileId, name, kind, size })));
}

/** {text, document}, one of them empty; null where it is of a kind that is not known here, or does not hold what it should. */
export function readContent(bytes) {
    if (bytes[0] === TEXT) return { text: decoder.decode(bytes.subarray(1)), document: null };
    const document = bytes[0] === DOCUMENT ? readDocument(decoder.decode(bytes.subarray(1))) : null;
    return document && { text: "", document };
}

// The other side wrote it: nothing of it is taken as it comes.
function readDocument(json) {
    let told;
    try {
        told = JSON.parse(json);
    } catch {
        return null;
    }
    const { fileId, name, kind, size } = told ?? {};
    if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) return null;
    if (typeof fileId !== "string" || !/^[0-9a-f]{32}$/.test(fileId)) return null;
    if (!Number.isSafeInteger(size) || size < 1) return null;
    const safe = typeof name === "string" ? safeName(name, kind) : "";
    return safe === "" ? null : { fileId, name: safe, kind, size };
}
