// An accepted chat on the desk: running, or ended and still readable.
import { h } from "../../lib/dom.js";
import { dateAndTime, t } from "../../lib/i18n.js";
import { notice, button, buttonLink, whileBusy } from "../shared/controls.js";
import { announce } from "../shared/announcer.js";
import { closeDialogs, confirm } from "../shared/dialog.js";
import { Conversation } from "../shared/conversation.js";
import { explain } from "../shared/explain.js";
import { icon } from "../shared/icons.js";

/** A history that has not come whole by then is said not to be: until it has, nobody can tell whether something is missing in it. */
const SLOW = 3000;

/** `chat`: a DeskChat; `limits` as Conversation; `onEnd()` ends it and throws what went wrong. Returns {node, showLine(up), focus(), close()}. */
export function conversationRoom({ chat, limits, onEnd }) {
    const trouble = notice("alarm");
    const end = button(t("chat.end"), { look: "danger", id: "end", on: () => endAfterQuestion(end, trouble, onEnd, name(chat)) });
    const back = h("a", { class: "conversation__back", href: "#/nachrichten", "aria-label": t("conversations.back") }, icon("back"));
    const names = { seeker: name(chat), counselor: t("history.you") };
    const conversation = new Conversation({ chat, own: "counselor", names, limits, keepsName: true, actions: [end], before: [back] });
    const node = h("div", { class: "room room--conversation" }, trouble.node, conversation.node);
    let wasOpen = chat.isOpen;
    let isSlow = false;
    const slow = setTimeout(() => {
        isSlow = true;
        show();
    }, SLOW);
    const show = () => {
        if (wasOpen && !chat.isOpen) {
            closeDialogs(); // what they ask about cannot be done any more
            announce(endSentence(chat));
        }
        wasOpen = chat.isOpen;
        end.hidden = !chat.isOpen;
        conversation.show({
            title: name(chat),
            presence: (isKnown) => presence(chat, isKnown),
            until: chat.isOpen ? chat.openUntil : null,
            canWrite: chat.isOpen && !chat.isLocked,
            state: isSlow && !chat.isLoaded ? t("chat.loading") : stateSentence(chat),
            marks: chat.isOpen ? [] : [{ key: "ended", text: endSentence(chat) }],
        });
        if (chat.isLoaded) conversation.markRead();
    };
    const gone = () => {
        clearTimeout(slow);
        conversation.close();
        node.replaceChildren(...goneNodes());
    };
    const seen = () => !document.hidden && show();
    chat.addEventListener("change", show);
    chat.addEventListener("messages", show);
    chat.addEventListener("gone", gone);
    document.addEventListener("visibilitychange", seen);
    show();
    chat.load().then(() => chat.isGone || conversation.placed());
    return {
        node,
        chat,
        showLine: (up) => conversation.showKnown(up), // the desk itself says that the line is down
        focus: () => conversation.focus(),
        close() {
            clearTimeout(slow);
            conversation.close();
            chat.removeEventListener("change", show);
            chat.removeEventListener("messages", show);
            chat.removeEventListener("gone", gone);
            document.removeEventListener("visibilitychange", seen);
        },
    };
}

/** For an address that leads to nothing (any more). */
export function goneRoom() {
    return { node: h("div", { class: "room" }, goneNodes()), showLine() {}, focus() {}, close() {} };
}

function name(chat) {
    return t("seeker.name", { n: chat.number });
}

async function endAfterQuestion(control, trouble, onEnd, who) {
    const agreed = await confirm({ title: t("chat.end.title"), text: t("chat.end.text", { name: who }), yes: t("chat.end.yes") });
    if (agreed) await whileBusy(control, trouble, onEnd, explain);
}

function presence(chat, isKnown) {
    if (!chat.isOpen) return chat.topic.name;
    const where = isKnown ? `chat.seeker.${chat.seekerPresent ? "present" : "away"}` : "conversation.unknown";
    return t("chat.seeker.where", { topic: chat.topic.name, where: t(where) });
}

function stateSentence(chat) {
    if (chat.isLocked) return t("chat.locked");
    if (chat.state === "accepted") return t(chat.seekerPresent ? "chat.notBegun" : "chat.notBegun.away", { name: name(chat) });
    if (chat.isOpen) return "";
    return t("chat.deletedAt", { time: dateAndTime(chat.readableUntil) });
}

function endSentence(chat) {
    const by = chat.quickExit ? "quickExit" : chat.endedBy;
    return `${t("chat.ended")} ${t(`chat.endedBy.${by}`, { name: name(chat) })}`;
}

function goneNodes() {
    return [
        h("h1", { tabindex: "-1" }, t("chat.gone.title")),
        h("p", { role: "status" }, t("chat.gone.text")),
        h("div", { class: "actions" }, buttonLink(t("conversations.back"), "#/nachrichten")),
    ];
}
