// There was no answer, or none that is ours.

/** No network, or something in between that answers in the server's place; `isSilence`: nothing came at all, for as long as a page waits. */
export class Offline extends Error {
    constructor({ isSilence = false } = {}) {
        super("offline");
        this.isTransient = true;
        this.isSilence = isSilence;
    }
}
