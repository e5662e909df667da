// People in a docx or xlsx: its properties, and who commented or changed.
import { CompoundFile, isCompound } from "./compound_file.js";
import { compoundTraces } from "./compound_traces.js";
import { OfficePackage } from "./office_package.js";
import { localName } from "./xml.js";

/** By a word in the content type of a part: the elements, and the attributes of any element, that name somebody. */
const SOURCES = [
    { type: /core-properties/, elements: { creator: "author", lastModifiedBy: "lastAuthor" } },
    { type: /extended-properties/, elements: { Company: "company", Manager: "manager" } },
    { type: /(?:wordprocessingml|ms-word).*\+xml\b/, attributes: { author: "commenter" } },
    { type: /spreadsheetml\.comments/, elements: { author: "commenter" } },
    { type: /ms-excel\.person/, attributes: { displayName: "commenter" } },
    { type: /spreadsheetml\.(?:revisionheaders|usernames)/, attributes: { userName: "commenter", name: "commenter" } },
];
const LARGEST_PART = 32 * 1024 * 1024;
/** A table in a chart has properties of its own. */
const DEEPEST = 2;

export async function packageTraces(office, found, depth = 1) {
    const rank = (name) => SOURCES.findIndex(({ type }) => type.test(office.typeOf(name)));
    const telling = office.names.filter((name) => rank(name) >= 0).sort((one, other) => rank(one) - rank(other));
    for (const name of telling) {
        await attempt(found, () => readPart(office, name, SOURCES[rank(name)], found));
    }
    for (const name of office.names.filter((one) => /\/embeddings\/[^/]+$/.test(one))) {
        await attempt(found, async () => readEmbedded(await office.read(name, LARGEST_PART), found, depth, office.room));
    }
}

async function attempt(found, look) {
    try {
        await look();
    } catch {
        found.close();
    }
}

async function readPart(office, name, { elements = {}, attributes = {} }, found) {
    const names = [...Object.keys(elements), ...Object.keys(attributes)];
    let inside = null;
    let value = "";
    await office.readTokens(name, LARGEST_PART, (token) => {
        if (token.open !== undefined) {
            if (Object.hasOwn(elements, token.open)) [inside, value] = [token.open, ""];
            if (names.length > Object.keys(elements).length) readAttributes(token.attributes(), attributes, found);
        } else if (token.close !== undefined && token.close === inside) {
            found.add(elements[inside], value);
            inside = null;
        } else if (token.text !== undefined && inside !== null) {
            value += token.text;
        }
    }, { mentions: names });
}

function readAttributes(given, wanted, found) {
    for (const [name, value] of given) {
        const what = wanted[localName(name)];
        if (what !== undefined) found.add(what, value);
    }
}

async function readEmbedded(bytes, found, depth, room) {
    if (isCompound(bytes)) compoundTraces(new CompoundFile(bytes), found);
    else if (depth < DEEPEST) await packageTraces(await OfficePackage.open(new Blob([bytes]), room), found, depth + 1);
    else found.close();
}
