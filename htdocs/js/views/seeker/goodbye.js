// The end, whichever way it came: what happened, what is left here and what is not, and the way on.
import { h } from "../../lib/dom.js";
import { hasText, t } from "../../lib/i18n.js";
import { button, notice, outwardLink } from "../shared/controls.js";
import { emergencyNumbers } from "../shared/emergency.js";

/** `reason` as the API names it, or "withdrawn", or "unknown"; `onPortal()` leads to the portal of the topic. */
export function goodbye({ topic, reason, undelivered, onPortal }) {
    const key = hasText(`goodbye.${reason}.title`) ? reason : "unknown";
    return h(
        "main",
        { class: "page goodbye", id: "main" },
        h("h1", { tabindex: "-1" }, t(`goodbye.${key}.title`)),
        h("p", { class: "lead" }, t(`goodbye.${key}.text`)),
        undelivered > 0 && notice("warm", t("goodbye.undelivered", { n: undelivered })).node,
        h("p", {}, t("goodbye.gone")),
        h("div", { class: "actions" }, button(t("goodbye.portal", { topic: topic.name }), { look: "main", on: onPortal, id: "portal" })),
        topic.onlineCounsellingUrl && h("p", {}, t("goodbye.online"), " ", outwardLink(t("portal.online.link"), topic.onlineCounsellingUrl)),
        emergencyNumbers({ open: true }),
    );
}

/** Ended here; the server is being told. */
export function ending() {
    const line = notice("warm");
    const node = h("main", { class: "page goodbye", id: "main" }, h("h1", { tabindex: "-1" }, t("goodbye.ending.title")), h("p", { role: "status" }, t("goodbye.ending.text")), line.node);
    return { node, showLine: (up) => line.show(up ? "" : t("goodbye.ending.lineDown")) };
}
