// This tab cannot open the conversation: its key is not at hand, or does not fit.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button } from "../shared/controls.js";
import { confirm } from "../shared/dialog.js";
import { emergencyNumbers } from "../shared/emergency.js";

/** `lock` as Visit has it; `onRetry()` loads the page again, `onEnd()` ends the chat for both. */
export function locked({ lock, onRetry, onEnd }) {
    const end = async () => {
        if (await confirm({ title: t("chat.end.title"), text: t("chat.end.text"), yes: t("chat.end.yes"), no: t("back") })) onEnd();
    };
    return h(
        "main",
        { class: "page locked", id: "main" },
        h("h1", { tabindex: "-1" }, t("locked.title")),
        h("p", { class: "lead" }, t(`locked.${lock}`)),
        h("p", {}, t(`locked.${lock}.next`)),
        h("div", { class: "actions" }, button(t("locked.retry"), { look: "main", on: onRetry, id: "retry" }), button(t("locked.end"), { on: end, id: "end" })),
        emergencyNumbers({ open: true }),
    );
}
