// A document in the history: what it is, a picture's preview, and the way to save it.
import { BadChunk } from "../../crypto/file_seal.js";
import { BadDocument } from "../../documents/bad_document.js";
import { KINDS } from "../../documents/kinds.js";
import { h } from "../../lib/dom.js";
import { fileSize, t } from "../../lib/i18n.js";
import { button, notice } from "./controls.js";
import { openDialog } from "./dialog.js";
import { explain } from "./explain.js";
import { icon } from "./icons.js";

/** Why a document that came is not offered, where there is more to say than that it is not what it claims to be. */
const REFUSED = ["macros", "fetches", "large", "locked", "unusual", "broken", "budget"];

/** "PDF · 1,2 MB" */
export function kindLine({ kind, size }) {
    return `${kind.toUpperCase()} · ${fileSize(size)}`;
}

/** The head of a card: also for one that is on its way. */
export function documentHead({ name, kind, size }) {
    const { family } = KINDS[kind];
    return h("div", { class: "document__head" }, icon(family), h("div", {}, h("p", { class: "document__name", dir: "auto" }, name), h("p", { class: "document__kind" }, kindLine({ kind, size }))));
}

/**
 * `document` as in models/content.js, `from` the role of who sent it, `isOwn` whether that is who reads here; `downloads`: models/downloads.js;
 * `maxBytes`: larger ones are not offered.
 */
export function documentCard({ document, from, isOwn, downloads, maxBytes }) {
    const trouble = notice("warm");
    const isPicture = KINDS[document.kind].family === "picture";
    const onTrouble = (error) => {
        if (error.name === "AbortError") return;
        trouble.show(sayWhy(error));
        // What is not what it should be will not become so.
        if (error instanceof BadDocument || error instanceof BadChunk) save?.remove();
    };
    const how = { document, from, downloads, maxBytes, onTrouble };
    const save = isOwn ? null : saving({ ...how, onBegin: () => trouble.show("") });
    return h("div", { class: "document", "data-file": document.fileId }, isPicture && preview(how), documentHead(document), save, trouble.node);
}

// Fetched when it comes into view, so that a long history does not fetch everything at once.
function preview({ document, from, downloads, maxBytes, onTrouble }) {
    const place = h("div", { class: "document__preview" }, h("p", { class: "document__loading" }, t("document.loading")));
    const load = async () => {
        try {
            const address = await downloads.pictureAddress(document, from, { maxBytes });
            if (address === null) return place.remove();
            const picture = h("img", { class: "document__picture", src: address, alt: t("document.enlarge", { name: document.name }) });
            picture.addEventListener("error", () => place.remove());
            place.replaceChildren(h("button", { type: "button", class: "document__enlarge", on: { click: () => showPicture(address, document.name) } }, picture));
        } catch (error) {
            place.remove();
            onTrouble(error);
        }
    };
    const watch = new IntersectionObserver((seen) => {
        if (!seen.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        load();
    });
    watch.observe(place);
    return place;
}

function showPicture(address, name) {
    const picture = h("img", { src: address, alt: name });
    openDialog({ title: name, look: "picture", content: picture, actions: (close) => [button(t("close"), { look: "main", on: () => close(""), autofocus: true })] });
}

function saving({ document, from, downloads, maxBytes, onBegin, onTrouble }) {
    const progress = h("progress", { class: "document__progress", max: document.size, value: 0, hidden: true, "aria-label": t("document.fetching", { name: document.name }) });
    const save = button(t("document.save"), { icon: icon("save"), on: () => run(), "aria-label": t("document.saveNamed", { name: document.name }) });
    const cancel = button(t("cancel"), { on: () => stop.abort(), "aria-label": t("document.cancelNamed", { name: document.name }), hidden: true });
    let stop = null;
    const show = (isRunning) => {
        const hadFocus = [save, cancel].includes(window.document.activeElement);
        [save.hidden, cancel.hidden, progress.hidden] = [isRunning, !isRunning, !isRunning];
        progress.value = 0;
        if (hadFocus) (isRunning ? cancel : save).focus();
    };
    const run = async () => {
        stop = new AbortController();
        show(true);
        onBegin();
        try {
            const onProgress = (bytes) => (progress.value = bytes);
            const blob = await downloads.fetch(document, from, { maxBytes, onProgress, stop: stop.signal });
            h("a", { href: downloads.addressToSave(blob), download: document.name }).click();
        } catch (error) {
            onTrouble(error);
        } finally {
            show(false);
        }
    };
    return h("div", { class: "document__saving" }, progress, save, cancel, h("p", { class: "document__hint" }, t("document.saveHint")));
}

function sayWhy(error) {
    if (error instanceof BadChunk) return t("document.changed");
    if (error instanceof BadDocument) return t(REFUSED.includes(error.trouble) ? `document.refused.${error.trouble}` : "document.refused");
    return error.code === "not_found" ? t("document.missing") : explain(error);
}
