// What may be embedded in a document: other documents of Office, as long as nothing runs in them either.
import { BadDocument } from "./bad_document.js";
import { ZIP, startsWith } from "./beginnings.js";
import { CompoundFile, isCompound } from "./compound/compound_file.js";
import { refuseInCompound } from "./compound/compound_rules.js";
import { DEEPEST_RULED } from "./limits.js";
import { OfficePackage } from "./ooxml/office_package.js";
import { refuseInPackage } from "./ooxml/package_rules.js";

/**
 * Judges a document by `rules` (refuseInPackage(), refuseInCompound()), and all that it embeds. `room`: a Room for all of them. Throws
 * BadDocument; a program, a script, a page of HTML or RTF within is "macros".
 */
export async function refuseWithin(rules, room, depth = 1) {
    for await (const bytes of rules) {
        room.takeDocument();
        if (depth >= DEEPEST_RULED) throw new BadDocument("macros");
        await refuseWithin(await rulesFor(bytes, room), room, depth + 1);
    }
}

async function rulesFor(bytes, room) {
    if (isCompound(bytes)) return refuseInCompound(new CompoundFile(bytes));
    if (!startsWith(bytes, ZIP.slice(0, 2))) throw new BadDocument("macros");
    return refuseInPackage(await openWithin(bytes, room));
}

async function openWithin(bytes, room) {
    try {
        return await OfficePackage.open(bytes, room);
    } catch (error) {
        throw error.trouble === "kind" ? new BadDocument("macros") : error;
    }
}
