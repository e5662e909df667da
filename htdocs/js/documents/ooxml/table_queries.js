// What an xlsx asks other programs or servers as soon as it is opened.
import { BadDocument } from "../bad_document.js";
import { LARGEST_QUERY } from "../limits.js";
import { localName } from "../xml.js";

const TRUE = /^(?:1|true|on)$/i;

/** By a word in their content type, or by the last one of the relationship that leads to them: the part's own type may tell anything. */
const QUERIES = { type: /spreadsheetml\.(?:externallink|connections|querytable)/, relationship: /\/(?:externallink|connections|querytable)$/ };

/** Whether a part may hold such questions. */
export const isQueryType = (type) => QUERIES.type.test(type);
export const isQueryRelationship = (type) => QUERIES.relationship.test(type);

/** Throws BadDocument: "macros", or "broken" where the part cannot be read. What is asked only when somebody wants it to be stays. */
export async function refuseQueries(office, name) {
    await office.readTokens(name, LARGEST_QUERY, ({ open, attributes }) => {
        // Dynamic data exchange: a cell that asks another program, and starts it.
        if (open === "ddeLink" || open === "webPr") throw new BadDocument("macros");
        if ((open === "connection" || open === "queryTable") && isAskedByItself(attributes())) throw new BadDocument("macros");
    });
}

function isAskedByItself(given) {
    return [...given].some(([name, value]) => (localName(name) === "refreshOnLoad" && TRUE.test(value.trim()))
        || (localName(name) === "interval" && Number(value) !== 0));
}
