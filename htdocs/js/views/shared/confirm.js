// One question before something that cannot be undone.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button } from "./controls.js";

/** Whatever is still asked has no meaning any more: the answer is no. */
export function closeQuestions() {
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close("no");
}

/** Shows a dialog; resolves to whether the person agreed. Esc and the quiet button say no. */
export function confirm({ title, text, yes, no = t("cancel"), look = "danger" }) {
    // A dialog puts the rest of the page out of reach, the way out included.
    const exit = document.querySelector(".quick-exit");
    return new Promise((resolve) => {
        const dialog = h(
            "dialog",
            { class: "dialog", "aria-labelledby": "dialog-title", "aria-describedby": "dialog-text" },
            h("h2", { id: "dialog-title" }, title),
            h("p", { id: "dialog-text" }, text),
            h(
                "div",
                { class: "actions" },
                button(yes, { look, on: () => dialog.close("yes") }),
                button(no, { on: () => dialog.close("no"), autofocus: true }),
                exit && button(t("quickExit"), { look: "quick", on: () => exit.click() }),
            ),
        );
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(dialog.returnValue === "yes");
        });
        document.body.append(dialog);
        dialog.showModal();
    });
}
