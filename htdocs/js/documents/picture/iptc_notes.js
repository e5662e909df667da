// What IPTC data in a JPEG say of a person and of a place: Photoshop's resources (Adobe Photoshop File Formats, "Image Resource Blocks"),
// one of which holds the data sets (IPTC-IIM 4.2, chapters 3 and 6).
import { startsWith } from "../beginnings.js";

const RESOURCE = [0x38, 0x42, 0x49, 0x4d]; // "8BIM"
const IPTC = 0x0404;
const [DATA_SET, APPLICATION_RECORD] = [0x1c, 2];
const PERSON = 80;
/** City, part of it, state, country. */
const PLACE = [90, 92, 95, 101];

/** Yields {person, place} of each IPTC in what stands behind "Photoshop 3.0": there may be none. Reads as far as it holds together. */
export function* iptcNotes(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 12 <= bytes.length && startsWith(bytes, RESOURCE, at);) {
        const name = at + 6;
        const size = name + 1 + bytes[name] + ((bytes[name] + 1) % 2); // filled up to an even number, as the data are
        if (size + 4 > bytes.length) break;
        const length = view.getUint32(size);
        if (view.getUint16(at + 4) === IPTC) yield notesIn(bytes.subarray(size + 4, size + 4 + length));
        at = size + 4 + length + (length % 2);
    }
}

function notesIn(bytes) {
    const notes = { person: "", places: [] };
    for (let at = 0; at + 5 <= bytes.length && bytes[at] === DATA_SET;) {
        const length = (bytes[at + 3] << 8) | bytes[at + 4];
        const text = textOf(bytes.subarray(at + 5, at + 5 + length));
        if (bytes[at + 1] === APPLICATION_RECORD && bytes[at + 2] === PERSON) notes.person ||= text;
        if (bytes[at + 1] === APPLICATION_RECORD && PLACE.includes(bytes[at + 2]) && text !== "") notes.places.push(text);
        at += 5 + length;
    }
    return { person: notes.person, place: notes.places.join(", ") };
}

// Programs that do not say so write both.
function textOf(bytes) {
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
    } catch {
        return new TextDecoder("windows-1252").decode(bytes).trim();
    }
}
