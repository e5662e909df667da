// How documents come into the conversation: by the button, by pasting, by dropping; one after the other, each is asked about.
import { ACCEPTED } from "../../documents/kinds.js";
import { inspector } from "../../documents/inspector.js";
import { prepare } from "../../documents/prepare.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { notice } from "./controls.js";
import { dialogsClosed } from "./dialog.js";
import { bringsFiles } from "./drop_area.js";
import { icon } from "./icons.js";
import { askToSend, whyNot } from "./send_document.js";

export class Attachments {
    /** What is being looked at, and what was wrong. */
    node;
    button;
    #options;
    #notices = { work: notice("calm"), trouble: notice("alarm") };
    #field;
    #queue = Promise.resolve();

    /**
     * `options`: {maxBytes, to, neutralName, keepsName} of send_document.js; `canTake()`: whether this side may write; `onSend({blob, name,
     * kind})`.
     */
    constructor(options) {
        this.#options = options;
        this.#field = h("input", { type: "file", multiple: true, accept: ACCEPTED, hidden: true, on: { change: () => this.#pick() } });
        this.button = h(
            "button",
            { type: "button", class: "tool composer__attach", "data-tool": "attach", title: t("composer.tool.attach"), "aria-label": t("composer.tool.attach"), on: { click: () => this.#field.click() } },
            icon("attach"),
        );
        this.node = h("div", { class: "composer__attachments" }, this.#field, this.#notices.work.node, this.#notices.trouble.node);
    }

    /** Takes the files of a paste. Where they come with formatted text (as from a word processor) the text is meant. */
    paste(event) {
        const { clipboardData } = event;
        if (!bringsFiles(clipboardData) || (clipboardData.types.includes("text/plain") && clipboardData.types.includes("text/html"))) return;
        event.preventDefault();
        this.take(clipboardData.files);
    }

    take(files) {
        const list = [...files];
        // A bug of ours with some files is none of the next ones'.
        this.#queue = this.#queue.then(() => this.#askAll(list)).catch(reportError).finally(() => inspector.rest());
    }

    /** What was wrong with a file is not to be read for ever. */
    quiet() {
        this.#notices.trouble.show("");
    }

    #pick() {
        this.take(this.#field.files);
        this.#field.value = ""; // the same one may be picked again
    }

    // Whoever looks at something else by now, or has left, is not asked.
    get #isThere() {
        return this.node.isConnected && this.#options.canTake();
    }

    async #askAll(files) {
        const troubles = [];
        this.quiet();
        for (const [i, file] of files.entries()) {
            const place = { n: i + 1, of: files.length };
            const answer = await this.#ask(file, place).catch((error) => troubles.push(whyNot(error, file, this.#options.maxBytes)));
            this.#notices.trouble.show(troubles.join(" "));
            if (answer === "stop") return;
        }
    }

    async #ask(file, place) {
        if (!this.#isThere) return "stop";
        this.#notices.work.show(t("document.looking", { name: file.name }));
        const prepared = await prepare(file, this.#options).finally(() => this.#notices.work.show(""));
        await dialogsClosed();
        if (!this.#isThere) return "stop";
        const answer = await askToSend(file, prepared, { ...this.#options, place });
        if (answer.isAgreed && this.#isThere) this.#options.onSend(answer.document);
        return answer.isStopped ? "stop" : "next";
    }
}
