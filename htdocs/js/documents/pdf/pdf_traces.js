// People in a PDF: the authors of all its revisions and of comments on its pages, added properties, titles that are paths, and pictures
// with what a camera noted. Not by a library for PDF: those read only the newest revision, while older ones, and what an editor replaced,
// stay in the file.
import { LARGEST_STREAM, MOST_METADATA, MOST_OPENED, MOST_STREAMS, STREAMS_AT_LEAST, STREAMS_TIMES } from "../limits.js";
import { looksLikePath } from "../path_words.js";
import { PhotoTraces } from "../picture/photo_traces.js";
import { readXml } from "../xml.js";
import { PdfNames, placesOf } from "./pdf_names.js";
import { PdfRecords } from "./pdf_records.js";
import { contentOf, isPhoto, streamsOf } from "./pdf_streams.js";
import { numbersIn } from "./pdf_text.js";

const ENCRYPT = new TextEncoder().encode("/Encrypt");
const METADATA = { creator: "author", title: "path" };

/** `found` is closed by a password on the document, and by what is packed in a way that is not read here. */
export async function pdfTraces(bytes, found) {
    if (!placesOf(bytes, ENCRYPT).next().done) {
        found.close(); // its texts and streams are sealed
        return;
    }
    const names = new PdfNames(found);
    const metadata = new Metadata(found);
    const records = new PdfRecords(bytes, names, found);
    names.readNames(bytes);
    records.readFile(bytes);
    for await (const { head, content } of tellingStreams(bytes, found)) {
        if (isObjects(head)) {
            names.readNames(content);
            for (const [reference, place] of objectsOf(content, head)) for (const reader of [names, records]) reader.readObject(content, place, reference);
        } else if (isMetadata(head)) {
            metadata.read(content);
        } else {
            metadata.photos.look(content);
        }
    }
    names.resolve(bytes);
    metadata.photos.tell(found);
}

/** The objects of an object stream (ISO 32000-1, 7.5.7): pairs of number and place, then the objects from "First" on. */
function* objectsOf(content, head) {
    const first = Number(/\/First\s+(\d{1,9})/.exec(head)?.[1] ?? 0);
    let number = null;
    for (const value of numbersIn(content.subarray(0, first))) {
        if (number !== null) yield [`${number} 0`, first + value];
        number = number === null ? value : null;
    }
}

const isObjects = (head) => /\/Type\s*\/ObjStm\b/.test(head);
const isMetadata = (head) => /\/Type\s*\/Metadata\b|\/Subtype\s*\/XML\b/.test(head);

/** Streams of objects, of metadata, and photos. Each bound is one of all of them together. */
async function* tellingStreams(bytes, found) {
    const room = { left: STREAMS_AT_LEAST + STREAMS_TIMES * bytes.length };
    let count = 0;
    let opened = 0;
    for (const stream of streamsOf(bytes)) {
        count += 1;
        if (count > MOST_STREAMS) return found.close();
        const isTelling = isObjects(stream.head) || isMetadata(stream.head);
        if (!isTelling && !isPhoto(stream.head)) continue;
        opened += 1;
        if (opened > MOST_OPENED || room.left < 0) return found.close();
        const content = await contentOf(stream, LARGEST_STREAM, room);
        if (content !== null) yield { head: stream.head, content };
        else if (isTelling) found.close();
    }
}

// XMP: <dc:creator><rdf:Seq><rdf:li>Anna</rdf:li>…
class Metadata {
    photos = new PhotoTraces();
    #found;
    #left = MOST_METADATA;

    constructor(found) {
        this.#found = found;
    }

    read(content) {
        this.#left -= content.length;
        if (this.#left < 0) {
            this.#found.close();
            return;
        }
        const label = content[0] === 0xfe ? "utf-16be" : content[0] === 0xff ? "utf-16le" : "utf-8";
        const text = new TextDecoder(label).decode(content);
        this.photos.lookAtXmp(text);
        let inside = null;
        try {
            for (const token of readXml(text)) {
                if (Object.hasOwn(METADATA, token.open ?? "")) inside = token.open;
                else if (token.close !== undefined && token.close === inside) inside = null;
                else if (token.text !== undefined && inside !== null) this.#note(METADATA[inside], token.text);
            }
        } catch {
            this.#found.close();
        }
    }

    #note(what, text) {
        if (what !== "path" || looksLikePath(text)) this.#found.add(what, text);
    }
}
