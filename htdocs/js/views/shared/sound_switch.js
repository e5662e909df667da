// The switch for the sound.
import * as chime from "../../lib/chime.js";
import { h } from "../../lib/dom.js";

export function soundSwitch(text) {
    const input = h("input", { type: "checkbox", id: "sound", on: { change: chime.switchOver } });
    input.checked = chime.isSwitchedOn();
    return h("label", { class: "switch", for: "sound" }, input, h("span", {}, text));
}
