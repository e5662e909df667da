// How documents come into the conversation: by the button, by dropping them, by pasting; one after the other, each is asked about.
import { ACCEPTED } from "../../documents/kinds.js";
import { h } from "../../lib/dom.js";
import { later } from "../../lib/later.js";
import { t } from "../../lib/i18n.js";
import { notice } from "./controls.js";
import { icon } from "./icons.js";

/** Returns whether a transfer (drag and drop, clipboard) brings files. */
const bringsFiles = (transfer) => [...(transfer?.types ?? [])].includes("Files");

export class Attachments {
    /** What is being looked at, and what was wrong. */
    node;
    button;
    #options;
    #notices = { work: notice("calm"), trouble: notice("alarm") };
    #field;
    #queue = Promise.resolve();
    #isClosed = false;

    /** `options` as send_document.js, and `onSend({blob, name, kind})`. */
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

    /** Files that are dropped on `area` while canTake() are taken; elsewhere they do not replace the page. */
    acceptDrops(area, canTake) {
        const marked = (isOver) => area.classList.toggle("conversation--drop", isOver);
        const onOver = (event) => {
            if (!bringsFiles(event.dataTransfer)) return;
            event.preventDefault();
            const isHere = area.contains(event.target) && canTake();
            event.dataTransfer.dropEffect = isHere ? "copy" : "none";
            marked(isHere);
        };
        const onDrop = (event) => {
            if (!bringsFiles(event.dataTransfer)) return;
            event.preventDefault();
            marked(false);
            if (area.contains(event.target) && canTake()) this.take(event.dataTransfer.files);
        };
        const onLeave = (event) => event.relatedTarget === null && marked(false);
        const listeners = { dragover: onOver, drop: onDrop, dragleave: onLeave };
        for (const [event, listener] of Object.entries(listeners)) document.addEventListener(event, listener);
        this.stop = () => {
            for (const [event, listener] of Object.entries(listeners)) document.removeEventListener(event, listener);
        };
    }

    /** Takes the files of a paste. With text beside them (as word processors give) the text is meant. */
    paste(event) {
        const { clipboardData } = event;
        if (!bringsFiles(clipboardData) || clipboardData.types.includes("text/plain")) return;
        event.preventDefault();
        this.take(clipboardData.files);
    }

    take(files) {
        for (const file of files) {
            const asked = this.#queue.then(() => this.#ask(file));
            this.#queue = asked.catch(() => {}); // a bug of ours with one file is none of the next one's
        }
    }

    /** What was wrong with a file is not to be read for ever. */
    quiet() {
        this.#notices.trouble.show("");
    }

    close() {
        this.#isClosed = true;
        this.stop?.();
    }

    #pick() {
        this.take(this.#field.files);
        this.#field.value = ""; // the same one may be picked again
    }

    async #ask(file) {
        if (this.#isClosed) return;
        const { work, trouble } = this.#notices;
        trouble.show("");
        work.show(t("document.looking", { name: file.name }));
        const { askToSend, prepare, whyNot } = await later(() => import("./send_document.js"));
        try {
            const prepared = await prepare(file, this.#options);
            work.show("");
            // Whoever looks at another conversation by now is not asked.
            const agreed = !this.#isClosed && (await askToSend(file, prepared, this.#options));
            if (agreed && !this.#isClosed) this.#options.onSend(agreed);
        } catch (error) {
            trouble.show(whyNot(error, file, this.#options.maxBytes));
        } finally {
            work.show("");
        }
    }
}
