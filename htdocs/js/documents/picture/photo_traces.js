// What pictures within a document still tell of the device, the person and the place that made them.
import { utf8 } from "../../crypto/bytes.js";
import { JPEG, PNG, startsWith } from "../beginnings.js";
import { MOST_PHOTOS_TOLD, MOST_STEPS } from "../limits.js";
import { exifNotes } from "./exif_notes.js";
import { iptcNotes } from "./iptc_notes.js";
import { xmpNotes } from "./xmp_notes.js";

// How the segments of a JPEG call themselves: Exif (CIPA DC-008, 4.7.2), XMP (ISO 16684-3, 7), Photoshop's resources with IPTC in them.
const [EXIF, XMP, PHOTOSHOP] = [utf8("Exif\0\0"), utf8("http://ns.adobe.com/xap/1.0/\0"), utf8("Photoshop 3.0\0")];
const XMP_CHUNK = utf8("XML:com.adobe.xmp\0");
const TEXT_CHUNKS = ["tEXt", "iTXt", "zTXt"];
const [APP1, APP13, SOS, EOI] = [0xe1, 0xed, 0xda, 0xd9];

/** All pictures of one document: look() at each, then tell(). */
export class PhotoTraces {
    #cameras = new Set();
    #places = new Set();
    #isTelling = false;

    /** Passes over what is neither JPEG nor PNG; reads what does not hold together as far as it does. The end of a picture may be missing. */
    look(bytes) {
        this.#note([...(startsWith(bytes, JPEG) ? notesInJpeg(bytes) : startsWith(bytes, PNG) ? notesInPng(bytes) : [])]);
    }

    /** XMP data that stand beside a picture. Those that name neither camera nor place are about a document, whose author is told elsewhere. */
    lookAtXmp(text) {
        const notes = xmpNotes(text);
        if (notes.camera !== "" || notes.place !== "") this.#note([notes]);
    }

    #note(all) {
        if (all.length === 0) return;
        this.#isTelling = true;
        // The same is told in several ways: the first one counts.
        const told = (what) => all.map((notes) => notes[what] ?? "").find((value) => value !== "");
        const maker = [told("camera"), told("person")].filter((value) => value !== undefined).join(", ");
        if (maker !== "") this.#cameras.add(maker);
        if (told("place") !== undefined) this.#places.add(told("place"));
    }

    /** Whether more pictures would add nothing to what is told. */
    get isFull() {
        return this.#cameras.size >= MOST_PHOTOS_TOLD && this.#places.size >= MOST_PHOTOS_TOLD;
    }

    /** Adds "photo" (its value: the camera and whose it is, or "") and "place" to Findings. */
    tell(found) {
        for (const camera of [...this.#cameras].slice(0, MOST_PHOTOS_TOLD)) found.add("photo", camera);
        if (this.#isTelling && this.#cameras.size === 0) found.addUnknown("photo");
        for (const place of [...this.#places].slice(0, MOST_PHOTOS_TOLD)) found.add("place", place);
    }
}

// ITU-T T.81, B.1.1.4: marker, length, data. Behind the first scan there is nothing of it.
function* notesInJpeg(bytes) {
    let at = 2;
    for (let step = 0; step < MOST_STEPS && at + 4 <= bytes.length && bytes[at] === 0xff; step += 1) {
        const marker = bytes[at + 1];
        if (marker === 0xff) {
            at += 1; // a fill byte
            continue;
        }
        if (marker === SOS || marker === EOI) return;
        const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
        if (marker === APP1 || marker === APP13) yield* notesInSegment(bytes.subarray(at + 4, end));
        at = end;
    }
}

function* notesInSegment(data) {
    if (startsWith(data, EXIF)) yield exifNotes(data.subarray(EXIF.length));
    else if (startsWith(data, XMP)) yield xmpNotes(new TextDecoder().decode(data.subarray(XMP.length)));
    else if (startsWith(data, PHOTOSHOP)) yield* iptcNotes(data.subarray(PHOTOSHOP.length));
}

// W3C PNG, 5.3: length, type, data, checksum.
function* notesInPng(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = PNG.length;
    for (let step = 0; step < MOST_STEPS && at + 8 <= bytes.length; step += 1) {
        const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
        const data = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
        if (type === "eXIf") yield exifNotes(data);
        else if (type === "iTXt" && startsWith(data, XMP_CHUNK)) yield xmpNotes(new TextDecoder().decode(behindHead(data)));
        else if (TEXT_CHUNKS.includes(type)) yield {};
        at += 12 + view.getUint32(at);
    }
}

// W3C PNG, 11.3.4.5: keyword, whether it is packed and how, language and translated keyword, each with a zero behind it.
function behindHead(data) {
    const language = data.indexOf(0, XMP_CHUNK.length + 2);
    const translated = data.indexOf(0, language + 1);
    return data.subarray(translated + 1);
}
