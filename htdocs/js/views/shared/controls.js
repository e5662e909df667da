// Buttons, links and notices in the few looks that the pages have.
import { h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { showStatus } from "./announcer.js";

/** `look`: "main" (the one action of a screen), "quiet", "danger". */
export function button(text, { look = "quiet", on, type = "button", icon = null, ...attributes } = {}) {
    return h("button", { type, class: `button button--${look}`, on: on && { click: on }, ...attributes }, icon, h("span", {}, text));
}

/** A link that looks like a button. */
export function buttonLink(text, href, { look = "quiet", ...attributes } = {}) {
    return h("a", { href, class: `button button--${look}`, ...attributes }, h("span", {}, text));
}

/** A link to another house: opens beside, and tells it nothing. */
export function outwardLink(text, href, attributes = {}) {
    return h("a", { href, target: "_blank", rel: "noopener noreferrer", referrerpolicy: "no-referrer", ...attributes }, text);
}

/** Goes to another page of ours in this page's place: the browser's history keeps a single entry, which a quick exit replaces. */
export function inPlace(link) {
    link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        location.replace(link.href);
    });
    return link;
}

/** `kind`: "calm", "warm", "alarm"; `role`: null where the announcer says it. Filled and emptied by show(text). */
export function notice(kind, text = "", { role = kind === "alarm" ? "alert" : "status" } = {}) {
    const node = h("p", { class: `notice notice--${kind}`, role, hidden: text === "" }, text);
    return {
        node,
        show(content) {
            if (role === null) setText(node, content);
            else showStatus(node, content);
            node.hidden = content === "";
        },
    };
}

/**
 * Runs the work of a button: while it runs the button is off, and what goes wrong is said in `trouble`. What gets no answer is said there
 * too, and done once more: `work` changes nothing that it has changed already.
 */
export async function whileBusy(control, trouble, work, explain) {
    control.disabled = true;
    trouble.show("");
    try {
        await onceMore(work, () => trouble.show(t("line.waiting")));
        trouble.show("");
    } catch (error) {
        trouble.show(explain(error));
    } finally {
        control.disabled = false;
        // Switching it off took the focus away.
        if (document.activeElement === document.body) control.focus();
    }
}

async function onceMore(work, onSilence) {
    try {
        return await work();
    } catch (error) {
        if (!error.isSilence) throw error;
        onSilence();
        return work();
    }
}
