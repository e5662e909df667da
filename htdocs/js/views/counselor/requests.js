// "Erstanfragen": who waits in this counselor's topics, oldest first. Whoever is away is folded behind the others.
import { h, setText } from "../../lib/dom.js";
import { age, t } from "../../lib/i18n.js";
import { KeyedList } from "../../lib/keyed_list.js";
import * as clock from "../../lib/clock.js";
import { showCount } from "./menu.js";

/** Returns {node, update(requests, openId), close()}. */
export function requestList() {
    const count = h("span", { class: "count", hidden: true });
    const rows = h("ul", { class: "list__rows" });
    const awayRows = h("ul", { class: "list__rows" });
    const awayCount = h("span", {});
    const away = h("details", { class: "list__away", hidden: true }, h("summary", {}, awayCount), awayRows);
    const empty = h("p", { class: "empty", hidden: true }, t("requests.empty"));
    const node = h(
        "section",
        { class: "list", "aria-labelledby": "requests-title" },
        h("h1", { id: "requests-title", tabindex: "-1" }, t("requests.title")),
        h("ul", { class: "tabs" }, h("li", {}, h("a", { class: "tab", href: "#/anfragen", "aria-current": "true" }, h("span", {}, t("requests.live")), count))),
        rows,
        empty,
        away,
    );
    const lists = { present: new KeyedList(rows, row), away: new KeyedList(awayRows, row) };
    let shown = { requests: [], openId: null };
    const draw = () => {
        const items = shown.requests.map((request) => ({ ...request, isShown: request.id === shown.openId }));
        lists.present.show(items.filter((item) => !item.away), (item) => item.id);
        lists.away.show(items.filter((item) => item.away), (item) => item.id);
    };
    const stop = clock.every(15000, draw);
    return {
        node,
        update(requests, openId) {
            shown = { requests, openId };
            const present = requests.filter((request) => !request.away).length;
            const absent = requests.length - present;
            showCount(count, present, t("menu.count.requests", { n: present }));
            empty.hidden = present > 0;
            away.hidden = absent === 0;
            setText(awayCount, t("requests.away.count", { n: absent }));
            draw();
        },
        close: stop,
    };
}

function row({ id, number, topic, enqueuedAt }) {
    const when = h("span", { class: "entry__when" });
    const away = h("span", { class: "badge" }, t("requests.away"));
    const link = h(
        "a",
        { class: "entry", href: `#/anfragen/${id}` },
        h("span", { class: "entry__line" }, h("span", { class: "entry__topic", dir: "auto" }, topic.name), " ", when),
        h("span", { class: "entry__line" }, h("span", { class: "entry__name" }, t("seeker.name", { n: number })), " ", away),
    );
    return {
        node: h("li", {}, link),
        update(item) {
            setText(when, age(enqueuedAt, clock.now()));
            away.hidden = !item.away;
            if (item.isShown) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        },
    };
}
