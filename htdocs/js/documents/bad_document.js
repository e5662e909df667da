// Why a document is not sent, or not offered.

/**
 * `trouble`: "empty", "large" (more bytes than the house allows), "kind" (none of ours), "claim" (not what its name says), "macros" (macros,
 * or programs embedded in it), "locked" (a password on it: nobody can look inside), "broken" (does not hold together).
 */
export class BadDocument extends Error {
    constructor(trouble) {
        super(trouble);
        this.trouble = trouble;
    }
}
