// The switch for the sound, and what keeps a browser from playing it.
import * as chime from "../../lib/chime.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, notice } from "./controls.js";

const HINTS = { untouched: "sound.untouched", blocked: "sound.blocked" };

/** Returns {node, close()}. */
export function soundSwitch(text) {
    const input = h("input", { type: "checkbox", id: "sound", on: { change: () => chime.switchTo(input.checked) } });
    input.checked = chime.isSwitchedOn();
    const hint = soundHint();
    const node = h("div", { class: "sound" }, h("label", { class: "switch", for: "sound" }, input, h("span", {}, text)), hint.node);
    return { node, close: hint.close };
}

/** Says what keeps the browser from ringing, while the sound is switched on. Returns {node, close()}. */
export function soundHint() {
    const sentence = notice("warm");
    // Any touch of the page is enough; the button is for who looks for one.
    const allow = button(t("sound.allow"), { class: "button button--quiet sound__allow" });
    const node = h("div", { class: "sound__hint", hidden: true }, sentence.node, allow);
    const show = () => {
        const state = chime.isSwitchedOn() ? chime.state() : "ready";
        sentence.show(HINTS[state] ? t(HINTS[state]) : "");
        allow.hidden = state !== "untouched";
        node.hidden = sentence.node.hidden;
    };
    chime.changes.addEventListener("change", show);
    chime.tryOut();
    show();
    return { node, close: () => chime.changes.removeEventListener("change", show) };
}
