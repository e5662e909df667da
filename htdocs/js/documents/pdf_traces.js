// People in a PDF: the authors of all its revisions. Not by a library for PDF: those see the newest revision alone, while the older ones,
// and what an editor replaced, stay in the file for whoever looks.
import { contentOf, find, streamsOf } from "./pdf_streams.js";
import { endsWord, latin, readValue } from "./pdf_text.js";
import { readXml } from "./xml.js";

const encoder = new TextEncoder();
const AUTHOR = encoder.encode("/Author");
const ENCRYPT = encoder.encode("/Encrypt");
const LARGEST_STREAM = 16 * 1024 * 1024;
/** What all streams together may inflate to: so much, and this many times the size of the file. */
const ROOM = 16 * 1024 * 1024;
const ROOM_TIMES = 4;
const MOST_STREAMS = 50_000;
/** Of "/Author" in one place; each revision has one. */
const MOST_MENTIONS = 1000;
const MOST_REFERENCES = 20;

/** `found` is closed by a password on the document, and by what is packed in a way that is not read here. */
export async function pdfTraces(bytes, found) {
    if (!placesOf(bytes, ENCRYPT).next().done) {
        found.close(); // its texts and streams are sealed
        return;
    }
    const references = new Set();
    readAuthors(bytes, found, references);
    for await (const { head, content } of tellingStreams(bytes, found)) {
        if (isObjects(head)) readAuthors(content, found, references);
        else readMetadata(content, found);
    }
    if (references.size > 0) await resolve(bytes, references, found);
}

// Where a word stands that is not the beginning of a longer one.
function* placesOf(bytes, word) {
    for (let at = find(bytes, word, 0); at >= 0; at = find(bytes, word, at + 1)) {
        if (endsWord(bytes[at + word.length])) yield at;
    }
}

function readAuthors(bytes, found, references) {
    let count = 0;
    for (const at of placesOf(bytes, AUTHOR)) {
        count += 1;
        if (count > MOST_MENTIONS) return found.close();
        const value = readValue(bytes, at + AUTHOR.length);
        if (value?.text !== undefined) found.add("author", value.text);
        else if (value !== null && references.size < MOST_REFERENCES) references.add(value.reference);
    }
}

const isObjects = (head) => /\/Type\s*\/ObjStm\b/.test(head);
const isMetadata = (head) => /\/Type\s*\/Metadata\b|\/Subtype\s*\/XML\b/.test(head);

async function* tellingStreams(bytes, found) {
    let room = ROOM + ROOM_TIMES * bytes.length;
    let count = 0;
    for (const stream of streamsOf(bytes)) {
        count += 1;
        if (count > MOST_STREAMS) return found.close();
        if (!isObjects(stream.head) && !isMetadata(stream.head)) continue;
        const content = await contentOf(stream, Math.min(LARGEST_STREAM, room));
        if (content === null) found.close();
        else yield { head: stream.head, content };
        room -= content?.length ?? 0;
    }
}

// XMP: <dc:creator><rdf:Seq><rdf:li>Anna</rdf:li>…
function readMetadata(content, found) {
    const label = content[0] === 0xfe ? "utf-16be" : content[0] === 0xff ? "utf-16le" : "utf-8";
    const text = new TextDecoder(label).decode(content);
    let isCreator = false;
    try {
        for (const token of readXml(text)) {
            if (token.open === "creator") isCreator = true;
            else if (token.close === "creator") isCreator = false;
            else if (token.text !== undefined && isCreator) found.add("author", token.text);
        }
    } catch {
        found.close();
    }
}

// An author that is told elsewhere: all texts that any revision has under that number.
async function resolve(bytes, references, found) {
    const resolved = new Set();
    const take = (reference, value) => {
        if (value?.text === undefined) return;
        found.add("author", value.text);
        resolved.add(reference);
    };
    for (const reference of references) {
        const head = encoder.encode(`${reference} obj`);
        for (const at of placesOf(bytes, head)) {
            if (endsWord(bytes[at - 1])) take(reference, readValue(bytes, at + head.length));
        }
    }
    for await (const { head, content } of tellingStreams(bytes, found)) {
        if (!isObjects(head)) continue;
        const first = Number(/\/First\s+(\d{1,9})/.exec(head)?.[1] ?? 0);
        const numbers = latin(content.subarray(0, first)).trim().split(/\s+/).map(Number);
        for (let i = 0; i + 1 < numbers.length; i += 2) {
            if (references.has(`${numbers[i]} 0`)) take(`${numbers[i]} 0`, readValue(content, first + numbers[i + 1]));
        }
    }
    if (resolved.size < references.size) found.addUnknown("author");
}
