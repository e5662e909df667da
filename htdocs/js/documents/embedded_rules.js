// What may be embedded in a document: other documents of Office, as long as nothing runs in them either.
import { BadDocument } from "./bad_document.js";
import { CompoundFile, isCompound } from "./compound/compound_file.js";
import { refusePrograms } from "./compound/compound_rules.js";
import { DEEPEST_RULED } from "./limits.js";
import { OfficePackage } from "./ooxml/office_package.js";
import { refuseActive } from "./ooxml/package_rules.js";

/** Throws BadDocument; a program, a script, a page of HTML or RTF is "macros". `depth` and `room`: of the document that has it. */
export async function refuseEmbedded(bytes, depth, room) {
    if (isCompound(bytes) && depth < DEEPEST_RULED) {
        await refusePrograms(new CompoundFile(bytes), depth + 1, room);
    } else if (bytes[0] === 0x50 && bytes[1] === 0x4b && depth < DEEPEST_RULED) {
        await refuseActive(await openWithin(bytes, room), depth + 1);
    } else {
        throw new BadDocument("macros");
    }
}

async function openWithin(bytes, room) {
    try {
        return await OfficePackage.open(new Blob([bytes]), room);
    } catch (error) {
        throw error.trouble === "kind" ? new BadDocument("macros") : error;
    }
}
