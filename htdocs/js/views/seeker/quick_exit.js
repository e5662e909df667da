// "Schnell verlassen": this page is gone at once, and the way back does not lead here.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { icon } from "../shared/icons.js";

const TWICE_WITHIN = 1500;

/** Only this page's own entry stands in the browser's history, and it is replaced. `onExit` tells the server without waiting. */
export function quickExit(exitUrl, onExit = () => {}) {
    let lastEscape = -Infinity;
    const leave = () => {
        document.body.replaceChildren();
        document.title = " ";
        onExit();
        location.replace(exitUrl);
    };
    const onKey = (event) => {
        if (event.key !== "Escape" || event.repeat) return;
        if (event.timeStamp - lastEscape < TWICE_WITHIN) leave();
        lastEscape = event.timeStamp;
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return h("button", { type: "button", class: "quick-exit", title: t("quickExit.hint"), on: { click: leave } }, icon("leave"), h("span", {}, t("quickExit")));
}
