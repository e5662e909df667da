// One request, and "Chat starten".
import { h, setText } from "../../lib/dom.js";
import { age, t } from "../../lib/i18n.js";
import * as clock from "../../lib/clock.js";
import { button, buttonLink, notice, whileBusy } from "../shared/controls.js";
import { closeDialogs, confirm } from "../shared/dialog.js";
import { explain } from "../shared/explain.js";
import { icon } from "../shared/icons.js";

/**
 * `request` or null if it is not in the list; `onAccept(request)` takes it over and returns the chat, `onDismiss(request)` takes somebody who
 * is away out of the queue; both throw what went wrong.
 * Returns {node, update(request), close()}.
 */
export function requestView({ request, onAccept, onDismiss }) {
    const place = h("div", { class: "request" });
    const node = h("section", { class: "room" }, h("p", { class: "room__back" }, h("a", { href: "#/anfragen" }, icon("back"), t("requests.back"))), place);
    let stop = () => {};
    let latest = request; // its key may change while it is shown
    let isAccepted = false;
    let isDismissing = false;
    const gone = (sentence) => {
        stop();
        closeDialogs(); // what they ask about is not there any more
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
    const dismiss = async () => {
        isDismissing = true;
        await onDismiss(latest).finally(() => (isDismissing = false));
        gone(t("request.dismissed"));
    };
    let showAway = () => {};
    if (request) ({ stop, showAway } = show(place, request, { accept, mayAccept, dismiss, gone }));
    else gone(t("requests.gone"));
    return {
        node,
        // This counselor has taken it over, here or at another device, even if the answer was lost.
        update(now, chat) {
            latest = now ?? latest;
            if (now) showAway(now.away);
            if (chat && !isAccepted) accepted(chat);
            if (!now && !isAccepted && !isDismissing && place.querySelector("#accept:not(:disabled)")) gone(t("requests.gone"));
        },
        close: () => stop(),
    };
}

// The 180 minutes would run with nobody there.
function askToAcceptAbsent({ number }) {
    const name = t("seeker.name", { n: number });
    return confirm({ title: t("request.away.title", { name }), text: t("request.away.text", { name }), yes: t("request.away.yes"), no: t("cancel") });
}

function askToDismiss({ number }) {
    const name = t("seeker.name", { n: number });
    return confirm({ title: t("request.dismiss.title"), text: t("request.dismiss.text", { name }), yes: t("request.dismiss") });
}

function show(place, request, { accept, mayAccept, dismiss, gone }) {
    const trouble = notice("alarm");
    const when = h("dd");
    const refused = (error) => {
        if (error.code !== "seeker_present" && (error.status === 409 || error.status === 404)) gone(error.message);
        return explain(error);
    };
    const onPress = async () => {
        if (await mayAccept()) await whileBusy(start, trouble, accept, refused);
    };
    const start = button(t("request.accept"), { look: "main", id: "accept", on: onPress });
    const away = awayParts(async (control) => {
        if (await askToDismiss(request)) await whileBusy(control, trouble, dismiss, refused);
    });
    away.show(request.away);
    place.replaceChildren(
        h("h1", { tabindex: "-1" }, t("seeker.name", { n: request.number })),
        h("dl", { class: "facts-list" }, h("dt", {}, t("request.topic")), h("dd", { dir: "auto" }, request.topic.name), h("dt", {}, t("request.since")), when),
        h("p", {}, t("request.text")),
        away.sentence,
        trouble.node,
        h("div", { class: "actions" }, start, away.button),
    );
    return { stop: clock.every(15000, () => setText(when, age(request.enqueuedAt, clock.now()))), showAway: away.show };
}

// What is said of somebody who is away, and the button that gives the place up.
function awayParts(onDismiss) {
    const sentence = notice("warm");
    const free = button(t("request.dismiss"), { id: "dismiss", on: () => onDismiss(free) });
    const show = (isAway) => {
        sentence.show(isAway ? t("request.away.now") : "");
        free.hidden = !isAway;
    };
    return { sentence: sentence.node, button: free, show };
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
