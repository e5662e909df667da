// A labelled field of a form.
import { h } from "../../lib/dom.js";

/** `hint` stands below the field; everything else are the input's attributes. Returns {node, input}. */
export function textField({ id, label, hint = null, type = "text", ...attributes }) {
    const input = h("input", { id, type, dir: type === "text" ? "auto" : null, class: "field__input", "aria-describedby": hint && `${id}-hint`, ...attributes });
    const node = h("div", { class: "field" }, h("label", { for: id }, label), input, hint && h("p", { class: "field__hint", id: `${id}-hint` }, hint));
    return { node, input };
}
