// What a document tells about who wrote it, for a warning before it is sent.
import { CompoundFile, isCompound } from "./compound/compound_file.js";
import { compoundTraces } from "./compound/compound_traces.js";
import { Findings } from "./findings.js";
import { DEEPEST_TOLD } from "./limits.js";
import { OfficePackage } from "./ooxml/office_package.js";
import { packageTraces } from "./ooxml/package_traces.js";
import { pdfTraces } from "./pdf/pdf_traces.js";
import { Room } from "./room.js";

/** Pictures are missing here: they are made anew before they go, and lose all that is not picture. */
const LOOKS = {
    docx: async (blob, found, room) => lookWithin(packageTraces(await OfficePackage.open(blob, room), found), found, room),
    xlsx: async (blob, found, room) => lookWithin(packageTraces(await OfficePackage.open(blob, room), found), found, room),
    doc: async (blob, found, room) => lookWithin(compoundTraces(await CompoundFile.open(blob), found), found, room),
    xls: async (blob, found, room) => lookWithin(compoundTraces(await CompoundFile.open(blob), found), found, room),
    pdf: async (blob, found) => pdfTraces(new Uint8Array(await blob.arrayBuffer()), found),
};

/**
 * {traces: [{what, value}], isClosed} of a document that inspect() has let pass as `kind`. `what`: "author", "lastAuthor", "company",
 * "manager", "commenter" (who commented or changed), "path" (where it, its template or another workbook was saved), "custom" (a property that
 * somebody, or a firm's program, added: "name: value"), "photo" (a picture within still has what a camera or program noted: the camera and
 * whose it is, or ""), "place" (where such a picture was taken). Otherwise a value "" is somebody who is named, but not readable. At most 10 of
 * 200 characters each. `isClosed`: some of it, or all, could not be looked into. Never throws.
 */
export async function tracesOf(blob, kind) {
    const found = new Findings();
    try {
        await LOOKS[kind]?.(blob, found, new Room(blob.size));
    } catch {
        found.close();
    }
    return found.all;
}

// What `embedded` yields is looked through like the document that has it.
async function lookWithin(embedded, found, room, depth = 1) {
    for await (const bytes of embedded) {
        room.takeDocument();
        try {
            if (isCompound(bytes)) await lookWithin(compoundTraces(new CompoundFile(bytes), found), found, room, depth + 1);
            else if (depth < DEEPEST_TOLD) await lookWithin(packageTraces(await OfficePackage.open(bytes, room), found), found, room, depth + 1);
            else found.close();
        } catch {
            found.close();
        }
    }
}
