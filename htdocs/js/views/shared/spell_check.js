// The browser's help with spelling, and the switch for it. It is off at first: an "enhanced" spell check, and the browser's own proposals of
// how to go on, send what is typed to the browser's maker, and a page cannot see whether they do.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { icon } from "./icons.js";

/** For all conversations of this page, until it is left; nothing of it is stored. */
let isOn = false;

/** Returns {button, apply()}: `apply` puts the choice on the field, and has to be called once at the beginning. */
export function spellCheck(field) {
    const button = h(
        "button",
        { type: "button", class: "tool", "data-tool": "spelling", title: t("composer.tool.spelling"), "aria-label": t("composer.tool.spelling"), on: { click: () => switchOver() } },
        icon("spelling"),
    );
    const apply = () => {
        field.setAttribute("spellcheck", String(isOn));
        field.setAttribute("writingsuggestions", String(isOn));
        button.setAttribute("aria-pressed", String(isOn));
    };
    // A browser looks at a field again when it gets the focus.
    const switchOver = () => {
        isOn = !isOn;
        apply();
        field.focus();
    };
    return { button, apply };
}
