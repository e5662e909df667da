// What is refused in a docx or xlsx: whatever runs, or is fetched, when somebody opens it.
import { BadDocument } from "./bad_document.js";
import { refuseEmbedded } from "./embedded_rules.js";
import { partName } from "./office_package.js";

const MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
};
const BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary";
/** Of Visual Basic, Excel 4.0 macros (also "intlmacrosheet") and ActiveX, as words within content types. */
const PROGRAM_TYPES = /macroenabled|vba|macrosheet|activex/;
/** The last words of types of relationships: of the same, of controls, and of a ribbon that calls macros. */
const PROGRAM_RELATIONSHIPS = /\/(?:vbaproject[^/]*|wordvbadata|xl(?:intl)?macrosheet|control|activexcontrolbinary|ui\/[^/]*)$/;
/** What Word and Excel fetch when they open a document. Hyperlinks wait until somebody follows them. */
const FETCHED = /\/(?:attachedtemplate|oleobject|package|frame|subdocument|afchunk)$/;
/** The template that a document was written with, on a drive of its writer: nothing is fetched from elsewhere. */
const LOCAL_TEMPLATE = /^file:\/{2,3}[a-z]:[\\/]/i;
const EMBEDDED = /\/(?:oleobject|package|afchunk)$/;
const EXTERNAL_LINK = /spreadsheetml\.externallink/;
const MAIN = /\/officedocument$/;

const LARGEST_EMBEDDED = 32 * 1024 * 1024;
const LARGEST_LINK = 4 * 1024 * 1024;
/** A workbook of a thousand sheets has a thousand. */
const MOST_LISTS = 2000;

/** "docx" or "xlsx". Throws BadDocument. */
export async function inspectPackage(office) {
    const roots = (await office.relationshipsOf("_rels/.rels")).filter(({ type }) => MAIN.test(type));
    if (roots.length === 0) throw new BadDocument("kind");
    if (roots.length > 1 || roots[0].isExternal) throw new BadDocument("broken");
    const main = partName(roots[0].target);
    const type = office.typeOf(main);
    if (type.startsWith(BINARY_WORKBOOK)) throw new BadDocument("kind");
    await refuseActive(office, 1);
    if (!Object.hasOwn(MAIN_TYPES, type)) throw new BadDocument("kind");
    if (!office.has(main)) throw new BadDocument("broken");
    return MAIN_TYPES[type];
}

/** Throws BadDocument; `depth`: how deep in other documents this one lies. */
export async function refuseActive(office, depth) {
    if (office.types.some((type) => PROGRAM_TYPES.test(type))) throw new BadDocument("macros");
    if (office.names.some((name) => /(?:^|\/)vbaproject[^/]*\.bin$/.test(name))) throw new BadDocument("macros");
    const embedded = new Set(office.names.filter((name) => /\/embeddings\/[^/]+$/.test(name)));
    const lists = office.names.filter((name) => /(?:^|\/)_rels\/[^/]*\.rels$/.test(name));
    if (lists.length > MOST_LISTS) throw new BadDocument("broken");
    for (const list of lists) {
        const folder = list.replace(/(?:^|\/)_rels\/[^/]*$/, "");
        for (const { type, target, isExternal } of await office.relationshipsOf(list)) {
            refuseRelationship({ type, target, isExternal });
            const name = partName(target, folder);
            if (!isExternal && EMBEDDED.test(type) && office.has(name)) embedded.add(name);
        }
    }
    for (const name of embedded) await refuseEmbedded(await office.read(name, LARGEST_EMBEDDED), depth, office.room);
    const links = office.names.filter((name) => EXTERNAL_LINK.test(office.typeOf(name)));
    for (const name of links) await refuseCommands(office, name);
}

// Dynamic data exchange: a cell that asks another program, and starts it.
async function refuseCommands(office, name) {
    await office.readTokens(name, LARGEST_LINK, ({ open }) => {
        if (open === "ddeLink") throw new BadDocument("macros");
    });
}

function refuseRelationship({ type, target, isExternal }) {
    if (PROGRAM_RELATIONSHIPS.test(type)) throw new BadDocument("macros");
    const isLocalTemplate = type.endsWith("/attachedtemplate") && LOCAL_TEMPLATE.test(target);
    if (isExternal && FETCHED.test(type) && !isLocalTemplate) throw new BadDocument("macros");
}
