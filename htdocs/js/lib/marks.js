// Marks within a line (**bold**, *italic*, _italic_) and addresses: the inner half of the grammar of rich_text.js. Linear in time,
// whatever the text: it is cut into tokens once, each mark is pushed and popped at most once, and the spans are built once.

/** Without signs that nobody sees: they could turn what is shown of it around. */
const ADDRESS = /https?:\/\/[^\s<>"'\p{Cc}\p{Cf}]+/iuy;
const RUN = /\*+|_+/y;
/** Up to the next character that may begin a run or an address. */
const PLAIN = /[^*_hH]+|[^]/uy;
/** What ends a sentence rather than an address. */
const TRAILING = ".,;:!?)]}*_";
/** What a run of stars or lines stands for; a longer one is decoration. */
const MARKS = { "*": ["*"], "**": ["**"], "***": ["**", "*"], _: ["_"] };
const KINDS = { "**": "bold", "*": "italic", _: "italic" };
/** A mark encloses at least a letter, a figure or a picture: *_* is a face, *.* a pattern. */
const WORTH = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
/** Marks within marks: deeper than this they are plain text. */
const DEEPEST = 4;

/** The spans of a paragraph, as rich_text.js tells of them. */
export function readSpans(text) {
    const tokens = tokensOf(text);
    new Pairing().pair(tokens);
    return build(tokens);
}

/** What a reader sees of spans. */
export function textOf(spans) {
    return spans.map((span) => span.text ?? span.address ?? textOf(span.spans)).join("");
}

// {text} is plain, {text, isLink} an address, {text, marks, opens, closes} a run with what it could do.
function tokensOf(text) {
    const tokens = [];
    for (let at = 0; at < text.length; ) {
        const token = addressAt(text, at) ?? runAt(text, at) ?? { text: matchAt(PLAIN, text, at) };
        tokens.push(token);
        at += token.text.length;
    }
    return tokens;
}

// What looks like an address and is none is passed over as a whole, so that it is not looked at again from each of its letters.
function addressAt(text, at) {
    if (text[at].toLowerCase() !== "h" || isWord(text[at - 1])) return null;
    const address = withoutTrailing(matchAt(ADDRESS, text, at));
    return address === "" ? null : { text: address, isLink: isHonest(address) };
}

// "https://bank.example@other.example" leads to the other one.
function isHonest(address) {
    return URL.canParse(address) && new URL(address).username === "";
}

// What could do both, like the lines of ^_^, closes or does nothing.
function runAt(text, at) {
    const run = matchAt(RUN, text, at);
    if (run === "") return null;
    const [before, after] = [text[at - 1], text[at + run.length]];
    const marks = before === "\\" ? [] : (MARKS[run] ?? []);
    const closes = !isSpace(before) && !isWord(after);
    return { text: run, marks, closes, opens: !closes && !isWord(before) && !isSpace(after), opened: [], closed: 0 };
}

/**
 * Finds which mark closes which: `opened` of a token are its marks that are closed later, outermost first; `closed` is how many it closes.
 */
class Pairing {
    #open = [];
    #count = { "**": 0, "*": 0, _: 0 };
    #worth = 0;

    pair(tokens) {
        for (const token of tokens) {
            if (!token.marks) this.#worth += WORTH.test(token.text) ? 1 : 0;
            else if (token.closes) this.#close(token);
            else if (token.opens) token.marks.forEach((mark) => this.#push({ mark, token, worth: this.#worth }));
        }
    }

    #push(opener) {
        this.#open.push(opener);
        this.#count[opener.mark] += 1;
    }

    #pop() {
        const opener = this.#open.pop();
        this.#count[opener.mark] -= 1;
        return opener;
    }

    // A run that closes only a part of what it stands for would leave a stray star: it closes all of it or nothing.
    #close(token) {
        if (!token.marks.every((mark) => this.#count[mark] > 0)) return;
        const nearest = token.marks.length > 1 ? this.#open.findLast(({ mark }) => mark !== "_").mark : token.marks[0];
        const marks = nearest === token.marks[0] ? token.marks : [...token.marks].reverse();
        for (const mark of marks) this.#closeOne(token, mark);
    }

    // What was opened later and is open still stays as it was typed.
    #closeOne(token, mark) {
        this.#turn(mark);
        let opener = this.#pop();
        while (opener.mark !== mark) opener = this.#pop();
        if (opener.worth === this.#worth) return;
        opener.token.opened.unshift(mark);
        token.closed += 1;
    }

    // The two marks of "***" may be closed in either order.
    #turn(mark) {
        const [outer, inner] = this.#open.slice(-2);
        if (inner && inner.token === outer.token && inner.mark !== mark) this.#open.splice(-2, 2, inner, outer);
    }
}

function build(tokens) {
    const frames = [{ spans: [], mark: "" }];
    for (const token of tokens) {
        const { spans } = frames.at(-1);
        if (token.isLink) spans.push({ kind: "link", address: token.text });
        else if (token.closed > 0) closeFrames(frames, token);
        else if (token.opened?.length > 0) openFrames(frames, token);
        else addPlain(spans, token.text);
    }
    return frames[0].spans;
}

function openFrames(frames, { text, opened }) {
    addPlain(frames.at(-1).spans, text.slice(opened.join("").length));
    for (const mark of opened) {
        const { spans } = frames.at(-1);
        const isTooDeep = frames.length > DEEPEST;
        if (isTooDeep) addPlain(spans, mark);
        const inner = { kind: KINDS[mark], spans: [] };
        if (!isTooDeep) spans.push(inner);
        frames.push({ spans: isTooDeep ? spans : inner.spans, mark, isTooDeep });
    }
}

function closeFrames(frames, { text, closed }) {
    let left = text;
    for (let i = 0; i < closed; ++i) {
        const { mark, isTooDeep } = frames.pop();
        if (isTooDeep) addPlain(frames.at(-1).spans, mark);
        left = left.slice(mark.length);
    }
    addPlain(frames.at(-1).spans, left);
}

function addPlain(spans, text) {
    if (text === "") return;
    if (spans.at(-1)?.kind === "plain") spans.at(-1).text += text;
    else spans.push({ kind: "plain", text });
}

function matchAt(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
}

function withoutTrailing(address) {
    let to = address.length;
    while (to > 0 && TRAILING.includes(address[to - 1])) to -= 1;
    return address.slice(0, to);
}

function isSpace(character) {
    return character === undefined || /\s/.test(character);
}

// A mark over a letter (as in a decomposed "ä") belongs to its word.
function isWord(character) {
    return character !== undefined && /[\p{L}\p{M}\p{N}]/u.test(character);
}
