// The surface of a chat, the same for both sides: its own head, the history, the writing area.
import { KINDS } from "../../documents/kinds.js";
import { h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { announce, hush } from "./announcer.js";
import { Attachments } from "./attachments.js";
import { closeDialogs } from "./dialog.js";
import { dropArea } from "./drop_area.js";
import { Composer } from "./composer.js";
import { notice } from "./controls.js";
import { HistoryView } from "./history_view.js";
import { wordsOf } from "./text_nodes.js";
import { timeLeft } from "./time_left.js";

/**
 * `chat`: {history, sending, draft, signals, write(text), safetyCode()}; `own` and `names` as HistoryView; `limits`:
 * {characters, bytes} of a text and of a document; `keepsName`: whether documents go under their own names unless one chooses otherwise;
 * `actions` and `before`: nodes right and left in the head.
 */
export class Conversation {
    node;
    #chat;
    #own;
    #names;
    #title;
    #presence;
    #history;
    #composer;
    #attachments;
    #stopDrops;
    #notices = { line: notice("warm"), room: notice("warm"), state: notice("calm") };
    #clockPlace = h("div", { class: "conversation__clock" });
    #warningPlace = h("div");
    #clock = null;
    #until = null;
    #code = null;
    #shown = { presence: () => "" };
    #isClosed = false;
    #isLineUp = true;
    #isKnown = true;
    #onMessages = (event) => this.#callOut(event.detail);

    constructor({ chat, own, names, limits, keepsName, actions = [], before = [] }) {
        this.#chat = chat;
        this.#own = own;
        this.#names = names;
        this.#title = h("h1", { class: "conversation__title", dir: "auto", tabindex: "-1" });
        this.#presence = h("p", { class: "conversation__presence" });
        const canTake = () => !this.#composer.node.hidden;
        this.#history = this.#makeHistory(limits);
        this.#attachments = new Attachments({
            maxBytes: limits.bytes,
            keepsName,
            canTake,
            to: this.#names[this.#own === "seeker" ? "counselor" : "seeker"],
            neutralName: (kind) => this.#neutralName(kind),
            onSend: (document) => chat.sending.uploads.send(document),
        });
        this.#composer = new Composer({ limit: limits.characters, attachments: this.#attachments, onWrite: (text) => chat.write(text), onDraft: (text) => this.#onDraft(text) });
        this.#recallDraft();
        this.node = this.#makeNode({ before, actions });
        this.#stopDrops = dropArea({ area: this.node, canTake, onFiles: (files) => this.#attachments.take(files) });
        chat.addEventListener("messages", this.#onMessages);
        this.#fetchCode();
    }

    #makeHistory({ bytes }) {
        const { outbox, uploads, downloads } = this.#chat.sending;
        return new HistoryView({
            own: this.#own,
            names: this.#names,
            downloads,
            maxBytes: bytes,
            onRetry: (clientId) => outbox.retry(clientId),
            onTakeBack: (clientId) => this.#takeBack(clientId),
            onEnd: () => this.markRead(),
            onRetryUpload: (fileId) => uploads.retry(fileId),
            onCancelUpload: (fileId) => {
                uploads.cancel(fileId);
                this.focus(); // the button that had it is gone
            },
        });
    }

    #makeNode({ before, actions }) {
        const who = h("div", { class: "conversation__who" }, this.#title, this.#presence);
        return h(
            "section",
            { class: "conversation", "aria-label": t("conversation.label") },
            h("header", { class: "conversation__head" }, before, who, this.#clockPlace, h("div", { class: "conversation__actions" }, actions)),
            h("div", { class: "conversation__notices" }, this.#warningPlace, this.#notices.line.node, this.#notices.room.node, this.#notices.state.node),
            this.#history.node,
            this.#composer.node,
        );
    }

    /**
     * What stands in the head and between head and history; `presence(isKnown)`: of the other side, unknown while the line is down; `canWrite`
     * shows the writing area; `opening` and `marks` as HistoryView.
     */
    show({ title, presence, until = null, canWrite, state = "", opening = "", marks = [] }) {
        this.#shown = { presence, opening, marks };
        setText(this.#title, title);
        this.#drawPresence();
        this.#watch(until);
        this.#notices.state.show(state);
        this.#notices.room.show(canWrite && this.#chat.sending.outbox.isNearlyFull ? t("conversation.nearlyFull") : "");
        this.#drawLine();
        this.#composer.node.hidden = !canWrite;
        if (!canWrite) this.#composer.clear();
        this.#drawHistory();
    }

    #drawHistory() {
        const { history, sending } = this.#chat;
        this.#history.show(history.messages, sending.outbox.entries, { ...this.#shown, uploads: sending.uploads.entries, code: this.#code, seenUpTo: this.#chat.signals.seenUpTo });
    }

    // "Bild 2.jpg": tells nothing but that it is this side's second one of its family.
    #neutralName(kind) {
        const { history, sending } = this.#chat;
        const sent = [...history.messages.filter((message) => message.from === this.#own), ...sending.outbox.entries].flatMap(({ document }) => document ?? []);
        const alike = [...sent, ...sending.uploads.entries].filter((document) => KINDS[document.kind].family === KINDS[kind].family);
        return `${t(`document.name.${KINDS[kind].family}`, { n: alike.length + 1 })}.${KINDS[kind].endings[0]}`;
    }

    #onDraft(text) {
        if (text !== "" && text !== this.#chat.draft.text) this.#chat.signals.tellTyping();
        this.#chat.draft.keep(text);
    }

    // What was begun stays with the chat until it is opened again, here or after a reload.
    async #recallDraft() {
        const text = this.#chat.draft.text || (await this.#chat.draft.recall());
        if (text !== "" && !this.#isClosed && !this.#composer.node.hidden) this.#composer.restore(text);
    }

    async #fetchCode() {
        this.#code = await this.#chat.safetyCode().catch(() => null); // where the key does not open, the page says so elsewhere
        if (this.#code && !this.#isClosed) this.#drawHistory();
    }

    /** What was said counts as read only by who has its end in front of the eyes. */
    markRead() {
        if (!document.hidden && !this.#isClosed && this.#history.isAtEnd) this.#chat.markRead();
    }

    showLine(up) {
        this.#isLineUp = up;
        this.showKnown(up);
        this.#drawLine();
    }

    /** Whether it is known how the other side is. */
    showKnown(isKnown) {
        this.#isKnown = isKnown;
        this.#drawPresence();
    }

    #drawLine() {
        this.#notices.line.show(this.#isLineUp && !this.#chat.sending.isStuck ? "" : t("line.down"));
    }

    #drawPresence() {
        const isTyping = this.#isKnown && this.#chat.signals.isTyping;
        setText(this.#presence, isTyping ? t("conversation.typing") : this.#shown.presence(this.#isKnown));
    }

    focus() {
        this.#history.toEnd();
        if (this.#composer.node.hidden || matchMedia("(pointer: coarse)").matches) this.#title.focus();
        else this.#composer.focus();
    }

    /** After the node was put into the page. */
    placed() {
        this.#history.toEnd();
    }

    close() {
        this.#isClosed = true;
        this.#watch(null);
        this.#stopDrops();
        closeDialogs(); // what is asked or shown belongs to this conversation
        this.#chat.removeEventListener("messages", this.#onMessages);
        hush();
    }

    #watch(until) {
        if (until === this.#until) return;
        this.#until = until;
        this.#clock?.stop();
        this.#clock = until === null ? null : timeLeft(until);
        this.#clockPlace.replaceChildren(...(this.#clock ? [this.#clock.node] : []));
        this.#warningPlace.replaceChildren(...(this.#clock ? [this.#clock.warning] : []));
    }

    #takeBack(clientId) {
        const entry = this.#chat.sending.outbox.entries.find((candidate) => candidate.clientId === clientId);
        if (!entry) return;
        this.#chat.sending.outbox.discard(clientId);
        if (entry.document) this.#chat.sending.uploads.takeBack(entry.document.fileId);
        else this.#composer.restore(entry.text);
    }

    // What was said before the conversation was opened is read in the history, not called out.
    #callOut(messages) {
        if (this.#chat.isLoaded === false) return;
        for (const message of messages) {
            if (message.from !== this.#own) announce(t("history.wrote", { who: this.#names[message.from], text: wordsOf(message) }));
        }
    }
}
