// What an xlsx asks other programs or servers as soon as it is opened.
import { BadDocument } from "../bad_document.js";
import { LARGEST_QUERY } from "../limits.js";
import { localName } from "../xml.js";

const TRUE = /^(?:1|true|on)$/i;

/**
 * Throws BadDocument: "macros" (a program is started), "fetches", or "broken" where the part cannot be read. What is asked only when somebody
 * wants it to be stays.
 */
export async function refuseQueries(office, name) {
    await office.readTokens(name, LARGEST_QUERY, ({ open, attributes }) => {
        // Dynamic data exchange: a cell that asks another program, and starts it.
        if (open === "ddeLink") throw new BadDocument("macros");
        if (open === "webPr") throw new BadDocument("fetches");
        if ((open === "connection" || open === "queryTable") && isAskedByItself(attributes())) throw new BadDocument("fetches");
    });
}

function isAskedByItself(given) {
    return [...given].some(([name, value]) => (localName(name) === "refreshOnLoad" && TRUE.test(value.trim()))
        || (localName(name) === "interval" && Number(value) !== 0));
}
