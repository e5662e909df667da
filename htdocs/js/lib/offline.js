// There was no answer, or none that is ours.

/** No network, or something in between that answers in the server's place. */
export class Offline extends Error {
    constructor() {
        super("offline");
        this.isTransient = true;
    }
}
