// What a document tells about who wrote it, for a warning before it is sent.
import { CompoundFile } from "./compound/compound_file.js";
import { compoundTraces } from "./compound/compound_traces.js";
import { Findings } from "./findings.js";
import { OfficePackage } from "./ooxml/office_package.js";
import { packageTraces } from "./ooxml/package_traces.js";
import { pdfTraces } from "./pdf/pdf_traces.js";
import { Room } from "./room.js";

/** Pictures are missing here: they are made anew before they go, and lose all that is not picture. */
const LOOKS = {
    docx: async (blob, found) => packageTraces(await OfficePackage.open(blob, new Room(blob.size)), found),
    xlsx: async (blob, found) => packageTraces(await OfficePackage.open(blob, new Room(blob.size)), found),
    doc: async (blob, found) => compoundTraces(await CompoundFile.open(blob), found),
    xls: async (blob, found) => compoundTraces(await CompoundFile.open(blob), found),
    pdf: async (blob, found) => pdfTraces(new Uint8Array(await blob.arrayBuffer()), found),
};

/**
 * {traces: [{what, value}], isClosed} of a document that inspect() has let pass as `kind`. `what`: "author", "lastAuthor", "company",
 * "manager", "commenter" (who commented or changed), "path" (where it, its template or another workbook was saved), "custom" (a property that
 * somebody, or a firm's program, added: "name: value"), "photo" (a picture within still has what a camera or program noted: the camera and
 * whose it is, or ""), "place" (where such a picture was taken). Otherwise a value "" is somebody who is named, but not readable. At most 10 of 200 characters each. `isClosed`: some of it, or
 * all, could not be looked into. Never throws.
 */
export async function tracesOf(blob, kind) {
    const found = new Findings();
    try {
        await LOOKS[kind]?.(blob, found);
    } catch {
        found.close();
    }
    return found.all;
}
