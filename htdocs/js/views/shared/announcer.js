// What a screen reader is told, one piece at a time: a history that is a live region itself would be read from its start again and again.
import { h } from "../../lib/dom.js";

const region = h("div", { class: "unseen", role: "status", "aria-live": "polite" });

/** Call once, before anything is said. */
export function placeAnnouncer() {
    document.body.append(region);
}

/** Longer than a screen reader needs to take it over; then it is gone from the page. */
const KEPT = 5000;

/** Says a text that is on the page already, or is only to be heard. */
export function announce(text) {
    const words = h("p", {}, text);
    region.append(words);
    setTimeout(() => words.remove(), KEPT);
}

/** Nothing said before is left in the page. */
export function hush() {
    region.replaceChildren();
}
