// A page with a sentence, for what cannot be shown: no such topic, no connection at the start.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { emergencyNumbers } from "./emergency.js";

export function plainPage({ title, text, action = null }) {
    return h(
        "main",
        { class: "page", id: "main" },
        h("h1", { tabindex: "-1" }, title),
        h("p", { class: "lead", role: "status" }, text),
        action && h("div", { class: "actions" }, action),
        emergencyNumbers({ open: true }),
    );
}

/** Nothing can be shown yet: the page goes on trying. */
export function troublePage() {
    return plainPage({ title: t("line.title"), text: t("line.trying") });
}
