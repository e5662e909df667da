// The portal of a topic: what it is, whether the live chat is open, and the other ways to help.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, inPlace, notice, outwardLink } from "../shared/controls.js";
import { emergencyNumbers } from "../shared/emergency.js";

/** `other`: the topic in which this browser has a place already; `onStart()` goes on to the entrance. */
export function portal({ topic, other, otherHref, onStart }) {
    return h(
        "main",
        { class: "page portal", id: "main" },
        h("h1", { tabindex: "-1", dir: "auto" }, topic.name),
        topic.summary && h("p", { class: "lead", dir: "auto" }, topic.summary),
        other && placeElsewhere(other, otherHref),
        topic.open ? openChat(onStart) : closedChat(),
        topic.onlineCounsellingUrl && onlineCounselling(topic),
        h("section", { class: "facts", "aria-label": t("portal.facts") }, ["portal.fact.anonymous", "portal.fact.time", "portal.fact.gone"].map(fact)),
        emergencyNumbers({ open: !topic.open }),
    );
}

function placeElsewhere(other, href) {
    return h("p", { class: "notice notice--warm" }, t("portal.elsewhere", { topic: other.name }), " ", inPlace(h("a", { href }, t("portal.elsewhere.go", { topic: other.name }))));
}

function openChat(onStart) {
    return h(
        "section",
        { class: "card" },
        h("h2", {}, t("portal.open.title")),
        h("p", {}, t("portal.open.text")),
        h("div", { class: "actions" }, button(t("portal.start"), { look: "main", on: onStart, id: "start" })),
    );
}

function closedChat() {
    return h("section", { class: "card" }, h("h2", {}, t("portal.closed.title")), notice("calm", t("portal.closed.text")).node);
}

function onlineCounselling(topic) {
    return h(
        "section",
        { class: "card card--quiet" },
        h("h2", {}, t("portal.online.title")),
        h("p", {}, t("portal.online.text")),
        h("p", {}, outwardLink(t("portal.online.link"), topic.onlineCounsellingUrl)),
    );
}

function fact(key) {
    return h("p", { class: "fact" }, h("strong", {}, t(`${key}.title`)), " ", t(`${key}.text`));
}
