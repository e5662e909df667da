// How much of the 180 minutes is left, and a word at 15 and at 5 minutes.
import { h, setText } from "../../lib/dom.js";
import { remaining, t } from "../../lib/i18n.js";
import * as clock from "../../lib/clock.js";
import { warningDue } from "../../lib/time_warnings.js";
import { announce } from "./announcer.js";
import { notice } from "./controls.js";
import { icon } from "./icons.js";

/** `until`: when the window ends. Returns the line for the header, the warning for the history, and how to stop. */
export function timeLeft(until) {
    const text = h("span", {});
    const node = h("p", { class: "time-left", title: t("time.hint") }, icon("clock"), text);
    const warning = notice("warm", "", { role: null });
    let warned = null;
    const show = () => {
        const left = until - clock.now();
        setText(text, left > 0 ? t("time.left", { time: remaining(left) }) : t("time.over"));
        const due = warningDue(left);
        node.classList.toggle("time-left--short", due !== null);
        if (due === warned) return;
        warned = due;
        const sentence = due === null ? "" : t("time.warning", { n: due });
        warning.show(sentence);
        if (sentence) announce(sentence);
    };
    const stop = clock.every(1000, show);
    return { node, warning: warning.node, stop };
}
