// The counselors' menu: at the left with icon and word, at the bottom on the phone.
import { h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { icon } from "../shared/icons.js";

const ENTRIES = [
    { room: "conversations", href: "#/nachrichten", icon: "chat" },
    { room: "requests", href: "#/anfragen", icon: "inbox" },
    { room: "profile", href: "#/profil", icon: "person" },
];

/** `onSignOut()`. Returns {node, update({room, requests, unread})}. */
export function menu({ onSignOut }) {
    const entries = ENTRIES.map((entry) => {
        const count = h("span", { class: "count", hidden: true });
        const link = h("a", { class: "menu__entry", href: entry.href }, icon(entry.icon), h("span", {}, t(`menu.${entry.room}`)), count);
        return { ...entry, count, link };
    });
    const out = h("button", { type: "button", class: "menu__entry", id: "sign-out", on: { click: onSignOut } }, icon("signOut"), h("span", {}, t("menu.signOut")));
    const node = h("nav", { class: "menu", "aria-label": t("menu.label") }, h("ul", {}, [...entries.map(({ link }) => link), out].map((item) => h("li", {}, item))));
    return {
        node,
        update({ room, requests, unread }) {
            const counts = { requests, conversations: unread };
            for (const entry of entries) {
                if (entry.room === room) entry.link.setAttribute("aria-current", "page");
                else entry.link.removeAttribute("aria-current");
                showCount(entry.count, counts[entry.room] ?? 0, t(`menu.count.${entry.room}`, { n: counts[entry.room] ?? 0 }));
            }
        },
    };
}

/** A number in a circle; screen readers hear the words. */
export function showCount(node, n, words) {
    node.hidden = n === 0;
    setText(node, String(n));
    node.setAttribute("aria-label", words);
    node.setAttribute("role", "img");
}
