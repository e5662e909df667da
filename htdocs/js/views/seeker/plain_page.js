// A page with a sentence, for what cannot be shown: no such topic, no connection at the start.
import { h } from "../../lib/dom.js";
import { emergencyNumbers } from "../shared/emergency.js";

export function plainPage({ title, text, action = null }) {
    return h(
        "main",
        { class: "page", id: "main" },
        h("h1", { tabindex: "-1" }, title),
        h("p", { class: "lead", role: "status" }, text),
        action && h("div", { class: "actions actions--start" }, action),
        emergencyNumbers({ open: true }),
    );
}
