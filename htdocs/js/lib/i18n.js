// Texts in the language of the page, and times as people say them. The catalogues are i18n/LANGUAGE/NAME.json.
import { loadCatalogue } from "./catalogues.js";

const SPOKEN = ["de", "en"];
const current = choose();
let address = "sie";
const catalogue = {};

/** Nothing is stored: a choice stands in the address (?lang=en), else the browser's languages decide, German otherwise. */
function choose() {
    const asked = new URLSearchParams(location.search).get("lang");
    if (SPOKEN.includes(asked)) return asked;
    const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => SPOKEN.includes(tag));
    return known ?? "de";
}

export function language() {
    return current;
}

/** This page in the other language. */
export function otherLanguage() {
    const other = SPOKEN.find((tag) => tag !== current);
    return { tag: other, href: `${location.pathname}?lang=${other}${location.hash}` };
}

/** The address of one of our pages, keeping a chosen language. */
export function pageAddress(path) {
    const asked = new URLSearchParams(location.search).get("lang");
    return SPOKEN.includes(asked) ? `${path}?lang=${asked}` : path;
}

/** How German texts speak to the seeker: "du" or "sie". */
export function setAddress(form) {
    address = form;
}

/** Loads catalogues by name. */
export async function loadTexts(...names) {
    document.documentElement.lang = current;
    // In the order asked for, whichever came first: a later catalogue may say a key differently (the title).
    Object.assign(catalogue, ...(await Promise.all(names.map((name) => loadCatalogue(current, name)))));
}

/**
 * The text of a key, with {name} replaced by values.name. An entry is a text, or {du, sie}, or {one, other} chosen by values.n.
 * Throws for a key that is not there: a bug, found by the first test that gets there.
 */
export function t(key, values = {}) {
    let entry = catalogue[key];
    if (entry?.du !== undefined) entry = entry[address];
    if (entry?.one !== undefined) entry = entry[new Intl.PluralRules(current).select(values.n)] ?? entry.other;
    if (typeof entry !== "string") throw new Error(`no text: ${key}`);
    return entry.replace(/\{(\w+)\}/g, (_, name) => isolated(String(values[name])));
}

/** Scripts that are read from the right. */
const FROM_THE_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

// A name or words in such a script would pull what stands beside them in our sentence to their other side: they are isolated (U+2068, U+2069).
function isolated(value) {
    return FROM_THE_RIGHT.test(value) ? `\u2068${value}\u2069` : value;
}

/** Whether the catalogue has this key. */
export function hasText(key) {
    return key in catalogue;
}

/** "A, B und C" */
export function listOf(names) {
    return new Intl.ListFormat(current, { type: "conjunction" }).format(names);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "14:05" */
export function clockTime(time) {
    return new Intl.DateTimeFormat(current, { hour: "2-digit", minute: "2-digit" }).format(time);
}

/** "Dienstag, 24. November" */
export function dayName(time) {
    return new Intl.DateTimeFormat(current, { weekday: "long", day: "numeric", month: "long" }).format(time);
}

/** "24. Nov., 14:05" */
export function dateAndTime(time) {
    return new Intl.DateTimeFormat(current, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(time);
}

/** How long ago: "gerade eben", "vor 2 min", "vor 3 h", then the date. */
export function age(time, now) {
    const passed = now - time;
    if (passed < MINUTE) return t("age.now");
    if (passed < HOUR) return t("age.minutes", { n: Math.floor(passed / MINUTE) });
    if (passed < DAY) return t("age.hours", { n: Math.floor(passed / HOUR) });
    return dateAndTime(time);
}

/** What is left, rounded up: "3 h", "2 h 41 min", "5 min", "unter 1 min". */
export function remaining(milliseconds) {
    if (milliseconds < MINUTE) return t("remaining.less");
    const minutes = Math.ceil(milliseconds / MINUTE);
    if (minutes < 60) return t("remaining.minutes", { n: minutes });
    if (minutes % 60 === 0) return t("remaining.wholeHours", { h: minutes / 60 });
    return t("remaining.hours", { h: Math.floor(minutes / 60), n: minutes % 60 });
}

/** "1,2 MB", "340 kB": as people and their devices count them. */
export function fileSize(bytes) {
    const [unit, size] = bytes < 1024 * 1024 ? ["kilobyte", Math.max(1, Math.round(bytes / 1024))] : ["megabyte", bytes / 1024 / 1024];
    return new Intl.NumberFormat(current, { style: "unit", unit, maximumFractionDigits: 1 }).format(size);
}

/** Wall-clock days are compared in this device's time zone. */
export function isSameDay(one, other) {
    return new Date(one).toDateString() === new Date(other).toDateString();
}
