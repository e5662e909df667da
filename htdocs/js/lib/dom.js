// Builds DOM nodes; text is always a text node, so nothing that a stranger wrote can become markup.

/**
 * h("p", {class: "notice", on: {click: f}}, "text", node): `on` are listeners, everything else attributes. null, undefined and false
 * leave an attribute out, true writes it empty; null and false children are left out.
 */
export function h(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    setAttributes(node, properties);
    append(node, children);
    return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for SVG. */
export function svg(tag, properties = {}, ...children) {
    const node = document.createElementNS(SVG, tag);
    setAttributes(node, properties);
    append(node, children);
    return node;
}

function setAttributes(node, properties) {
    for (const [name, value] of Object.entries(properties)) {
        if (name === "on") {
            for (const [event, listener] of Object.entries(value ?? {})) node.addEventListener(event, listener);
        } else if (value === true) {
            node.setAttribute(name, "");
        } else if (value !== null && value !== undefined && value !== false) {
            node.setAttribute(name, value);
        }
    }
}

function append(node, children) {
    for (const child of children.flat(Infinity)) {
        if (child !== null && child !== undefined && child !== false) node.append(child);
    }
}

/** Puts other children into a node. */
export function fill(node, ...children) {
    node.replaceChildren();
    append(node, children);
}

/** Changes a node's text only if it differs, so that screen readers and selections are left in peace. */
export function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
}

/** Whether a node takes any room on the screen: it is in the page, and nothing around it is hidden. */
export function isShown(node) {
    return node.getClientRects().length > 0;
}
