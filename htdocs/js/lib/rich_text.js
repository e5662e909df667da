// The small grammar in which people format what they write. Parsing is plain code; text_nodes.js makes nodes of the result.
//
//   **bold**   *italic* or _italic_   a line with "- " or "1. " in front: a list   with "> ": a quote   addresses: links
//   A mark counts only close to the words it encloses, and never inside a word (for _) or an address. "\" in front makes it plain.

const ADDRESS = /https?:\/\/[^\s<>"']+/iy;
/** What ends a sentence rather than an address. */
const TRAILING = ".,;:!?)]}*_";
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
    return { kind, spans: spansOf(cut(lines.join("\n"), "\n", "\n")) };
}

// A mark does not reach over an empty line, so each paragraph is read by itself.
function spansOf(text) {
    return merged(text.split(/(\n\n+)/).flatMap((part, i) => (i % 2 === 0 ? new Paragraph(part).read() : [{ kind: "plain", text: part }])));
}

function merged(spans) {
    const all = [];
    for (const span of spans) {
        if (span.kind === "plain" && all.at(-1)?.kind === "plain") all.at(-1).text += span.text;
        else if (span.text !== "") all.push(span);
    }
    return all;
}

/** Reads a text once from its beginning to its end, whatever is in it: what does not close is looked for once. */
class Paragraph {
    #text;
    #depth;
    #unclosed = new Set();

    constructor(text, depth = 0) {
        this.#text = text;
        this.#depth = depth;
    }

    read() {
        const spans = [];
        for (let at = 0; at < this.#text.length; ) {
            const found = this.#escapeAt(at) ?? this.#linkAt(at) ?? this.#markedAt(at) ?? { span: { kind: "plain", text: this.#text[at] }, end: at + 1 };
            spans.push(found.span);
            at = found.end;
        }
        return merged(spans);
    }

    #escapeAt(at) {
        const next = this.#text[at + 1];
        return this.#text[at] === "\\" && next && "*_\\>-".includes(next) ? { span: { kind: "plain", text: next }, end: at + 2 } : null;
    }

    #linkAt(at) {
        if (this.#text[at].toLowerCase() !== "h" || isWord(this.#text[at - 1])) return null;
        ADDRESS.lastIndex = at;
        const address = cut(ADDRESS.exec(this.#text)?.[0] ?? "", "", TRAILING);
        return address && URL.canParse(address) ? { span: { kind: "link", address }, end: at + address.length } : null;
    }

    #markedAt(at) {
        const text = this.#text;
        const found = MARKS.find(({ mark }) => text.startsWith(mark, at));
        if (!found || this.#depth >= DEEPEST || isSpace(text[at + found.mark.length])) return null;
        if (found.mark === "_" && isWord(text[at - 1])) return null;
        const from = at + found.mark.length;
        const to = this.#closing(from, found.mark);
        if (to < 0) return null;
        const spans = new Paragraph(text.slice(from, to), this.#depth + 1).read();
        return { span: { kind: found.kind, spans }, end: to + found.mark.length };
    }

    // Where the mark closes: behind a word, and not as a part of a longer one. Where it does not, it does not further on either.
    #closing(from, mark) {
        if (this.#unclosed.has(mark)) return -1;
        const text = this.#text;
        for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
            if (mark === "*" && text[at + 1] === "*") {
                at += 1;
                continue;
            }
            const isClose = at > from && !isSpace(text[at - 1]) && text[at - 1] !== "\\";
            if (isClose && !(mark === "_" && isWord(text[at + 1]))) return at;
        }
        this.#unclosed.add(mark);
        return -1;
    }
}

// Without what stands of these characters at its beginning and its end.
function cut(text, first, last) {
    let [from, to] = [0, text.length];
    while (from < to && first.includes(text[from])) from += 1;
    while (to > from && last.includes(text[to - 1])) to -= 1;
    return text.slice(from, to);
}

function isSpace(character) {
    return character === undefined || /\s/.test(character);
}

function isWord(character) {
    return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
