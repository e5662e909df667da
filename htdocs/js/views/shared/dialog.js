// Dialogs: what they have in common, and the question before something that cannot be undone.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { liveRegion } from "./announcer.js";
import { button } from "./controls.js";

let lastDialog = Promise.resolve();

/** Resolves once none is open: a question that comes by itself waits for one that somebody asked for. */
export function dialogsClosed() {
    return lastDialog;
}

/** Whatever is still asked or shown has no meaning any more: the answer is no. */
export function closeDialogs() {
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close("no");
}

/**
 * Shows a dialog called `title`; `content`: nodes; `actions(close)`: its buttons, the first one is what it is for. Where none of them has
 * autofocus, nothing is pressed by who is typing when it opens. Resolves to the word that was given to close(), "" for Esc.
 */
export function openDialog({ title, content, actions, look = null }) {
    // A dialog puts the rest of the page out of reach, the way out included.
    const exit = document.querySelector(".quick-exit");
    lastDialog = new Promise((resolve) => {
        const close = (word) => dialog.close(word);
        const dialog = h(
            "dialog",
            { class: `dialog ${look ? `dialog--${look}` : ""}`, "aria-labelledby": "dialog-title", "aria-describedby": "dialog-content" },
            h("h2", { id: "dialog-title", dir: "auto", tabindex: "-1", autofocus: true }, title),
            h("div", { class: "dialog__content", id: "dialog-content" }, content),
            h("div", { class: "actions" }, actions(close), exit && button(t("quickExit"), { look: "quick", on: () => exit.click() })),
            liveRegion(),
        );
        dialog.addEventListener("close", () => {
            dialog.remove();
            giveCaretBack();
            resolve(dialog.returnValue);
        });
        document.body.append(dialog);
        dialog.showModal();
        dialog.querySelector("button[autofocus]")?.focus();
    });
    return lastDialog;
}

// The browser gives the focus back to the field that had it, but Chromium not the caret: nothing could be typed into it.
function giveCaretBack() {
    const field = document.activeElement;
    if (!field?.matches("textarea, input")) return;
    field.blur();
    field.focus();
}

/** Resolves to whether the person agreed. Esc and the quiet button say no. */
export async function confirm({ title, text, yes, no = t("cancel"), look = "danger" }) {
    const actions = (close) => [button(yes, { look, on: () => close("yes") }), button(no, { on: () => close("no"), autofocus: true })];
    return (await openDialog({ title, content: h("p", {}, text), actions })) === "yes";
}
