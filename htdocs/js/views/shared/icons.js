// The icons of the pages: strokes on a grid of 24, decoration beside a word.
import { svg } from "../../lib/dom.js";

const PATHS = {
    chat: "M4 5h16v11H9l-5 4z M8 9h8 M8 12h5",
    inbox: "M4 5h16v14H4z M4 13h5l1 3h4l1-3h5",
    person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
    signOut: "M14 4H5v16h9 M10 12h10 M16.5 8.5 20 12l-3.5 3.5",
    leave: "M13 4h6v16h-6 M4 12h10 M8 8l-4 4 4 4",
    back: "M14.5 5.5 8 12l6.5 6.5",
    send: "M4 12 20 4l-5 16-3.5-6.5z M11.5 13.5 20 4",
    clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z M12 8v4.5l3 2",
    bold: "M8 5h5a3.5 3.5 0 0 1 0 7H8z M8 12h6a3.5 3.5 0 0 1 0 7H8z",
    italic: "M10 5h7 M7 19h7 M14 5l-4 14",
    bullets: "M9 6h11 M9 12h11 M9 18h11 M4.500 6h.01 M4.500 12h.01 M4.500 18h.01",
    quote: "M5 5v14 M9 8h10 M9 12h10 M9 16h6",
    emoji: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z M9 10h.01 M15 10h.01 M8.500 14a4 4 0 0 0 7 0",
    spelling: "M3.500 13 7 4l3.500 9 M4.600 10h4.800 M11 17.500l3.500 3.500L21 12",
    format: "M3.500 18 8 6l4.500 12 M5 14h6 M14 18l3-7.500 3 7.500 M15 15.500h4",
    attach: "M18.500 11.500 12 18a4 4 0 0 1-5.700-5.700l7-7a2.700 2.700 0 0 1 3.800 3.800l-7 7a1.300 1.300 0 0 1-1.900-1.900l6.300-6.300",
    picture: "M4 5h16v14H4z M4 16l4.500-4.500 4 4 3-3L20 17 M15.500 9h.01",
    paper: "M6 3.500h8l4 4v13H6z M14 3.500v4h4 M9 12h6 M9 15.500h6",
    table: "M4 5h16v14H4z M4 10h16 M4 14.500h16 M10 5v14",
    save: "M12 4v11 M7 10.500l5 5 5-5 M5 19.500h14",
    down: "M12 5v14 M6 13l6 6 6-6",
    phone: "M6 4h4l1.5 4.5-2 1.5a11 11 0 0 0 4.5 4.5l1.5-2L20 14v4c0 1.5-1 2-2 2C10.500 19.500 4.500 13.500 4 6c0-1 .500-2 2-2z",
    live: "M4 5h16v11H9l-5 4z M9 10.500h.01 M12 10.500h.01 M15 10.500h.01",
};

export function icon(name) {
    const path = svg("path", { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": "1.7", "stroke-linecap": "round", "stroke-linejoin": "round" });
    return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, path);
}
