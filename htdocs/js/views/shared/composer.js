// The writing area: what stands in it is kept until it was handed over.
import { h, isShown, setText } from "../../lib/dom.js";
import { closeOnEscape } from "../../lib/escape.js";
import { t } from "../../lib/i18n.js";
import { isVisible, lengthOf } from "../../lib/body.js";
import { breakLine, insertText, withPlainBreaks } from "../../lib/text_edit.js";
import { emojiButton } from "./emoji_button.js";
import { formatBar, toolOfKey } from "./format_bar.js";
import { icon } from "./icons.js";
import { spellCheck } from "./spell_check.js";

/** From this share of the limit on the count is shown. */
const NEAR = 0.8;

export class Composer {
    node;
    #field;
    #more;
    #send;
    #count;
    #limit;
    #onWrite;
    #onDraft;
    #attachments;
    #emoji = emojiButton({ onPick: (text) => this.#insert(text), onClose: () => this.focus() });

    /** `limit` in characters; `attachments`: attachments.js; `onWrite(text)` takes what was written, `onDraft(text)` what stands in the field. */
    constructor({ limit, attachments, onWrite, onDraft }) {
        this.#onDraft = onDraft;
        this.#attachments = attachments;
        this.#limit = limit;
        this.#onWrite = onWrite;
        this.#field = h("textarea", {
            id: "composer-field",
            class: "composer__field",
            rows: "1",
            placeholder: t("composer.placeholder"),
            "aria-describedby": "composer-count",
            dir: "auto",
            autocomplete: "off",
            enterkeyhint: matchMedia("(pointer: coarse)").matches ? "enter" : "send",
            on: { input: () => this.#changed(), keydown: (event) => this.#onKey(event), paste: (event) => this.#onPaste(event) },
        });
        const spelling = spellCheck(this.#field);
        spelling.apply();
        this.#more = h(
            "button",
            { type: "button", class: "tool composer__more", "aria-label": t("composer.tools"), "aria-expanded": "false", "aria-controls": "composer-tools", on: { click: () => this.#toggleTools() } },
            icon("format"),
        );
        this.#send = h("button", { type: "submit", class: "button button--main composer__send" }, icon("send"), h("span", {}, t("composer.send")));
        this.#count = h("p", { id: "composer-count", class: "composer__count", role: "status" });
        this.node = h(
            "form",
            { class: "composer", on: { submit: (event) => this.#submit(event) } },
            h("label", { class: "unseen", for: "composer-field" }, t("composer.label")),
            this.#emoji.panel,
            formatBar({ onEdit: (edit, mark) => this.#edit(edit, mark), more: [this.#emoji.button, spelling.button] }),
            this.#more,
            attachments.button,
            this.#field,
            this.#send,
            this.#count,
            attachments.node,
        );
        this.#look();
    }

    focus() {
        this.#field.focus();
    }

    /** Puts a text back, for instance one that the server did not take; whatever was written meanwhile stays behind it. */
    restore(text) {
        const rest = this.#field.value;
        this.#field.value = rest === "" ? text : `${text}\n${rest}`;
        this.#changed();
        this.focus();
    }

    clear() {
        this.#field.value = "";
        this.#changed();
    }

    #changed() {
        this.#onDraft(this.#field.value);
        this.#look();
    }

    // Enter sends and Shift+Enter breaks the line. On a device for fingers Enter breaks the line, and a keyboard that is connected to it
    // sends with Ctrl or Cmd. Nothing of it while an input method composes.
    #onKey(event) {
        if (event.isComposing || event.keyCode === 229) return;
        const tool = toolOfKey(event);
        if (!tool && event.key !== "Enter") return;
        event.preventDefault();
        if (tool) this.#edit(...tool);
        else if (event.ctrlKey || event.metaKey) this.node.requestSubmit();
        else if (event.shiftKey || matchMedia("(pointer: coarse)").matches) this.#edit(breakLine);
        else this.node.requestSubmit();
    }

    #onPaste(event) {
        this.#attachments.paste(event);
        const text = event.clipboardData?.getData("text/plain") ?? "";
        const plain = withPlainBreaks(text);
        const isKnown = plain === text.replaceAll("\r\n", "\n"); // the field's own way, and its "undo", where they are enough
        if (event.defaultPrevented || isKnown) return;
        event.preventDefault();
        this.#edit(insertText, plain);
    }

    // The picker stays open, and the focus with it: people often take several.
    #insert(text) {
        this.#edit(insertText, text);
    }

    // By the browser's own command, so that its "undo" takes it back.
    #edit(edit, mark) {
        const { from, to, text, select } = edit(this.#field, mark);
        this.focus();
        this.#field.setSelectionRange(from, to);
        const done = document.execCommand(text === "" ? "delete" : "insertText", false, text);
        if (!done) this.#field.setRangeText(text, from, to);
        this.#field.setSelectionRange(...select);
        this.#changed();
    }

    // On a phone they take a line of their own only for who wants them.
    #toggleTools() {
        const isOpen = this.node.classList.toggle("composer--tools");
        this.#more.setAttribute("aria-expanded", String(isOpen));
        // Where the button is not shown, the tools are always there.
        if (isOpen) closeOnEscape(() => this.node.classList.contains("composer--tools") && isShown(this.#more), () => this.#toggleTools());
    }

    #submit(event) {
        event.preventDefault();
        const text = withPlainBreaks(this.#field.value).trim(); // dropped or dictated text has not come by a paste
        if (!this.#fits(text)) return;
        this.#emoji.close();
        this.#attachments.quiet();
        this.clear();
        this.#onWrite(text);
        this.focus();
    }

    #fits(text) {
        return isVisible(text) && lengthOf(text) <= this.#limit;
    }

    #look() {
        const length = lengthOf(this.#field.value.trim());
        const isOver = length > this.#limit;
        setText(this.#count, length < this.#limit * NEAR ? "" : t(isOver ? "composer.over" : "composer.count", { n: length, limit: this.#limit, over: length - this.#limit }));
        this.#count.classList.toggle("composer__count--over", isOver);
        this.#send.disabled = !this.#fits(this.#field.value);
        this.#field.style.height = "auto";
        this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
    }
}
