// What is refused in a docx or xlsx: whatever runs, or is fetched, when somebody opens it.
import { BadDocument } from "../bad_document.js";
import { refuseEmbedded } from "../embedded_rules.js";
import { LARGEST_PART, MOST_LISTS, MOST_TEXTS } from "../limits.js";
import { partName } from "./office_package.js";
import { isQueryRelationship, isQueryType, refuseQueries } from "./table_queries.js";
import { refuseFields } from "./word_fields.js";

const MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
};
const BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary";
/** Of Visual Basic, Excel 4.0 macros (also "intlmacrosheet") and ActiveX, as words within content types. */
const PROGRAM_TYPES = /macroenabled|vba|macrosheet|activex/;
/** The last words of types of relationships: of the same, of controls, and of a ribbon that calls macros. */
const PROGRAM_RELATIONSHIPS = /\/(?:vbaproject[^/]*|wordvbadata|xl(?:intl)?macrosheet|control|activexcontrolbinary|ui\/[^/]*)$/;
/** Word and Excel fetch whatever else lies outside of a document when they open it. These wait until somebody follows them. */
const HYPERLINK = /\/hyperlink$/;
const TEMPLATE = /\/attachedtemplate$/;
/** The template that a document was written with, on a drive of its writer: nothing is fetched from elsewhere. */
const LOCAL_TEMPLATE = /^file:\/{2,3}[a-z]:[\\/]/i;
/** Another workbook that cells point to, also where it is missing, or in one of Excel's own folders. */
const WORKBOOK = /\/(?:externallink(?:long)?path|xlexternallinkpath\/[a-z]+)$/;
/** Beside this one or on a drive: no scheme, no server (also not as "\??\UNC"). */
const LOCAL_WORKBOOK = /^(?:(?:file:\/{2,3})?[a-z]:[\\/](?![\\/])|[\\/]?(?![\\/?]))[^:?\p{Cc}]*$/iu;
const EMBEDDED = /\/(?:oleobject|package|afchunk)$/;
/** The parts of a text, by their content type (settings of a printer are no XML) or by what leads to them. */
const TEXT_TYPES = /(?:wordprocessingml|ms-word).*\+xml\b/;
const TEXT_RELATIONSHIPS = /\/(?:officedocument|header|footer|footnotes|endnotes|comments|glossarydocument)$/;
const MAIN = /\/officedocument$/;

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
    const having = (isWanted) => new Set(office.names.filter(isWanted));
    const embedded = having((name) => /\/embeddings\/[^/]+$/.test(name));
    const texts = having((name) => TEXT_TYPES.test(office.typeOf(name)));
    const queries = having((name) => isQueryType(office.typeOf(name)));
    const lists = office.names.filter((name) => /(?:^|\/)_rels\/[^/]*\.rels$/.test(name));
    if (lists.length > MOST_LISTS) throw new BadDocument("broken");
    for (const list of lists) {
        const folder = list.replace(/(?:^|\/)_rels\/[^/]*$/, "");
        for (const { type, target, isExternal } of await office.relationshipsOf(list)) {
            refuseRelationship({ type, target, isExternal });
            const name = partName(target, folder);
            if (isExternal || !office.has(name)) continue;
            if (EMBEDDED.test(type)) embedded.add(name);
            if (TEXT_RELATIONSHIPS.test(type)) texts.add(name);
            if (isQueryRelationship(type)) queries.add(name);
        }
    }
    if (texts.size + queries.size > MOST_TEXTS) throw new BadDocument("broken");
    for (const name of texts) await refuseFields(office, name);
    for (const name of queries) await refuseQueries(office, name);
    for (const name of embedded) await refuseEmbedded(await office.read(name, LARGEST_PART), depth, office.room);
}

function refuseRelationship({ type, target, isExternal }) {
    if (PROGRAM_RELATIONSHIPS.test(type)) throw new BadDocument("macros");
    if (isExternal && !mayLieOutside(type, target)) throw new BadDocument("macros");
}

function mayLieOutside(type, target) {
    if (TEMPLATE.test(type)) return LOCAL_TEMPLATE.test(target);
    if (WORKBOOK.test(type)) return LOCAL_WORKBOOK.test(target) && LOCAL_WORKBOOK.test(decoded(target));
    return HYPERLINK.test(type);
}

// Each program undoes "%5C" in its own places.
function decoded(target) {
    try {
        return decodeURIComponent(target);
    } catch {
        return target;
    }
}
