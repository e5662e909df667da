// Why a document is not sent, or not offered.

/**
 * `trouble`: "empty", "large" (more bytes than the house allows), "kind" (none of ours), "claim" (not what its name says), "macros" (macros,
 * programs embedded in it, or what starts or fetches something when it is opened), "locked" (a password on it: nobody can look inside),
 * "broken" (does not hold together).
 */
export class BadDocument extends Error {
    constructor(trouble) {
        super(trouble);
        this.trouble = trouble;
    }
}
