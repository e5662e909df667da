// Fields of a docx (ECMA-376 part 1, 17.16) that start a program, or fetch something, when they are brought up to date.
import { BadDocument } from "../bad_document.js";
import { LARGEST_PART, LONGEST_INSTRUCTION, MOST_NESTED_FIELDS } from "../limits.js";
import { isLocal } from "./local_targets.js";

/** As the beginnings of instructions: "DDE" is also DDEAUTO, "INCLUDE" also INCLUDETEXT and INCLUDEPICTURE. */
const REFUSED = { DDE: "macros", INCLUDE: "fetches", IMPORT: "fetches", DATABASE: "fetches", LINK: "fetches" };
const WORDS = Object.keys(REFUSED);
const LONGEST_WORD = Math.max(...WORDS.map((word) => word.length));
/** A picture by its path, in quotes or without: `INCLUDEPICTURE "C:\\Bilder\\a.png" \* MERGEFORMAT`. IMPORT is its old name. */
const PICTURE = /^[\s\p{Cf}]*(?:INCLUDEPICTURE|IMPORT)[\s\p{Cf}]+(?:["“”]([^"“”]+)["“”]|([^\s"“”]+))([^"“”]*)$/iu;

/** Throws BadDocument: "macros", "fetches", or "broken" where the part cannot be read. Text that merely mentions such a word is nothing of it. */
export async function refuseFields(office, name) {
    const fields = new Fields();
    await office.readTokens(name, LARGEST_PART, (token) => fields.take(token), { mentions: ["instr"] });
    fields.finish();
}

/** The fields of a part, one within another. Only the beginning of each instruction is kept. */
class Fields {
    /** The outermost stands for instructions that are in no field: Word's own reading of them is not known. */
    #open = [newField({ isInstruction: false })];
    #inside = null;

    take({ open, close, text, attributes }) {
        if (open === "fldSimple") this.#takeSimple(valueOf(attributes(), "instr"));
        else if (open === "fldChar") this.#takeMark(valueOf(attributes(), "fldCharType"));
        else if (open === "instrText" || open === "t") this.#inside = open;
        else if (close !== undefined && close === this.#inside) this.#inside = null;
        else if (text !== undefined && this.#inside !== null) this.#takeText(text);
    }

    finish() {
        this.#open.forEach(judge);
    }

    #takeSimple(instruction) {
        this.#noteComputed();
        judge({ ...newField({ isInstruction: true }), start: compact(instruction), whole: instruction });
    }

    #takeMark(type) {
        if (type === "begin") {
            this.#noteComputed();
            if (this.#open.length > MOST_NESTED_FIELDS) throw new BadDocument("broken");
            this.#open.push(newField({ isInstruction: true }));
        } else {
            judge(this.#last);
            Object.assign(this.#last, newField({ isInstruction: false }));
            if (type === "end" && this.#open.length > 1) this.#open.pop();
        }
    }

    // Plain text between the beginning and the end of an instruction belongs to it; elsewhere it is what people read.
    #takeText(text) {
        const field = this.#last;
        if (this.#inside === "t" && !field.isInstruction) return;
        if (field.start.length < LONGEST_WORD) field.start += compact(text);
        if (field.whole.length <= LONGEST_INSTRUCTION) field.whole += text;
    }

    // { { QUOTE 68 68 69 } … }: what the field does would be another field's result.
    #noteComputed() {
        const field = this.#last;
        if (!field.isInstruction) return;
        field.isComputed = true;
        const word = WORDS.find((one) => one.startsWith(field.start));
        if (word !== undefined) throw new BadDocument(REFUSED[word]);
    }

    get #last() {
        return this.#open.at(-1);
    }
}

/** `start`: the beginning of the instruction, see compact(); `whole`: all of it; `isComputed`: other fields write parts of it. */
function newField({ isInstruction }) {
    return { start: "", whole: "", isComputed: false, isInstruction };
}

// Pieces of a word stand in several elements, and each may have lost the blanks around it: none of them counts.
function compact(text) {
    return text.replace(/[\s\p{Cf}"“”]+/gu, "").toUpperCase();
}

function judge(field) {
    const word = WORDS.find((one) => field.start.startsWith(one));
    if (word !== undefined && !isPictureOnDevice(field)) throw new BadDocument(REFUSED[word]);
}

function isPictureOnDevice({ whole, isComputed }) {
    const [, quoted, plain, rest] = (!isComputed && whole.length <= LONGEST_INSTRUCTION && PICTURE.exec(whole)) || [];
    const path = quoted ?? plain;
    // Two backslashes in a field stand for one. A program that forgot this may have meant a server.
    return path !== undefined && !/[\\/]{2}/.test(rest) && !/^[\\/]{2}(?![\\/])/.test(path) && isLocal(path.replaceAll("\\\\", "\\"));
}

function valueOf(given, wanted) {
    for (const [name, value] of given) if (name === wanted || name.endsWith(`:${wanted}`)) return value.trim();
    return "";
}
