// The head of every page: the house's name, its claim, and what the page puts beside it.
import { h } from "../../lib/dom.js";
import { otherLanguage, t } from "../../lib/i18n.js";
import { inPlace } from "./controls.js";

/** `beside`: nodes at the right. */
export function houseHeader(site, { home = null, beside = [] } = {}) {
    const name = h("span", { class: "house__name", dir: "auto" }, site.name);
    return h(
        "header",
        { class: "house" },
        h("p", { class: "house__title" }, home ? h("a", { href: home }, name) : name, h("span", { class: "house__claim", dir: "auto" }, site.claim)),
        h("div", { class: "house__beside" }, beside),
    );
}

export function languageLink() {
    const { tag, href } = otherLanguage();
    return inPlace(h("a", { class: "house__language", href, hreflang: tag, lang: tag, on: { click: (event) => (event.currentTarget.href = otherLanguage().href) } }, t("otherLanguage")));
}
