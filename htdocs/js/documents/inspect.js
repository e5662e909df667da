// What kind of document some bytes are, and whether it may be sent and offered: by its content alone, never by its name.
import { BadDocument } from "./bad_document.js";
import { COMPOUND, JPEG, PDF, PNG, ZIP, startsWith } from "./beginnings.js";
import { CompoundFile } from "./compound/compound_file.js";
import { kindOfCompound, refuseInCompound } from "./compound/compound_rules.js";
import { refuseWithin } from "./embedded_rules.js";
import { OfficePackage } from "./ooxml/office_package.js";
import { kindOfPackage, mainType, refuseInPackage } from "./ooxml/package_rules.js";
import { LONGEST_FRONT, isPdfBehind } from "./pdf/pdf_front.js";
import { pictureSize } from "./picture/picture_size.js";
import { Room } from "./room.js";

/** What a document begins with says who looks at the rest. */
const BEGINNINGS = [
    { bytes: PNG, kinds: ["png"], inspect: (blob) => picture(blob, "png") },
    { bytes: JPEG, kinds: ["jpg"], inspect: (blob) => picture(blob, "jpg") },
    { bytes: PDF, kinds: ["pdf"], inspect: () => "pdf" },
    { bytes: ZIP, kinds: ["docx", "xlsx"], inspect: zip },
    { bytes: COMPOUND, kinds: ["doc", "xls"], inspect: compound },
];
const UNREADABLE = ["NotReadableError", "NotFoundError"];

/**
 * The kind (a key of KINDS) of what may be sent. `blob` may be hostile: time and memory are bounded by a few times its size.
 * Throws BadDocument: "empty", "kind", "front", "macros", "fetches", "locked", "unusual", "broken", "budget"; Offline where what reads it could not be
 * fetched; DOMException where the file itself cannot be read. A PDF with a password stays allowed.
 *
 * `only`: the kind as which it was announced. Anything else is "claim", mostly by its first bytes: what calls itself a picture does not get
 * to the readers of archives, which are much easier to stall.
 */
export async function inspect(blob, { only } = {}) {
    if (blob.size === 0) throw new BadDocument("empty");
    try {
        const start = new Uint8Array(await blob.slice(0, LONGEST_FRONT).arrayBuffer());
        const known = BEGINNINGS.find(({ bytes }) => startsWith(start, bytes));
        if (only !== undefined && !known?.kinds.includes(only)) throw new BadDocument("claim");
        if (!known) throw new BadDocument(isPdfBehind(start) ? "front" : "kind");
        const kind = await known.inspect(blob);
        if (only !== undefined && kind !== only) throw new BadDocument("claim");
        return kind;
    } catch (error) {
        if (only !== undefined && error.trouble === "kind") throw new BadDocument("claim");
        // A reader that stumbles over hostile bytes says it in many ways.
        throw isToldAsItIs(error) ? error : new BadDocument("broken");
    }
}

/** Said already; or nothing is wrong with it, but it could not be read from the disk, or the reader not be fetched. */
function isToldAsItIs(error) {
    return error instanceof BadDocument || error.isTransient === true || UNREADABLE.includes(error.name);
}

async function picture(blob, kind) {
    await pictureSize(blob, kind);
    return kind;
}

async function zip(blob) {
    const room = new Room(blob.size);
    const office = await OfficePackage.open(blob, room);
    const type = await mainType(office);
    await refuseWithin(refuseInPackage(office), room);
    return kindOfPackage(type);
}

async function compound(blob) {
    const file = await CompoundFile.open(blob);
    const kind = kindOfCompound(file);
    await refuseWithin(refuseInCompound(file), new Room(blob.size));
    if (kind === null) throw new BadDocument("kind");
    return kind;
}
