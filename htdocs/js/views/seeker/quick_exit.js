// "Schnell verlassen": this page is gone at once, and the way back does not lead here.
import { h } from "../../lib/dom.js";
import { isAnythingOpen, isEscape } from "../../lib/escape.js";
import { t } from "../../lib/i18n.js";
import { icon } from "../shared/icons.js";

const TWICE_WITHIN = 1500;

/**
 * Only this page's own entry stands in the browser's history, and it is replaced. The seeker's other tabs leave too. `onExit` tells the
 * server without waiting. Returns {node, stop()}.
 */
export function quickExit(exitUrl, onExit = () => {}) {
    let lastEscape = -Infinity;
    let isLeaving = false;
    const tabs = new BroadcastChannel("caritas:exit");
    tabs.addEventListener("message", () => !isLeaving && go());
    const leave = () => {
        tabs.postMessage("");
        go();
    };
    const go = () => {
        isLeaving = true;
        // The address says nothing any more, however long the other page takes to come.
        if (exitUrl.startsWith("/")) history.replaceState(null, "", exitUrl);
        document.body.replaceChildren();
        document.title = " ";
        onExit();
        location.replace(exitUrl);
    };
    const onKey = (event) => {
        if (!isEscape(event)) return;
        // This one closes something. The two that leave are pressed where nothing is open.
        if (!isLeaving && isAnythingOpen()) {
            lastEscape = -Infinity;
            return;
        }
        const isSecond = event.timeStamp - lastEscape < TWICE_WITHIN;
        // To the browser Esc means "stop loading": it would stop the very page that is to come.
        if (isLeaving || isSecond) event.preventDefault();
        if (isLeaving || event.repeat) return;
        lastEscape = event.timeStamp;
        if (isSecond) leave();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    const node = h("button", { type: "button", class: "quick-exit", title: t("quickExit.hint"), on: { click: leave } }, icon("leave"), h("span", {}, t("quickExit")));
    const stop = () => {
        window.removeEventListener("keydown", onKey, { capture: true });
        tabs.close();
    };
    return { node, stop };
}
