// Why a document is not sent, or not offered.

/**
 * `trouble`: "empty", "large" (more bytes than the house allows), "kind" (none of ours), "claim" (not what its name says), "macros" (macros or
 * programs embedded in it, or what starts one when it is opened), "fetches" (gets something from elsewhere when it is opened), "locked" (a
 * password on it: nobody can look inside), "unusual" (packed in a way that programs may read differently), "broken" (does not hold together), "budget" (to
 * look into it takes more time or memory than there is: too large or too deeply nested), "foreign" (a picture of a format that is not sent, and cannot
 * be drawn anew here), "front" (a PDF with something else in front of it).
 */
export class BadDocument extends Error {
    /** `format`: the name of a format that people know, for "foreign". */
    constructor(trouble, format = "") {
        super(trouble);
        this.trouble = trouble;
        this.format = format;
    }
}
