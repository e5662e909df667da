// The buttons that format what stands in the writing area.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { togglePrefix, toggleMark } from "../../lib/text_edit.js";
import { icon } from "./icons.js";

const TOOLS = [
    { name: "bold", edit: toggleMark, mark: "**", key: "b" },
    { name: "italic", edit: toggleMark, mark: "*", key: "i" },
    { name: "bullets", edit: togglePrefix, mark: "- " },
    { name: "quote", edit: togglePrefix, mark: "> " },
];

/** `onEdit(edit, mark)`: a function of lib/text_edit.js to apply, and what it needs; `more`: other tools behind these. */
export function formatBar({ onEdit, more = [] }) {
    const buttons = TOOLS.map(({ name, edit, mark, key }) =>
        h(
            "button",
            {
                type: "button",
                class: "tool",
                "data-tool": name,
                title: t(`composer.tool.${name}`),
                "aria-label": t(`composer.tool.${name}`),
                "aria-keyshortcuts": key && `Control+${key.toUpperCase()}`,
                // The field keeps its selection, and on a phone its keyboard.
                on: { pointerdown: (event) => event.preventDefault(), click: () => onEdit(edit, mark) },
            },
            icon(name),
        ),
    );
    return h("div", { class: "composer__tools", role: "group", "aria-label": t("composer.tools"), id: "composer-tools" }, buttons, more);
}

/** The tool of a keyboard shortcut, [edit, mark], or null. */
export function toolOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }) {
    if (ctrlKey === metaKey || altKey || shiftKey) return null;
    const tool = TOOLS.find((candidate) => candidate.key === key.toLowerCase());
    return tool ? [tool.edit, tool.mark] : null;
}
