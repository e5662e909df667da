// What is refused in a docx or xlsx: whatever runs, or is fetched, when somebody opens it.
import { BadDocument } from "../bad_document.js";
import { LARGEST_PART, MOST_EMBEDDED, MOST_LISTS, MOST_TEXTS } from "../limits.js";
import { isLocal } from "./local_targets.js";
import { partName } from "./office_package.js";
import { MAIN_TYPES, NAMES, RELATIONSHIPS, TYPES } from "./package_words.js";
import { refuseQueries } from "./table_queries.js";
import { refuseFields } from "./word_fields.js";

/** Office reads whatever else lies outside of a document when it opens it. A link waits until somebody follows it. */
const MAY_LIE_ON_DEVICE = [RELATIONSHIPS.template, RELATIONSHIPS.workbook, RELATIONSHIPS.image];

/** The content type of the main part. Throws BadDocument: "kind" where there is none, or one that is not read here; "broken". */
export async function mainType(office) {
    const roots = (await office.relationshipsOf("_rels/.rels")).filter(({ type }) => RELATIONSHIPS.main.test(type));
    if (roots.length === 0) throw new BadDocument("kind");
    if (roots.length > 1 || roots[0].isExternal) throw new BadDocument("broken");
    const main = partName(roots[0].target);
    const type = office.typeOf(main);
    if (TYPES.binaryWorkbook.test(type)) throw new BadDocument("kind");
    if (Object.hasOwn(MAIN_TYPES, type) && !office.has(main)) throw new BadDocument("broken");
    return type;
}

/** "docx" or "xlsx". Throws BadDocument("kind"). */
export function kindOfPackage(type) {
    if (!Object.hasOwn(MAIN_TYPES, type)) throw new BadDocument("kind");
    return MAIN_TYPES[type];
}

/** Yields the bytes of each embedded document, to be judged like this one. Throws BadDocument. */
export async function* refuseInPackage(office) {
    // What is declared for an ending that no part has is nothing.
    if (office.names.some((name) => TYPES.program.test(office.typeOf(name)) || NAMES.program.test(name))) throw new BadDocument("macros");
    const having = (isWanted) => new Set(office.names.filter(isWanted));
    const embedded = having((name) => NAMES.embedded.test(name));
    const texts = having((name) => TYPES.text.test(office.typeOf(name)));
    const queries = having((name) => TYPES.query.test(office.typeOf(name)));
    if (office.lists.length > MOST_LISTS) throw new BadDocument("budget");
    for (const { type, target, isExternal, name } of await relationshipsIn(office)) {
        refuseRelationship({ type, target, isExternal });
        if (isExternal || !office.has(name)) continue;
        if (RELATIONSHIPS.embedded.test(type)) embedded.add(name);
        if (RELATIONSHIPS.text.test(type)) texts.add(name);
        if (RELATIONSHIPS.query.test(type)) queries.add(name);
    }
    if (texts.size + queries.size > MOST_TEXTS || embedded.size > MOST_EMBEDDED) throw new BadDocument("budget");
    for (const name of texts) await refuseFields(office, name);
    for (const name of queries) await refuseQueries(office, name);
    for (const name of embedded) yield office.read(name, LARGEST_PART);
}

// All of them, with the name of the part that each leads to.
async function relationshipsIn(office) {
    const all = [];
    for (const list of office.lists) {
        const folder = list.replace(/(?:^|\/)_rels\/[^/]*$/, "");
        for (const one of await office.relationshipsOf(list)) all.push({ ...one, name: partName(one.target, folder) });
    }
    return all;
}

function refuseRelationship({ type, target, isExternal }) {
    if (RELATIONSHIPS.program.test(type)) throw new BadDocument("macros");
    if (!isExternal || RELATIONSHIPS.hyperlink.test(type)) return;
    if (!MAY_LIE_ON_DEVICE.some((words) => words.test(type)) || !isLocal(target)) throw new BadDocument("fetches");
}
