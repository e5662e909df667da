// People in a PDF: the authors of all its revisions, and titles that are paths. Not by a library for PDF: those see the newest revision alone, while the older ones,
// and what an editor replaced, stay in the file for whoever looks.
import { LARGEST_STREAM, MOST_AUTHORS, MOST_REFERENCES, MOST_STREAMS, MOST_TITLES, STREAMS_AT_LEAST, STREAMS_TIMES } from "../limits.js";
import { looksLikePath } from "../path_words.js";
import { readXml } from "../xml.js";
import { contentOf, find, streamsOf } from "./pdf_streams.js";
import { endsWord, latin, readValue } from "./pdf_text.js";

const encoder = new TextEncoder();
/** What stands behind these names. Programs that print make a title of where the document was saved; each heading has a title, too. */
const NAMES = [
    { word: encoder.encode("/Author"), what: "author", most: MOST_AUTHORS },
    { word: encoder.encode("/Title"), what: "path", most: MOST_TITLES },
];
const ENCRYPT = encoder.encode("/Encrypt");
const METADATA = { creator: "author", title: "path" };

/** `found` is closed by a password on the document, and by what is packed in a way that is not read here. */
export async function pdfTraces(bytes, found) {
    if (!placesOf(bytes, ENCRYPT).next().done) {
        found.close(); // its texts and streams are sealed
        return;
    }
    const references = { author: new Set(), path: new Set() };
    readNames(bytes, found, references);
    for await (const { head, content } of tellingStreams(bytes, found)) {
        if (isObjects(head)) readNames(content, found, references);
        else readMetadata(content, found);
    }
    if (references.author.size + references.path.size > 0) await resolve(bytes, references, found);
}

// Where a word stands that is not the beginning of a longer one.
function* placesOf(bytes, word) {
    for (let at = find(bytes, word, 0); at >= 0; at = find(bytes, word, at + 1)) {
        if (endsWord(bytes[at + word.length])) yield at;
    }
}

function readNames(bytes, found, references) {
    for (const { word, what, most } of NAMES) {
        let count = 0;
        for (const at of placesOf(bytes, word)) {
            count += 1;
            if (count > most) {
                found.close();
                break;
            }
            const value = readValue(bytes, at + word.length);
            if (value?.text !== undefined) note(found, what, value.text);
            else if (value !== null && references[what].size < MOST_REFERENCES) references[what].add(value.reference);
        }
    }
}

function note(found, what, text) {
    if (what !== "path" || looksLikePath(text)) found.add(what, text);
}

const isObjects = (head) => /\/Type\s*\/ObjStm\b/.test(head);
const isMetadata = (head) => /\/Type\s*\/Metadata\b|\/Subtype\s*\/XML\b/.test(head);

async function* tellingStreams(bytes, found) {
    let room = STREAMS_AT_LEAST + STREAMS_TIMES * bytes.length;
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
    let inside = null;
    try {
        for (const token of readXml(text)) {
            if (Object.hasOwn(METADATA, token.open ?? "")) inside = token.open;
            else if (token.close !== undefined && token.close === inside) inside = null;
            else if (token.text !== undefined && inside !== null) note(found, METADATA[inside], token.text);
        }
    } catch {
        found.close();
    }
}

// What is told elsewhere: all texts that any revision has under that number.
async function resolve(bytes, references, found) {
    const resolved = new Set();
    const take = (reference, value) => {
        if (value?.text === undefined) return;
        for (const { what } of NAMES) if (references[what].has(reference)) note(found, what, value.text);
        resolved.add(reference);
    };
    const all = new Set([...references.author, ...references.path]);
    for (const reference of all) {
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
            if (all.has(`${numbers[i]} 0`)) take(`${numbers[i]} 0`, readValue(content, first + numbers[i + 1]));
        }
    }
    // A title that cannot be read is hardly ever a path.
    if ([...references.author].some((reference) => !resolved.has(reference))) found.addUnknown("author");
}
