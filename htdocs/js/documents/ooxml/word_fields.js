// Fields of a docx (ECMA-376 part 1, 17.16) that start a program, or fetch something, when they are brought up to date.
import { BadDocument } from "../bad_document.js";
import { LARGEST_PART, MOST_NESTED_FIELDS } from "../limits.js";

/** As the beginnings of instructions: "DDE" is also DDEAUTO, "INCLUDE" also INCLUDETEXT and INCLUDEPICTURE. */
const REFUSED = ["DDE", "INCLUDE", "IMPORT", "DATABASE", "LINK"];
const LONGEST_WORD = Math.max(...REFUSED.map((word) => word.length));

/** Throws BadDocument: "macros", or "broken" where the part cannot be read. Text that merely mentions such a word is nothing of it. */
export async function refuseFields(office, name) {
    const fields = new Fields();
    await office.readTokens(name, LARGEST_PART, (token) => fields.take(token), { mentions: ["instr"] });
    fields.finish();
}

/** The fields of a part, one within another. Only the beginning of each instruction is kept. */
class Fields {
    /** The outermost stands for instructions that are in no field: Word's own reading of them is not known. */
    #open = [{ start: "", isInstruction: false }];
    #inside = null;

    take({ open, close, text, attributes }) {
        if (open === "fldSimple") this.#takeSimple(valueOf(attributes(), "instr"));
        else if (open === "fldChar") this.#takeMark(valueOf(attributes(), "fldCharType"));
        else if (open === "instrText" || open === "t") this.#inside = open;
        else if (close === this.#inside) this.#inside = null;
        else if (text !== undefined && this.#inside !== null) this.#takeText(text);
    }

    finish() {
        this.#open.forEach(judge);
    }

    #takeSimple(instruction) {
        this.#refuseComputed();
        judge({ start: compact(instruction) });
    }

    #takeMark(type) {
        if (type === "begin") {
            this.#refuseComputed();
            if (this.#open.length > MOST_NESTED_FIELDS) throw new BadDocument("broken");
            this.#open.push({ start: "", isInstruction: true });
        } else {
            judge(this.#last);
            Object.assign(this.#last, { start: "", isInstruction: false });
            if (type === "end" && this.#open.length > 1) this.#open.pop();
        }
    }

    // Plain text between the beginning and the end of an instruction belongs to it; elsewhere it is what people read.
    #takeText(text) {
        const field = this.#last;
        if (this.#inside === "t" && !field.isInstruction) return;
        if (field.start.length < LONGEST_WORD) field.start += compact(text);
    }

    // { { QUOTE 68 68 69 } … }: what the field does would be another field's result.
    #refuseComputed() {
        const { start, isInstruction } = this.#last;
        if (isInstruction && REFUSED.some((word) => word.startsWith(start))) throw new BadDocument("macros");
    }

    get #last() {
        return this.#open.at(-1);
    }
}

// Pieces of a word stand in several elements, and each may have lost the blanks around it: none of them counts.
function compact(text) {
    return text.replace(/[\s\p{Cf}"“”]+/gu, "").toUpperCase();
}

function judge({ start }) {
    if (REFUSED.some((word) => start.startsWith(word))) throw new BadDocument("macros");
}

function valueOf(given, wanted) {
    for (const [name, value] of given) if (name === wanted || name.endsWith(`:${wanted}`)) return value.trim();
    return "";
}
