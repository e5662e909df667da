// The small grammar in which people format what they write. Parsing is plain code; text_nodes.js makes nodes of the result.
//
//   **bold**   *italic* or _italic_   addresses: links
//   lines with "- " or "* " in front: a list   two lines or more that count on ("1. ", "2. "): a numbered list   "> ": a quote
//   A mark opens and closes only at the edge of a word ("Berater*innen" and "2*3*4" have none), and never in an address or behind "\".
//   Whatever is not certainly meant as formatting stays as it was typed: marks.js says it of marks, isMeant() of lines.

import { readSpans, textOf } from "./marks.js";

const LINES = [
    { kind: "quote", pattern: /^>(?: (.*))?$/ },
    { kind: "bullets", pattern: /^[-*] +(?! )(.*[^-*_\s].*)$/ },
    { kind: "numbers", pattern: /^([1-9]\d{0,2})\. +(\S.*)$/ },
];
/** What stands between two items in one line. */
const BETWEEN = " · ";

/**
 * Blocks in order: {kind: "text" or "quote", spans}, {kind: "bullets", items: [spans]}, {kind: "numbers", first, items: [spans]}. Spans:
 * {kind: "plain", text}, {kind: "link", address}, {kind: "bold" or "italic", spans}.
 */
export function parse(text) {
    const blocks = [];
    for (const block of runsOf(text.split("\n").map(readLine)).map(asTypedIfNotMeant)) {
        if (block.kind === "text" && blocks.at(-1)?.kind === "text") blocks.at(-1).lines.push(...block.lines);
        else blocks.push(block);
    }
    return blocks.map(finishBlock).filter((block) => block.kind !== "text" || block.spans.length > 0);
}

/** What is left of a text without its marks, in one line: for lists and screen readers. It has every character that a reader sees. */
export function plainOf(text) {
    return parse(text).map(plainBlock).join(" ").replace(/\s+/g, " ");
}

function plainBlock(block) {
    if (block.kind === "bullets") return block.items.map(textOf).join(BETWEEN);
    if (block.kind === "numbers") return block.items.map((spans, i) => `${block.first + i}. ${textOf(spans)}`).join(BETWEEN);
    return textOf(block.spans);
}

function readLine(line) {
    for (const { kind, pattern } of LINES) {
        const found = pattern.exec(line);
        if (found) return { kind, line, text: found.at(-1) ?? "", number: kind === "numbers" ? Number(found[1]) : undefined };
    }
    return { kind: "text", line, text: line };
}

// Lines of one kind that follow one another; numbers have to count on, because the list will.
function runsOf(lines) {
    const runs = [];
    for (const line of lines) {
        const last = runs.at(-1);
        if (last?.kind === line.kind && (line.kind !== "numbers" || line.number === last.lines.at(-1).number + 1)) last.lines.push(line);
        else runs.push({ kind: line.kind, lines: [line] });
    }
    return runs;
}

function asTypedIfNotMeant({ kind, lines }) {
    return isMeant(kind, lines) ? { kind, lines } : { kind: "text", lines: lines.map(({ line }) => ({ line, text: line })) };
}

/** "24. Dezember" alone is a date, "- 5 Grad" a temperature, "> 18 Jahre" more than eighteen. */
function isMeant(kind, lines) {
    if (kind === "numbers") return lines.length > 1;
    if (kind === "bullets") return lines.some(({ line }) => !/^- +[.,]?\p{N}/u.test(line));
    if (kind === "quote") return lines.some(({ text }) => text.trim() !== "") && !(lines.length === 1 && /^\s*\p{N}/u.test(lines[0].text));
    return true;
}

function finishBlock({ kind, lines }) {
    const texts = lines.map(({ text }) => text);
    if (kind === "bullets") return { kind, items: texts.map(spansOf) };
    if (kind === "numbers") return { kind, first: lines[0].number, items: texts.map(spansOf) };
    return { kind, spans: spansOf(withoutOuterBreaks(texts.join("\n"))) };
}

// A mark does not reach over an empty line, so each paragraph is read by itself.
function spansOf(text) {
    const spans = text.split(/(\n\n+)/).flatMap((part, i) => (i % 2 === 0 ? readSpans(part) : [{ kind: "plain", text: part }]));
    return spans.filter((span) => span.text !== "");
}

function withoutOuterBreaks(text) {
    let [from, to] = [0, text.length];
    while (text[from] === "\n") from += 1;
    while (to > from && text[to - 1] === "\n") to -= 1;
    return text.slice(from, to);
}
