// Edits of a text field that put in or take out the marks of lib/rich_text.js. Plain code: a field in, what to replace out.

const LIST_LINE = /^(?:[-*] +|([1-9]\d{0,2})\. +|> )/;

/**
 * The selection between two marks, or without them if they stand there already. A caret in front of the mark that ends its words goes
 * behind it. `field`: {value, selectionStart, selectionEnd}. Returns {from, to, text, select: [start, end]}: what replaces what, and what is
 * selected afterwards.
 */
export function toggleMark({ value, selectionStart, selectionEnd }, mark) {
    const [start, end] = trimmed(value, selectionStart, selectionEnd);
    const inner = value.slice(start, end);
    if (isMarked(value, start, end, mark)) {
        const from = start - mark.length;
        return { from, to: end + mark.length, text: inner, select: [from, from + inner.length] };
    }
    const at = start + mark.length;
    if (endsHere(value, start, end, mark)) return { from: start, to: start, text: "", select: [at, at] };
    return { from: start, to: end, text: mark + inner + mark, select: [at, at + inner.length] };
}

/** The same for whole lines: each with `prefix` in front ("- ", "> "), or all without it if all have it. */
export function togglePrefix({ value, selectionStart, selectionEnd }, prefix) {
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", selectionEnd);
    const to = next < 0 ? value.length : next;
    const lines = value.slice(from, to).split("\n");
    const isOn = lines.every((line) => line.startsWith(prefix));
    const text = lines.map((line) => (isOn ? line.slice(prefix.length) : prefix + line)).join("\n");
    const end = from + text.length;
    return { from, to, text, select: lines.length > 1 ? [from, end] : [end, end] };
}

/** A line break at the caret: within a list or a quote the next line goes on with it, an empty one ends it. */
export function breakLine({ value, selectionStart, selectionEnd }) {
    const [line, before = ""] = value.slice(0, selectionStart).split("\n").slice(-2).reverse();
    const mark = goesOn(line, before) ? LIST_LINE.exec(line) : null;
    if (!mark) return replaceBy(selectionStart, selectionEnd, "\n");
    const [whole, number] = mark;
    if (line === whole) return replaceBy(selectionStart - line.length, selectionEnd, "");
    return replaceBy(selectionStart, selectionEnd, `\n${number ? `${Number(number) + 1}. ` : whole}`);
}

// Behind "24. Dezember" or "- 5 Grad" nobody wants to go on with the 25th or with another minus: such a line is one of a list behind another.
function goesOn(line, before) {
    const [mark, number] = LIST_LINE.exec(line) ?? [];
    if (!mark) return false;
    const [markBefore, numberBefore] = LIST_LINE.exec(before) ?? [];
    if (number) return number === "1" || Number(numberBefore) === Number(number) - 1;
    return !/^(- +[.,]?|> )\p{N}/u.test(line) || markBefore === mark;
}

/** A text in the place of the selection. */
export function insertText({ selectionStart, selectionEnd }, text) {
    return replaceBy(selectionStart, selectionEnd, text);
}

/**
 * The text with each of its line breaks as "\n". Word sends a vertical tab for its manual line break, Apple's notes send U+2028, and a text
 * field shows neither as a line break.
 */
export function withPlainBreaks(text) {
    return text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n");
}

function replaceBy(from, to, text) {
    const end = from + text.length;
    return { from, to, text, select: [end, end] };
}

// Blanks at the edges stay outside: a mark counts only close to its words.
function trimmed(value, start, end) {
    const text = value.slice(start, end);
    if (text.trim() === "") return [start, start];
    return [start + text.length - text.trimStart().length, end - text.length + text.trimEnd().length];
}

// "*" at both sides may be one half of "**".
function isMarked(value, start, end, mark) {
    const before = /\**$/.exec(value.slice(0, start))[0].length;
    const after = /^\**/.exec(value.slice(end))[0].length;
    const stars = Math.min(before, after);
    return holds(stars, mark);
}

const holds = (stars, mark) => (mark === "**" ? stars >= 2 : stars === 1 || stars === 3);

// Words in front of the caret, the mark behind it, and one in the same line that they began with.
function endsHere(value, start, end, mark) {
    const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
    const opened = line.match(/\*+(?=[^*\s])/g)?.at(-1).length ?? 0;
    const closing = /^\**/.exec(value.slice(start))[0].length;
    return start === end && /[^*\s]$/.test(line) && holds(opened, mark) && holds(closing, mark);
}
