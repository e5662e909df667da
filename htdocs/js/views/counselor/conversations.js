// "Meine Nachrichten": what this counselor has taken.
import { h, setText } from "../../lib/dom.js";
import { age, remaining, t } from "../../lib/i18n.js";
import { KeyedList } from "../../lib/keyed_list.js";
import * as clock from "../../lib/clock.js";
import { icon } from "../shared/icons.js";
import { wordsOf } from "../shared/text_nodes.js";
import { showCount } from "./menu.js";

/** Returns {node, update(chats, openId), close()}. */
export function conversationList() {
    const rows = h("ul", { class: "list__rows" });
    const empty = h("p", { class: "empty", hidden: true }, t("conversations.empty"), " ", h("a", { href: "#/anfragen" }, t("conversations.toRequests")));
    const keys = h("p", { class: "list__keys", hidden: true }, t("conversations.keys"));
    const node = h("section", { class: "list", "aria-labelledby": "conversations-title" }, h("h1", { id: "conversations-title", tabindex: "-1" }, t("conversations.title")), rows, empty, keys);
    const list = new KeyedList(rows, row);
    let shown = { chats: [], openId: null };
    const draw = () => list.show(shown.chats.map((chat) => ({ id: chat.id, chat, isShown: chat.id === shown.openId })), (item) => item.id);
    const stop = clock.every(15000, draw);
    return {
        node,
        update(chats, openId) {
            shown = { chats, openId };
            empty.hidden = chats.length > 0;
            keys.hidden = chats.filter((chat) => chat.isOpen).length < 2;
            draw();
        },
        close: stop,
    };
}

function row({ chat: { id, topic, number } }) {
    const when = h("span", { class: "entry__when" });
    const words = h("span", { class: "entry__words", dir: "auto" });
    const active = h("span", { class: "badge badge--open" }, t("conversations.active"));
    const left = h("span", { class: "entry__left" });
    const unread = h("span", { class: "count", hidden: true });
    const link = h(
        "a",
        { class: "entry", href: `#/nachrichten/${id}` },
        h("span", { class: "entry__line" }, h("span", { class: "entry__topic" }, icon("live"), h("span", { class: "unseen" }, t("conversations.live")), h("bdi", {}, topic.name)), " ", when),
        h("span", { class: "entry__line" }, h("span", { class: "entry__name" }, t("seeker.name", { n: number }), " ", active, " ", left), unread),
        words,
    );
    return {
        node: h("li", {}, link),
        update({ chat, isShown }) {
            setText(when, age(chat.last?.sentAt ?? chat.acceptedAt, clock.now()));
            setText(words, firstWords(chat));
            active.hidden = !chat.isOpen;
            setText(left, chat.isOpen ? t("time.left", { time: remaining(chat.openUntil - clock.now()) }) : "");
            left.classList.toggle("entry__left--short", chat.warning !== null);
            showCount(unread, chat.unread, t("menu.count.conversations", { n: chat.unread }));
            if (isShown) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        },
    };
}

function firstWords(chat) {
    if (chat.isLocked) return t("conversations.locked");
    if (!chat.last) return t("conversations.nothing");
    const words = wordsOf(chat.last).slice(0, 120);
    return chat.last.from === "counselor" ? t("conversations.own", { words }) : words;
}
