// One request, and "Chat starten".
import { h, setText } from "../../lib/dom.js";
import { age, t } from "../../lib/i18n.js";
import * as clock from "../../lib/clock.js";
import { button, buttonLink, notice, whileBusy } from "../shared/controls.js";
import { confirm } from "../shared/dialog.js";
import { explain } from "../shared/explain.js";
import { icon } from "../shared/icons.js";

/**
 * `request` or null if it is not in the list; `onAccept(request)` takes it over, returns the chat, throws what went wrong.
 * Returns {node, update(request), close()}.
 */
export function requestView({ request, onAccept }) {
    const place = h("div", { class: "request" });
    const node = h("section", { class: "room" }, h("p", { class: "room__back" }, h("a", { href: "#/anfragen" }, icon("back"), t("requests.back"))), place);
    let stop = () => {};
    let latest = request; // its key may change while it is shown
    let isAccepted = false;
    const gone = (sentence) => {
        stop();
        place.replaceChildren(...goneNodes(sentence));
        place.querySelector("h1").focus();
    };
    const accept = async () => {
        const chat = await onAccept(latest);
        if (!isAccepted) accepted(chat);
    };
    const accepted = (chat) => {
        isAccepted = true;
        stop();
        place.replaceChildren(...acceptedNodes(chat));
        place.querySelector("a").focus();
    };
    const mayAccept = () => !latest.away || askToAcceptAbsent(latest);
    if (request) stop = show(place, request, { accept, mayAccept, gone });
    else gone(t("requests.gone"));
    return {
        node,
        // Taken over by oneself, here or at another device, even if the answer was lost.
        update(now, chat) {
            latest = now ?? latest;
            if (chat && !isAccepted) accepted(chat);
            if (!now && !isAccepted && place.querySelector("#accept:not(:disabled)")) gone(t("requests.gone"));
        },
        close: () => stop(),
    };
}

// The 180 minutes would run with nobody there.
function askToAcceptAbsent({ number }) {
    const name = t("seeker.name", { n: number });
    return confirm({ title: t("request.away.title", { name }), text: t("request.away.text", { name }), yes: t("request.away.yes"), no: t("cancel") });
}

function show(place, request, { accept, mayAccept, gone }) {
    const trouble = notice("alarm");
    const when = h("dd");
    const onPress = async () => {
        if (!(await mayAccept())) return;
        await whileBusy(start, trouble, accept, (error) => {
            if (error.status === 409 || error.status === 404) gone(error.message);
            return explain(error);
        });
    };
    const start = button(t("request.accept"), { look: "main", id: "accept", on: onPress });
    place.replaceChildren(
        h("h1", { tabindex: "-1" }, t("seeker.name", { n: request.number })),
        h("dl", { class: "facts-list" }, h("dt", {}, t("request.topic")), h("dd", { dir: "auto" }, request.topic.name), h("dt", {}, t("request.since")), when),
        h("p", {}, t("request.text")),
        trouble.node,
        h("div", { class: "actions" }, start),
    );
    return clock.every(15000, () => setText(when, age(request.enqueuedAt, clock.now())));
}

function goneNodes(sentence) {
    return [h("h1", { tabindex: "-1" }, t("request.gone.title")), notice("warm", sentence).node, h("div", { class: "actions" }, buttonLink(t("requests.back"), "#/anfragen"))];
}

function acceptedNodes(chat) {
    return [
        h("h1", {}, t("request.accepted.title")),
        h("p", { class: "notice notice--calm", role: "status" }, t("request.accepted.text", { name: t("seeker.name", { n: chat.number }) })),
        h("div", { class: "actions" }, buttonLink(t("request.answer"), `#/nachrichten/${chat.id}`, { look: "main", id: "answer" })),
    ];
}
