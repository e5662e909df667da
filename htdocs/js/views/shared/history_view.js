// The history of a chat: day marks, who wrote, when, and what is still on its way. Only what is new is added; nothing is drawn twice.
import { h, setText } from "../../lib/dom.js";
import { clockTime, dayName, isSameDay, t } from "../../lib/i18n.js";
import { KeyedList } from "../../lib/keyed_list.js";
import { showStatus } from "./announcer.js";
import { button, notice } from "./controls.js";
import { documentCard, documentHead } from "./document_card.js";
import { icon } from "./icons.js";
import { nodesOf } from "./text_nodes.js";

/** Closer to the end than this the history follows what is new. */
const NEAR_END = 80;

export class HistoryView {
    node;
    #scroller;
    #more;
    #list;
    #names;
    #own;
    #on;
    #downloads;
    #maxBytes;
    #follows = true;
    #height = 0;
    #shownHeight = 0;
    #seenUpTo = 0;

    /**
     * `own`: "seeker" or "counselor"; `names`: what each is called here; `downloads` and `maxBytes` as documentCard; `on`: {onRetry, onTakeBack}
     * of messages by their client id, {onRetryUpload, onCancelUpload} by the file's, onEnd() when somebody has come back to the end.
     */
    constructor({ own, names, downloads, maxBytes, ...on }) {
        this.#own = own;
        this.#names = names;
        this.#on = on;
        this.#downloads = downloads;
        this.#maxBytes = maxBytes;
        const rows = h("ol", { class: "history__rows" });
        this.#scroller = h("div", { class: "history__scroll", tabindex: "0", role: "region", "aria-label": t("history.label") }, rows);
        this.#scroller.addEventListener("scroll", () => this.#onScroll(), { passive: true });
        // A phone's keyboard, a rotation, a growing writing area, a picture that has come: who was at the end stays there.
        const sizes = new ResizeObserver(() => this.#follows && this.toEnd());
        sizes.observe(this.#scroller);
        sizes.observe(rows);
        this.#more = h("button", { type: "button", class: "history__more", hidden: true, on: { click: () => this.#goToEnd() } }, icon("down"), t("history.more"));
        this.node = h("div", { class: "history" }, this.#scroller, this.#more);
        this.#list = new KeyedList(rows, (item) => this.#row(item));
    }

    /**
     * `messages` in order, then `pending` of the outbox, then the `uploads`, then `marks` ({key, text}) of what happened; `opening` and the
     * safety `code` stand before all of them. The other side has seen the messages up to `seenUpTo`.
     */
    show(messages, pending, { opening = "", code = null, seenUpTo = 0, uploads = [], marks = [] } = {}) {
        this.#seenUpTo = seenUpTo;
        this.#lookWhere();
        const followed = this.#follows;
        const before = this.#list.size;
        const first = opening === "" ? [] : [{ key: "opening", text: opening }];
        const codes = code === null ? [] : [{ kind: "code", key: "code", code }];
        const asMark = (mark) => ({ kind: "mark", key: mark.key, mark });
        const unsent = [...pending.map((entry) => ({ kind: "pending", key: entry.clientId, entry })), ...uploads.map((entry) => ({ kind: "upload", key: entry.fileId, entry }))];
        const items = [...first.map(asMark), ...codes, ...withDays(messages), ...unsent, ...marks.map(asMark)];
        // What somebody sends is shown to them; but not once more when a document has gone up.
        const hasOwn = unsent.some((item) => !this.#list.has(item.key) && !(item.kind === "pending" && item.entry.document));
        this.#list.show(items, (item) => item.key);
        if (followed || hasOwn) this.toEnd();
        else if (items.length > before) this.#more.hidden = false;
    }

    toEnd() {
        this.#follows = true;
        this.#height = this.#scroller.scrollHeight;
        this.#shownHeight = this.#scroller.clientHeight;
        this.#scroller.scrollTop = this.#height;
        this.#more.hidden = true;
    }

    get isAtEnd() {
        return this.#follows;
    }

    // Somebody may have scrolled in the very moment in which something comes; where sizes have changed it was not somebody.
    #lookWhere() {
        const { scrollHeight, clientHeight } = this.#scroller;
        if (this.#follows && scrollHeight === this.#height && clientHeight === this.#shownHeight) this.#follows = this.#atEnd();
    }

    #goToEnd() {
        this.toEnd();
        this.#on.onEnd();
    }

    #onScroll() {
        // It has grown below who was at its end (a picture has come): that is not somebody's scrolling.
        if (this.#follows && this.#scroller.scrollHeight !== this.#height) return this.toEnd();
        const before = this.#follows;
        this.#follows = this.#atEnd();
        if (!this.#follows) return;
        this.#more.hidden = true;
        if (!before) this.#on.onEnd();
    }

    #atEnd() {
        const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
        return scrollHeight - scrollTop - clientHeight < NEAR_END;
    }

    #row(item) {
        if (item.kind === "day") return fixed(h("li", { class: "history__day" }, h("time", { datetime: new Date(item.time).toISOString() }, dayName(item.time))));
        if (item.kind === "mark") return markRow();
        if (item.kind === "pending") return this.#pendingRow(item.entry);
        if (item.kind === "upload") return uploadRow(item.entry, this.#on);
        if (item.kind === "code") return fixed(codeRow(item.code));
        return this.#messageRow(item.message);
    }

    #messageRow(message) {
        const isOwn = message.from === this.#own;
        const trouble = notice("warm");
        const mark = h("span", { class: "message__mark" });
        const node = h(
            "li",
            { class: `message message--${isOwn ? "own" : "other"}`, "data-seq": message.seq },
            h("p", { class: "message__who", dir: "auto" }, isOwn ? t("history.you") : this.#names[message.from]),
            h("div", { class: "message__body", hidden: message.text === "" }, nodesOf(message.text)),
            message.document && documentCard({ document: message.document, from: message.from, isOwn, downloads: this.#downloads, maxBytes: this.#maxBytes }),
            trouble.node,
            h("p", { class: "message__when" }, h("time", { datetime: new Date(message.sentAt).toISOString() }, clockTime(message.sentAt)), isOwn && mark),
        );
        const update = ({ message: now }) => {
            trouble.show(now.trouble ? t(`history.trouble.${now.trouble}`) : "");
            setText(mark, ` · ${t(now.seq <= this.#seenUpTo ? "history.seen" : "history.sent")}`);
        };
        return { node, update };
    }

    #pendingRow(entry) {
        const status = h("p", { class: "message__when", role: "status" });
        const retry = button(t("history.retry"), { on: () => this.#on.onRetry(entry.clientId) });
        const actions = h(
            "div",
            { class: "message__actions", hidden: true },
            retry,
            button(t(entry.document ? "document.discard" : "history.takeBack"), { on: () => this.#on.onTakeBack(entry.clientId) }),
        );
        const node = h(
            "li",
            { class: "message message--own message--pending" },
            h("p", { class: "message__who" }, t("history.you")),
            entry.document ? documentHead(entry.document) : h("div", { class: "message__body" }, nodesOf(entry.text)),
            status,
            actions,
        );
        const update = ({ entry: now }) => {
            const isFailed = now.state === "failed";
            node.classList.toggle("message--failed", isFailed);
            const text = isFailed ? `${t("history.failed")} ${now.trouble}` : t(`history.${now.state}`);
            showStatus(status, text);
            retry.hidden = now.isLost;
            actions.hidden = !isFailed;
        };
        return { node, update };
    }
}

// A document on its way: how far it is, and the way to stop it.
function uploadRow(entry, { onRetryUpload, onCancelUpload }) {
    const progress = h("progress", { class: "document__progress", max: entry.size, "aria-label": t("document.sending", { name: entry.name }) });
    const status = h("p", { class: "message__when", role: "status" });
    const retry = button(t("history.retry"), { on: () => onRetryUpload(entry.fileId) });
    const cancel = button(t("cancel"), { on: () => onCancelUpload(entry.fileId), "aria-label": t("document.cancelNamed", { name: entry.name }) });
    const node = h(
        "li",
        { class: "message message--own message--pending" },
        h("p", { class: "message__who" }, t("history.you")),
        documentHead(entry),
        progress,
        status,
        h("div", { class: "message__actions" }, retry, cancel),
    );
    const update = ({ entry: now }) => {
        const isFailed = now.state === "failed";
        node.classList.toggle("message--failed", isFailed);
        progress.value = now.sent;
        progress.hidden = isFailed;
        retry.hidden = !isFailed || now.isLost;
        const slow = now.isSlow ? t("document.slow") : "";
        showStatus(status, isFailed ? `${t("history.failed")} ${now.trouble}` : slow);
    };
    return { node, update };
}

function fixed(node) {
    return { node, update() {} };
}

// Closed unless somebody wants to compare; whoever reads it aloud needs the groups.
function codeRow(code) {
    return h("li", { class: "history__code" }, h("details", {}, h("summary", {}, t("history.code")), h("p", { class: "history__digits" }, code), h("p", {}, t("history.code.text"))));
}

function markRow() {
    const node = h("li", { class: "history__mark" });
    return { node, update: ({ mark }) => node.textContent !== mark.text && (node.textContent = mark.text) };
}

function withDays(messages) {
    const items = [];
    messages.forEach((message, index) => {
        const previous = messages[index - 1];
        if (!previous || !isSameDay(previous.sentAt, message.sentAt)) items.push({ kind: "day", key: `day-${message.seq}`, time: message.sentAt });
        items.push({ kind: "message", key: message.clientId + message.from, message });
    });
    return items;
}
