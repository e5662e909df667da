// Before a document goes: what it is, under which name it goes, and what it may tell. Loaded when somebody picks one.
import { BadDocument } from "../../documents/bad_document.js";
import { KINDS, safeName } from "../../documents/kinds.js";
import { canBeShown } from "../../documents/picture/picture_size.js";
import { h } from "../../lib/dom.js";
import { fileSize, t } from "../../lib/i18n.js";
import { button } from "./controls.js";
import { openDialog } from "./dialog.js";
import { kindLine } from "./document_card.js";
import { icon } from "./icons.js";

/**
 * Asks about a file and what prepare() made of it. Resolves to {isAgreed, isStopped, document}: `document` is {blob, name, kind} to be sent,
 * `isStopped` says that no more is to be asked (Esc). `to`: who gets it; `place`: {n, of} of those picked together; `neutralName(kind)`: a
 * name that tells nothing; `keepsName`: whether its own name is proposed.
 */
export async function askToSend(file, prepared, { to, place, neutralName, keepsName }) {
    const { blob, kind } = prepared;
    const names = { neutral: neutralName(kind), own: safeName(prepared.format ? file.name.replace(/\.[^.]*$/, "") : file.name, kind) };
    const choice = nameChoice(names, { to, keepsName });
    const isPicture = KINDS[kind].family === "picture";
    const preview = isPicture && (await canBeShown(blob, kind)) ? URL.createObjectURL(blob) : null;
    const warnings = warningsOf(prepared);
    const answer = await openDialog({
        title: [t(isPicture ? "document.ask.picture" : "document.ask.document"), place.of > 1 && t("document.ask.place", place)].filter(Boolean).join(" "),
        look: "document",
        content: [
            preview ? h("img", { class: "send-document__preview", src: preview, alt: "" }) : h("p", { class: "send-document__kind" }, icon(KINDS[kind].family), kindLine({ kind, size: blob.size })),
            choice.node,
            prepared.format ? h("p", {}, t("document.drawn", { format: prepared.format, kind: kind.toUpperCase() })) : null,
            prepared.how === "redrawn" || prepared.how === "cut" ? h("p", {}, t("document.cleaned")) : null,
            warnings,
        ],
        actions: (close) => [
            button(t(warnings.length > 0 ? "document.sendAnyway" : "document.send"), { look: "main", on: () => close("send"), id: "send-document" }),
            button(t("document.dont"), { on: () => close("no") }),
        ],
    });
    if (preview) URL.revokeObjectURL(preview);
    return { isAgreed: answer === "send", isStopped: answer === "", document: { blob, kind, name: choice.name() } };
}

/** Why a file does not go, as a sentence. Throws the error if it is a bug of ours. */
export function whyNot(error, file, maxBytes) {
    if (error.isTransient) return t("line.failed");
    if (error instanceof DOMException) return t("document.unreadable"); // moved or changed on the disk while it was read
    if (!(error instanceof BadDocument)) throw error;
    return t(`document.${error.trouble}`, { name: file.name, limit: fileSize(maxBytes), format: error.format });
}

// A name can tell who somebody is: what it will be is shown, and may be changed.
function nameChoice({ neutral, own }, { to, keepsName }) {
    const shown = h("strong", { dir: "auto" });
    const box = h("input", { type: "checkbox", id: "keep-name", on: { change: () => show() } });
    box.checked = keepsName && own !== "";
    const name = () => (box.checked ? own : neutral);
    const show = () => shown.replaceChildren(name());
    show();
    const choice = own !== "" && h("label", { class: "switch", for: "keep-name" }, box, h("span", {}, t("document.keepName", { name: own })));
    return { name, node: h("div", { class: "send-document__name" }, h("p", {}, t("document.goesAs", { to }), " ", shown), choice) };
}

function warningsOf({ how, traces, isClosed }) {
    const warnings = [];
    if (how === "kept") warnings.push(t("document.notCleaned"));
    if (isClosed) warnings.push(t("document.closed"));
    if (traces.length > 0) {
        const found = traces.map(({ what, value }) => h("li", {}, t(`document.trace.${what}`), value && `: ${value}`));
        warnings.push([h("p", {}, t("document.traces")), h("ul", { class: "send-document__traces" }, found)]);
    }
    return warnings.map((warning) => h("div", { class: "notice notice--warm" }, warning));
}
