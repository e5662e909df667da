// The small grammar in which people format what they write. Parsing is plain code; text_nodes.js makes nodes of the result.
//
//   **bold**   *italic* or _italic_   a line with "- " or "1. " in front: a list   with "> ": a quote   addresses: links
//   A mark counts only close to the words it encloses, and never inside a word (for _) or an address. "\" in front makes it plain.

const ADDRESS = /^https?:\/\/[^\s<>"']+/i;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}*_]+$/;
const MARKS = [
    { mark: "**", kind: "bold" },
    { mark: "*", kind: "italic" },
    { mark: "_", kind: "italic" },
];
const LINES = [
    { kind: "quote", pattern: /^> ?(.*)$/ },
    { kind: "bullets", pattern: /^[-*] +(\S.*)$/ },
    { kind: "numbers", pattern: /^(\d{1,3})\. +(\S.*)$/ },
];
/** Marks within marks: deeper than this they are plain text. */
const DEEPEST = 4;

/**
 * Blocks in order: {kind: "text" or "quote", spans}, {kind: "bullets", items: [spans]}, {kind: "numbers", first, items: [spans]}. Spans:
 * {kind: "plain", text}, {kind: "link", address}, {kind: "bold" or "italic", spans}.
 */
export function parse(text) {
    const blocks = [];
    for (const line of text.split("\n").map(readLine)) {
        const last = blocks.at(-1);
        if (last?.kind === line.kind) last.lines.push(line.text);
        else blocks.push({ kind: line.kind, first: line.first, lines: [line.text] });
    }
    return blocks.map(finishBlock).filter((block) => block.kind !== "text" || block.spans.length > 0);
}

/** What is left of a text without its marks, in one line: for lists and screen readers. */
export function plainOf(text) {
    const words = (spans) => spans.map((span) => span.text ?? span.address ?? words(span.spans)).join("");
    return parse(text)
        .map((block) => (block.items ? block.items.map(words).join(" · ") : words(block.spans)))
        .join(" ")
        .replace(/\s+/g, " ");
}

function readLine(line) {
    for (const { kind, pattern } of LINES) {
        const found = pattern.exec(line);
        if (found) return { kind, text: found.at(-1), first: kind === "numbers" ? Number(found[1]) : undefined };
    }
    return { kind: "text", text: line };
}

function finishBlock({ kind, first, lines }) {
    if (kind === "bullets") return { kind, items: lines.map((line) => spansOf(line)) };
    if (kind === "numbers") return { kind, first, items: lines.map((line) => spansOf(line)) };
    return { kind, spans: spansOf(lines.join("\n").replace(/^\n+|\n+$/g, "")) };
}

function spansOf(text, depth = 0) {
    const spans = [];
    let plain = "";
    const flush = () => {
        if (plain) spans.push({ kind: "plain", text: plain });
        plain = "";
    };
    for (let at = 0; at < text.length; ) {
        const found = escapeAt(text, at) ?? linkAt(text, at) ?? (depth < DEEPEST ? markedAt(text, at, depth) : null);
        if (!found) {
            plain += text[at];
            at += 1;
        } else if (found.plain) {
            plain += found.plain;
            at = found.end;
        } else {
            flush();
            spans.push(found.span);
            at = found.end;
        }
    }
    flush();
    return spans;
}

function escapeAt(text, at) {
    const next = text[at + 1];
    return text[at] === "\\" && next && "*_\\>-".includes(next) ? { plain: next, end: at + 2 } : null;
}

function linkAt(text, at) {
    if (isWord(text[at - 1])) return null;
    const address = ADDRESS.exec(text.slice(at))?.[0].replace(TRAILING, "");
    return address && URL.canParse(address) ? { span: { kind: "link", address }, end: at + address.length } : null;
}

function markedAt(text, at, depth) {
    const found = MARKS.find(({ mark }) => text.startsWith(mark, at));
    if (!found || isSpace(text[at + found.mark.length])) return null;
    if (found.mark === "_" && isWord(text[at - 1])) return null;
    const from = at + found.mark.length;
    const to = closing(text, from, found.mark);
    if (to < 0) return null;
    return { span: { kind: found.kind, spans: spansOf(text.slice(from, to), depth + 1) }, end: to + found.mark.length };
}

// Where the mark closes: in the same paragraph, behind a word, and not as a part of a longer one.
function closing(text, from, mark) {
    for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
        if (text.slice(from, at).includes("\n\n")) return -1;
        if (mark === "*" && text[at + 1] === "*") {
            at += 1;
            continue;
        }
        const isClose = at > from && !isSpace(text[at - 1]) && text[at - 1] !== "\\";
        if (isClose && !(mark === "_" && isWord(text[at + 1]))) return at;
    }
    return -1;
}

function isSpace(character) {
    return character === undefined || /\s/.test(character);
}

function isWord(character) {
    return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
