// This tab cannot open the conversation: its key is not here any more, or does not fit.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button } from "../shared/controls.js";
import { emergencyNumbers } from "../shared/emergency.js";

/** `lock` as Visit has it; `onEnd()` ends the chat for both. */
export function locked({ lock, onEnd }) {
    return h(
        "main",
        { class: "page locked", id: "main" },
        h("h1", { tabindex: "-1" }, t("locked.title")),
        h("p", { class: "lead" }, t(`locked.${lock}`)),
        h("p", {}, t("locked.next")),
        h("div", { class: "actions" }, button(t("locked.end"), { look: "main", on: onEnd, id: "end" })),
        emergencyNumbers({ open: true }),
    );
}
