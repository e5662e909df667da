// An end to waiting for an answer: a line can die without saying so, and then nothing ever comes.
import { Offline } from "./offline.js";

/** For how many milliseconds nothing may come. */
const LONGEST = 10000;
/** Bytes a millisecond (32 kbit/s): sending a body may take that much longer. */
const SLOWEST = 4;

/** For how many milliseconds a call with a body of `bytes` may be without an answer. */
export function patienceFor(bytes) {
    return LONGEST + bytes / SLOWEST;
}

export class Patience {
    #milliseconds;
    #silence = new AbortController();
    #timer;

    constructor(milliseconds) {
        this.#milliseconds = milliseconds;
        this.#wait();
    }

    /** Aborted with an Offline that `isSilence`, once nothing has come for too long. */
    get signal() {
        return this.#silence.signal;
    }

    /** The same response; each part of its body that comes is a reason to go on waiting. */
    watch(response) {
        if (!response.body) return response;
        const heard = new TransformStream({
            transform: (part, controller) => {
                this.end();
                this.#wait();
                controller.enqueue(part);
            },
        });
        return new Response(response.body.pipeThrough(heard), { status: response.status, headers: response.headers });
    }

    end() {
        clearTimeout(this.#timer);
    }

    #wait() {
        this.#timer = setTimeout(() => this.#silence.abort(new Offline({ isSilence: true })), this.#milliseconds);
    }
}
