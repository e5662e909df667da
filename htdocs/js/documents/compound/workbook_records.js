// The records of an xls ([MS-XLS] 2.1.4) that say what its sheets are, what they ask others, and who wrote it last.
import { concat } from "../../crypto/bytes.js";
import { BadDocument } from "../bad_document.js";
import { MOST_COMMENTERS } from "../limits.js";
import { decodeText } from "./property_set.js";

const BEGIN = 0x0809;
const END = 0x000a;
const PASSWORD = 0x002f;
const SHEET = 0x0085;
const WRITER = 0x005c;
const NOTE = 0x001c;
const LINK = 0x01ae;
const LINK_95 = 0x0017;
/** [MS-XLS] 2.4.171 and 2.4.58: the pictures of all sheets, and how a record that is too long goes on. */
const DRAWINGS = 0x00eb;
const CONTINUED = 0x003c;
const MACRO_SUBSTREAM = 0x0040;
const BIFF8 = 0x0600;
/** A kind of sheet as SHEET tells it: Excel 4.0 macros, and a module of Visual Basic in old workbooks. */
const MACRO_SHEETS = [1, 6];
const LONGEST_LINK = 255;
/** [MS-XLS] 2.5.277: a program and what it is asked (DDE, OLE); a workbook on a server, or at an address. Paths of a drive begin otherwise. */
const PROGRAM = /^[^\0-\x1f][^]*[\x02\x03]/;
const SERVER = /^\x01(?:\x01@|\x05)/;

/**
 * {isLocked, hasMacroSheet, startsPrograms, asksServers, writer, commenters, links}: writer and commenters are names, links paths of other
 * workbooks. Throws BadDocument("broken") where it does
 * not begin as a workbook.
 */
export function readWorkbook(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 8 || view.getUint16(0, true) !== BEGIN) throw new BadDocument("broken");
    const book = { isLocked: false, hasMacroSheet: false, startsPrograms: false, asksServers: false, writer: "", commenters: new Set(), links: new Set() };
    const isUnicode = view.getUint16(4, true) === BIFF8;
    let isGlobal = true;
    for (const { type, size, at, data } of recordsIn(bytes, view, () => isGlobal)) {
        if (type === PASSWORD) book.isLocked = true;
        if (type === BEGIN && size >= 4 && view.getUint16(at + 6, true) === MACRO_SUBSTREAM) book.hasMacroSheet = true;
        if (type === SHEET && size >= 6 && isMacroSheet(view, at + 4)) book.hasMacroSheet = true;
        if (type === LINK && size >= 4) noteLink(book, data.subarray(2), true);
        if (type === LINK_95 && size >= 1 && !isUnicode) noteLink(book, data, false);
        if (type === WRITER && isGlobal && size >= 3) book.writer = nameAt(data, isUnicode);
        if (type === NOTE && isUnicode && size >= 11) addTo(book.commenters, nameAt(data.subarray(8), true));
        if (type === END) isGlobal = false;
    }
    return book;
}

/** What the records of pictures hold, one behind the other. */
export function pictureBytes(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts = [];
    let isOfPictures = false;
    for (const { type, data } of recordsIn(bytes, view, () => false)) {
        isOfPictures = type === DRAWINGS || (isOfPictures && type === CONTINUED);
        if (isOfPictures) parts.push(data);
    }
    return concat(...parts);
}

// Behind the last sheet the rest of the last sector may follow.
function* recordsIn(bytes, view, isNeeded) {
    for (let at = 0; at + 4 <= bytes.length;) {
        const size = view.getUint16(at + 2, true);
        const end = at + 4 + size;
        if (end > bytes.length) {
            if (isNeeded()) throw new BadDocument("broken");
            return;
        }
        yield { type: view.getUint16(at, true), size, at, data: bytes.subarray(at + 4, end) };
        at = end;
    }
}

// A sheet that calls itself a plain one is what its own beginning says.
function isMacroSheet(view, at) {
    const offset = view.getUint32(at, true);
    if (MACRO_SHEETS.includes(view.getUint8(at + 5))) return true;
    return offset + 8 <= view.byteLength && view.getUint16(offset, true) === BEGIN && view.getUint16(offset + 6, true) === MACRO_SUBSTREAM;
}

// A text that goes on in the next record, which programs do not write, is not looked for there.
function noteLink(book, bytes, isUnicode) {
    const length = isUnicode ? bytes[0] | (bytes[1] << 8) : bytes[0];
    const link = nameAt(bytes, isUnicode);
    book.startsPrograms ||= PROGRAM.test(link) || (isUnicode && length <= LONGEST_LINK && link.length < length);
    book.asksServers ||= SERVER.test(link);
    addTo(book.links, pathOf(link));
}

// [MS-XLS] 2.5.277: behind a mark "\x01C" stands for "C:", other marks for backslashes and for folders of Excel's own.
function pathOf(link) {
    return link.replace(/^\x01/, "").replace(/\x01([a-z@])/gi, (_, drive) => (drive === "@" ? "\\\\" : `${drive}:\\`)).replaceAll("\x03", "\\");
}

function addTo(names, name) {
    if (names.size < MOST_COMMENTERS) names.add(name);
}

// A text with its length in front; in BIFF8 a byte says whether two bytes make a character.
function nameAt(bytes, isUnicode) {
    const length = isUnicode ? bytes[0] | (bytes[1] << 8) : bytes[0];
    const isWide = isUnicode && (bytes[2] & 1) === 1;
    const begin = isUnicode ? 3 : 1;
    return decodeText(bytes.subarray(begin, begin + length * (isWide ? 2 : 1)), isWide ? 1200 : 1252);
}
