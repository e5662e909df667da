// People in a docx or xlsx: its properties, who commented or changed, where it was saved, and pictures with what a camera noted.
import { BadDocument } from "../bad_document.js";
import { LARGEST_PART, LONGEST_VALUE, MOST_PICTURES, MOST_PROPERTIES } from "../limits.js";
import { looksLikePath, plainPath } from "../path_words.js";
import { PhotoTraces } from "../picture/photo_traces.js";
import { localName } from "../xml.js";
import { NAMES, RELATIONSHIPS, TYPES } from "./package_words.js";

/** By the content type of a part: the elements, and the attributes of any element (of `only` one), that name somebody. */
const SOURCES = [
    { type: TYPES.coreProperties, elements: { creator: "author", lastModifiedBy: "lastAuthor" } },
    { type: TYPES.extendedProperties, elements: { Company: "company", Manager: "manager" } },
    { type: TYPES.text, attributes: { author: "commenter" } },
    { type: TYPES.comments, elements: { author: "commenter" } },
    { type: TYPES.persons, attributes: { displayName: "commenter" } },
    { type: TYPES.revisions, attributes: { userName: "commenter", name: "commenter" } },
    { type: TYPES.workbook, only: "absPath", attributes: { url: "path" } },
];
/** What is named with where it lies. */
const SAVED_BESIDE = [RELATIONSHIPS.template, RELATIONSHIPS.workbook, RELATIONSHIPS.image];

/** Yields the bytes of each embedded document, to be looked through as well. */
export async function* packageTraces(office, found) {
    const rank = (name) => SOURCES.findIndex(({ type }) => type.test(office.typeOf(name)));
    const telling = office.names.filter((name) => rank(name) >= 0).sort((one, other) => rank(one) - rank(other));
    for (const name of telling) {
        await attempt(found, () => readPart(office, name, SOURCES[rank(name)], found));
    }
    for (const name of office.lists) {
        await attempt(found, async () => readTargets(await office.relationshipsOf(name), found));
    }
    await readPhotos(office, found);
    // Behind what is rare: there may be many of these, and only a few are told.
    for (const name of office.names.filter((one) => TYPES.customProperties.test(office.typeOf(one)))) {
        await attempt(found, () => readCustom(office, name, found));
    }
    for (const name of office.names.filter((one) => NAMES.embedded.test(one))) {
        const bytes = await attempt(found, () => office.read(name, LARGEST_PART));
        if (bytes) yield bytes;
    }
}

async function attempt(found, look) {
    try {
        return await look();
    } catch {
        found.close();
    }
}

async function readPart(office, name, { elements = {}, attributes = {}, only }, found) {
    const names = [...Object.keys(elements), ...Object.keys(attributes)];
    let inside = null;
    let value = "";
    await office.readTokens(name, LARGEST_PART, (token) => {
        if (token.open !== undefined) {
            if (Object.hasOwn(elements, token.open)) [inside, value] = [token.open, ""];
            const isWanted = only === undefined ? names.length > Object.keys(elements).length : token.open === only;
            if (isWanted) readAttributes(token.attributes(), attributes, found);
        } else if (token.close !== undefined && token.close === inside) {
            found.add(elements[inside], value);
            inside = null;
        } else if (token.text !== undefined && inside !== null) {
            if (value.length < LONGEST_VALUE) value += token.text;
        }
    }, { mentions: only === undefined ? names : [only] });
}

function readAttributes(given, wanted, found) {
    for (const [name, value] of given) {
        const what = wanted[localName(name)];
        if (what !== undefined) found.add(what, value);
    }
}

function readTargets(relationships, found) {
    for (const { type, target, isExternal } of relationships) {
        if (isExternal && SAVED_BESIDE.some((words) => words.test(type)) && looksLikePath(target)) found.add("path", plainPath(target));
    }
}

// <property name="Customer"><vt:lpwstr>Anna</vt:lpwstr></property>
async function readCustom(office, name, found) {
    let property = null;
    let count = 0;
    await office.readTokens(name, LARGEST_PART, ({ open, close, text, attributes }) => {
        if (open === "property") count += 1;
        if (count > MOST_PROPERTIES) throw new BadDocument("budget");
        if (open === "property") property = { name: attributes().get("name") ?? "", value: "" };
        else if (text !== undefined && property !== null && property.value.length < LONGEST_VALUE) property.value += text;
        else if (close === "property" && property !== null) {
            found.add("custom", `${property.name}: ${property.value}`);
            property = null;
        }
    });
}

async function readPhotos(office, found) {
    const photos = new PhotoTraces();
    const names = office.names.filter((one) => NAMES.media.test(one));
    if (names.length > MOST_PICTURES) found.close();
    for (const name of names.slice(0, MOST_PICTURES)) {
        if (photos.isFull) break;
        await attempt(found, async () => photos.look(await office.read(name, LARGEST_PART)));
    }
    photos.tell(found);
}
