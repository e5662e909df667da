// What is refused in a doc, an xls or an embedded object: whatever runs when somebody opens it, and what nobody can look into.
import { BadDocument } from "../bad_document.js";
import { OBJECT, PACKAGE, PACKAGER_NAMES, PASSWORD_NAMES, PROGRAM_NAMES, WORD_TEXT, WORKBOOKS } from "./entry_names.js";
import { readWorkbook } from "./workbook_records.js";

const SIZE_OBJECT = 8;
const IS_LINK = 0x00000001;
const SIZE_FIB = 32;
const WORD_97 = 0xa5ec;
/** Word 6 and 95, with those of the Far East. */
const WORDS_6 = [0xa5dc, 0xa697, 0xa698, 0xa699];
const IS_TEMPLATE = 0x0001;
const IS_ENCRYPTED = 0x0100;

/** "doc" or "xls" of a CompoundFile, or null where it is none of them. Throws BadDocument("broken") where it is both. */
export function kindOfCompound(file) {
    const isDoc = file.top(WORD_TEXT) !== undefined;
    const isXls = WORKBOOKS.some((name) => file.top(name) !== undefined);
    if (isDoc && isXls) throw new BadDocument("broken");
    return isDoc ? "doc" : isXls ? "xls" : null;
}

/**
 * Yields the bytes of each embedded package, to be judged as well. Throws BadDocument: "macros", "fetches" or "locked"; it looks at everything
 * in the file, also at what hangs on nothing.
 */
export function* refuseInCompound(file) {
    if (file.entries.some(({ name }) => PASSWORD_NAMES.includes(name))) throw new BadDocument("locked");
    if (file.entries.some(({ name }) => PROGRAM_NAMES.test(name) || PACKAGER_NAMES.test(name))) throw new BadDocument("macros");
    for (const entry of file.streams) {
        if (entry.name === WORD_TEXT) refuseInWord(file.read(entry, SIZE_FIB));
        if (WORKBOOKS.includes(entry.name)) refuseInWorkbook(file.read(entry));
        if (entry.name === OBJECT) refuseLink(file.read(entry, SIZE_OBJECT));
        if (entry.name === PACKAGE) yield file.read(entry);
    }
}

// [MS-DOC] 2.5.2, FibBase.
function refuseInWord(fib) {
    const view = new DataView(fib.buffer, fib.byteOffset, fib.byteLength);
    if (fib.length < SIZE_FIB) throw new BadDocument("broken");
    const version = view.getUint16(0, true);
    const flags = view.getUint16(10, true);
    if (version !== WORD_97 && !WORDS_6.includes(version)) throw new BadDocument("broken");
    if (flags & IS_ENCRYPTED) throw new BadDocument("locked");
    // Word 6 and 95 keep macros in the stream itself, in templates only.
    if (WORDS_6.includes(version) && flags & IS_TEMPLATE) throw new BadDocument("macros");
}

function refuseInWorkbook(bytes) {
    const { isLocked, hasMacroSheet, startsPrograms, asksServers } = readWorkbook(bytes);
    if (isLocked) throw new BadDocument("locked");
    if (hasMacroSheet || startsPrograms) throw new BadDocument("macros");
    if (asksServers) throw new BadDocument("fetches");
}

function refuseLink(bytes) {
    if (bytes.length >= SIZE_OBJECT && bytes[4] & IS_LINK) throw new BadDocument("fetches");
}
