// Plain text as nodes: addresses become links, line breaks are kept by CSS (white-space: pre-wrap).
import { h } from "./dom.js";

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+/gi;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}]+$/;

/** The text's nodes. A link tells its target nothing of this page, and cannot reach back into it. */
export function nodesOf(text) {
    const nodes = [];
    let end = 0;
    for (const match of text.matchAll(ADDRESS)) {
        const address = match[0].replace(TRAILING, "");
        if (!URL.canParse(address)) continue;
        nodes.push(text.slice(end, match.index), link(address));
        end = match.index + address.length;
    }
    nodes.push(text.slice(end));
    return nodes;
}

function link(address) {
    return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow", referrerpolicy: "no-referrer" }, address);
}
