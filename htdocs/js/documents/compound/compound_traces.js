// People in a doc or xls: its properties, and what Word and Excel note beside them.
import { LARGEST_PROPERTY_SET } from "../limits.js";
import { readPropertySet } from "./property_set.js";
import { wordPeople } from "./word_people.js";
import { readWorkbook } from "./workbook_records.js";

/** [MS-OSHARED] 2.3.3.2: which properties of which stream name somebody. */
const PROPERTIES = {
    "\u0005summaryinformation": { 4: "author", 8: "lastAuthor" },
    "\u0005documentsummaryinformation": { 14: "manager", 15: "company" },
};
const WORKBOOKS = ["workbook", "book"];

/** Also what lies deeper: an embedded table has properties of its own. */
export function compoundTraces(file, found) {
    for (const entry of file.entries.filter(({ isStream }) => isStream)) {
        try {
            if (Object.hasOwn(PROPERTIES, entry.name)) readProperties(file.read(entry, LARGEST_PROPERTY_SET), PROPERTIES[entry.name], found);
            if (WORKBOOKS.includes(entry.name)) readPeople(file.read(entry), found);
        } catch {
            found.close();
        }
    }
    for (const { what, value } of wordPeople(file, found)) found.add(what, value);
}

function readProperties(bytes, wanted, found) {
    const texts = readPropertySet(bytes);
    for (const [number, what] of Object.entries(wanted)) found.add(what, texts.get(Number(number)) ?? "");
}

function readPeople(bytes, found) {
    const { writer, commenters } = readWorkbook(bytes);
    // LibreOffice's own name stands for everybody who uses it.
    if (writer.trim() !== "Calc") found.add("lastAuthor", writer);
    for (const name of commenters) found.add("commenter", name);
}
