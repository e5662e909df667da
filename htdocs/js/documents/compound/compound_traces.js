// People in a doc or xls: its properties, what Word and Excel note beside them, and pictures with what a camera noted.
import { LARGEST_PROPERTY_SET } from "../limits.js";
import { looksLikePath, plainPath } from "../path_words.js";
import { PhotoTraces } from "../picture/photo_traces.js";
import { DOCUMENT_SUMMARY, PACKAGE, SUMMARY, WORKBOOKS } from "./entry_names.js";
import { picturesIn } from "./picture_search.js";
import { readPropertySets } from "./property_set.js";
import { wordPeople } from "./word_people.js";
import { pictureBytes, readWorkbook } from "./workbook_records.js";

/** [MS-OSHARED] 2.3.3.2: which properties of which stream name somebody, or where something lies. */
const PROPERTIES = {
    [SUMMARY]: { 4: "author", 7: "path", 8: "lastAuthor" },
    [DOCUMENT_SUMMARY]: { 14: "manager", 15: "company" },
};

/** Also what lies deeper: an embedded table has properties of its own. Yields the bytes of each embedded package, to be looked through as well. */
export function* compoundTraces(file, found) {
    const photos = new PhotoTraces();
    const custom = [];
    for (const entry of file.streams) {
        attempt(found, () => {
            if (Object.hasOwn(PROPERTIES, entry.name)) custom.push(...readProperties(file.read(entry, LARGEST_PROPERTY_SET), PROPERTIES[entry.name], found));
            else if (WORKBOOKS.includes(entry.name)) readPeople(file.read(entry), found);
        });
    }
    for (const { what, value } of wordPeople(file, found)) found.add(what, value);
    for (const entry of file.streams) {
        if (photos.isFull) break;
        attempt(found, () => lookForPictures(file.read(entry), WORKBOOKS.includes(entry.name), photos, found));
    }
    photos.tell(found);
    // Behind what is rare: there may be many of these, and only a few are told.
    for (const property of custom) found.add("custom", property);
    for (const entry of file.streams.filter(({ name }) => name === PACKAGE)) {
        const bytes = attempt(found, () => file.read(entry));
        if (bytes) yield bytes;
    }
}

function attempt(found, look) {
    try {
        return look();
    } catch {
        found.close();
    }
}

/** The properties that somebody, or a firm's program, added. */
function readProperties(bytes, wanted, found) {
    const { texts, custom, isWhole } = readPropertySets(bytes);
    if (!isWhole) found.close();
    for (const [number, what] of Object.entries(wanted)) {
        const text = texts.get(Number(number)) ?? "";
        if (what !== "path" || looksLikePath(text)) found.add(what, text);
    }
    return custom.map(({ name, value }) => `${name}: ${value}`);
}

function readPeople(bytes, found) {
    const { writer, commenters, links } = readWorkbook(bytes);
    // LibreOffice's own name stands for everybody who uses it.
    if (writer.trim() !== "Calc") found.add("lastAuthor", writer);
    for (const name of commenters) found.add("commenter", name);
    for (const link of links) if (looksLikePath(link)) found.add("path", plainPath(link));
}

function lookForPictures(bytes, isWorkbook, photos, found) {
    for (const picture of picturesIn(isWorkbook ? pictureBytes(bytes) : bytes, () => found.close())) photos.look(picture);
}
