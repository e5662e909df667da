// What people wrote, as nodes: formatted by the grammar of lib/rich_text.js, never by HTML, and in the direction of its own script.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { withoutPiles } from "../../lib/piles.js";
import { parse, plainOf } from "../../lib/rich_text.js";

/** A message in one line: for lists and screen readers. */
export function wordsOf({ text, document }) {
    return document ? t("document.words", { name: document.name }) : plainOf(withoutPiles(text));
}

export function nodesOf(text) {
    return parse(withoutPiles(text)).map(blockNode);
}

function blockNode(block) {
    switch (block.kind) {
        case "bullets":
            return h("ul", { dir: "auto" }, block.items.map((spans) => h("li", {}, spanNodes(spans))));
        case "numbers":
            return h("ol", { dir: "auto", start: block.first }, block.items.map((spans) => h("li", {}, spanNodes(spans))));
        case "quote":
            return h("blockquote", { dir: "auto" }, spanNodes(block.spans));
        default:
            return h("p", { dir: "auto" }, spanNodes(block.spans));
    }
}

function spanNodes(spans) {
    return spans.map((span) => {
        if (span.kind === "bold") return h("strong", {}, spanNodes(span.spans));
        if (span.kind === "italic") return h("em", {}, spanNodes(span.spans));
        return span.kind === "link" ? link(span.address) : span.text;
    });
}

// Tells its target nothing of this page, and cannot reach back into it. Whatever stands around it does not turn it around.
function link(address) {
    return h("a", { href: address, dir: "ltr", target: "_blank", rel: "noopener noreferrer nofollow", referrerpolicy: "no-referrer" }, address);
}
