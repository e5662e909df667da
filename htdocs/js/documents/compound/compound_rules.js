// What is refused in a doc, an xls or an embedded object: whatever runs when somebody opens it, and what nobody can look into.
import { BadDocument } from "../bad_document.js";
import { refuseEmbedded } from "../embedded_rules.js";
import { readWorkbook } from "./workbook_records.js";

const PASSWORD_NAMES = ["encryptedpackage", "encryptioninfo"];
/** Visual Basic's storages and streams, and ActiveX controls ("ctls" is theirs in Excel). */
const PROGRAM_NAMES = /^(?:macros|vba|_vba_project.*|__srp_.*|vbaproject.*|\u0003ocx(?:name|data)|ctls)$/;
/** What Windows' packager embeds: any file, to be run by a double click. And formulas for an editor that runs what is written into them. */
const PACKAGE_NAME = /ole10native|^equation native$/;
/** [MS-OLEDS] 2.3.3: whether an object lies here, or is fetched from elsewhere. */
const OBJECT = "\u0001ole";
const SIZE_OBJECT = 8;
const IS_LINK = 0x00000001;
/** A docx or xlsx within. */
const PACKAGE = "package";
const WORKBOOKS = ["workbook", "book"];

const SIZE_FIB = 32;
const WORD_97 = 0xa5ec;
const WORD_6 = 0xa5dc;
const IS_TEMPLATE = 0x0001;
const IS_ENCRYPTED = 0x0100;

/** "doc" or "xls" of a CompoundFile. Throws BadDocument. */
export async function inspectCompound(file, room) {
    const top = (name) => file.entries.find((entry) => entry.isStream && entry.isTop && entry.name === name);
    const isDoc = top("worddocument") !== undefined;
    const isXls = WORKBOOKS.some(top);
    if (isDoc && isXls) throw new BadDocument("broken");
    await refusePrograms(file, 1, room);
    if (!isDoc && !isXls) throw new BadDocument("kind");
    return isDoc ? "doc" : "xls";
}

/**
 * Throws BadDocument("macros") or ("locked"); it looks at everything in the file, also at what hangs on nothing. `depth`: how deep in other
 * documents this one lies; `room`: a Room for what is embedded.
 */
export async function refusePrograms(file, depth, room) {
    if (file.entries.some(({ name }) => PASSWORD_NAMES.includes(name))) throw new BadDocument("locked");
    if (file.entries.some(({ name }) => PROGRAM_NAMES.test(name) || PACKAGE_NAME.test(name))) throw new BadDocument("macros");
    for (const entry of file.entries.filter(({ isStream }) => isStream)) {
        if (entry.name === "worddocument") refuseInWord(file.read(entry, SIZE_FIB));
        if (WORKBOOKS.includes(entry.name)) refuseInWorkbook(file.read(entry));
        if (entry.name === OBJECT) refuseLink(file.read(entry, SIZE_OBJECT));
        if (entry.name === PACKAGE) await refuseEmbedded(file.read(entry), depth, room);
    }
}

// [MS-DOC] 2.5.2, FibBase.
function refuseInWord(fib) {
    const view = new DataView(fib.buffer, fib.byteOffset, fib.byteLength);
    if (fib.length < SIZE_FIB) throw new BadDocument("broken");
    const version = view.getUint16(0, true);
    const flags = view.getUint16(10, true);
    if (version !== WORD_97 && version !== WORD_6) throw new BadDocument("broken");
    if (flags & IS_ENCRYPTED) throw new BadDocument("locked");
    // Word 6 and 95 keep macros in the stream itself, in templates only.
    if (version === WORD_6 && flags & IS_TEMPLATE) throw new BadDocument("macros");
}

function refuseInWorkbook(bytes) {
    const { isLocked, hasMacroSheet, asksOthers } = readWorkbook(bytes);
    if (isLocked) throw new BadDocument("locked");
    if (hasMacroSheet || asksOthers) throw new BadDocument("macros");
}

function refuseLink(bytes) {
    if (bytes.length >= SIZE_OBJECT && bytes[4] & IS_LINK) throw new BadDocument("macros");
}
