// What a screen reader is told, one piece at a time: a history that is a live region itself would be read from its start again and again.
import { h } from "../../lib/dom.js";

/** Longer than a screen reader needs to take it over; then it is gone from the page. */
const KEPT = 5000;

/**
 * The page has one, and each dialog has one: a modal dialog takes everything else from the screen reader. No role="status", which would have
 * all that stands there read again with every new piece.
 */
export function liveRegion() {
    return h("div", { class: "unseen announcer", "aria-live": "polite", "aria-atomic": "false", "aria-relevant": "additions" });
}

/** Call once, before anything is said. */
export function placeAnnouncer() {
    document.body.append(liveRegion());
}

/** Says a text that is on the page already, or is only to be heard. */
export function announce(text) {
    say(text, [...document.querySelectorAll("body > .announcer, dialog[open] > .announcer")].at(-1));
}

/**
 * Shows a text in `node`, which has role="status" or "alert". A modal dialog hides it from screen readers: then the dialog's region says
 * it.
 */
export function showStatus(node, text) {
    if (node.textContent === text) return;
    node.textContent = text;
    const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
    if (text !== "" && dialog && node.isConnected && !dialog.contains(node)) say(text, dialog.querySelector(".announcer"));
}

function say(text, region) {
    const words = h("p", {}, text);
    region?.append(words);
    setTimeout(() => words.remove(), KEPT);
}

/** Nothing said before is left in the page. */
export function hush() {
    for (const region of document.querySelectorAll(".announcer")) region.replaceChildren();
}
