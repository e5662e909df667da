// The button that opens the emoji picker. Picker and words come from our own server when it is opened first; it stores nothing.
import { h, isShown } from "../../lib/dom.js";
import { closeOnEscape } from "../../lib/escape.js";
import { language, t } from "../../lib/i18n.js";
import { icon } from "./icons.js";

/** `onPick(text)` takes an emoji; `onClose()` when it was closed. Returns {button, panel, close()}. */
export function emojiButton({ onPick, onClose }) {
    let picker = null;
    const panel = h("div", { class: "emoji", id: "emoji-panel", spellcheck: "false", hidden: true });
    const button = h(
        "button",
        {
            type: "button",
            class: "tool",
            "data-tool": "emoji",
            title: t("composer.tool.emoji"),
            "aria-label": t("composer.tool.emoji"),
            "aria-expanded": "false",
            "aria-controls": "emoji-panel",
            on: { click: () => (panel.hidden ? open() : finish()) },
        },
        icon("emoji"),
    );
    const onOutside = (event) => !panel.contains(event.target) && !button.contains(event.target) && close();

    async function open() {
        show(true);
        picker ??= load();
        try {
            const element = await picker;
            if (panel.hidden) return;
            panel.replaceChildren(element);
            element.shadowRoot.querySelector("input")?.focus();
        } catch {
            picker = null;
            panel.replaceChildren(h("p", { role: "alert" }, t("line.failed")));
        }
    }

    async function load() {
        panel.replaceChildren(h("p", { role: "status" }, t("composer.emoji.loading")));
        const { Picker, german, english } = await import("../../../vendor/emoji_picker.js");
        const locale = language();
        const element = new Picker({ locale, dataSource: `/vendor/emoji/${locale}.json`, i18n: locale === "de" ? german : english });
        element.addEventListener("emoji-click", ({ detail }) => detail.unicode && onPick(detail.unicode));
        return element;
    }

    function finish() {
        close();
        onClose();
    }

    function close() {
        if (!panel.hidden) show(false);
    }

    function show(isOpen) {
        panel.hidden = !isOpen;
        button.setAttribute("aria-expanded", String(isOpen));
        if (isOpen) closeOnEscape(() => isShown(panel), finish);
        if (isOpen) document.addEventListener("pointerdown", onOutside);
        else document.removeEventListener("pointerdown", onOutside);
    }

    return { button, panel, close };
}
