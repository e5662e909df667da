// The part of "Profil" that says how this browser calls its counselor: sound, notices of the device, and a button to try them out.
import * as desktopNotice from "../../lib/desktop_notice.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, notice } from "../shared/controls.js";
import { soundSwitch } from "../shared/sound_switch.js";
import { tryCalls } from "./calls.js";

/** Returns {node, close()}. */
export function callSettings() {
    const sound = soundSwitch(t("profile.sound"));
    const result = notice("calm");
    const attempt = () => {
        const given = tryCalls();
        const sentences = [t(given.sound ? "profile.calls.sound" : "profile.calls.noSound"), t(given.notice ? "profile.calls.notice" : "profile.calls.noNotice")];
        result.show(sentences.join(" "));
    };
    const node = h(
        "section",
        { class: "card calls", "aria-labelledby": "calls-title" },
        h("h2", { id: "calls-title" }, t("profile.calls")),
        sound.node,
        noticeSwitch(),
        h("p", { class: "quiet" }, t("profile.calls.text")),
        result.node,
        h("div", { class: "actions" }, button(t("profile.calls.try"), { id: "try-calls", on: attempt })),
    );
    return { node, close: sound.close };
}

function noticeSwitch() {
    const trouble = notice("warm");
    const input = h("input", { type: "checkbox", id: "notices" });
    const change = async () => {
        trouble.show("");
        if (!input.checked) return desktopNotice.switchOff();
        input.checked = await desktopNotice.switchOn();
        if (!input.checked) trouble.show(t("profile.notices.refused"));
    };
    input.addEventListener("change", change);
    input.checked = desktopNotice.isOn();
    input.disabled = !desktopNotice.isSupported();
    return h("div", {}, h("label", { class: "switch", for: "notices" }, input, h("span", {}, t("profile.notices"))), trouble.node);
}
