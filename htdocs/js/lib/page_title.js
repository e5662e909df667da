// The title says nothing of counselling to whoever sees the tab; a mark in front says that something waits.
import { t } from "./i18n.js";

/** `count` of things that wait; 0 for none. */
export function showTitle(count = 0) {
    document.title = (count > 0 ? `(${count}) ` : "") + t("title");
}
