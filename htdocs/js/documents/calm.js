// Time for the page while something long is read.
import { LONGEST_STRETCH, TOKENS_UNTIL_LOOK } from "./limits.js";

/** For each step of the work: `if (calm.isDue) await calm.rest()`. */
export class Calm {
    #since = performance.now();
    #untilLook = TOKENS_UNTIL_LOOK;

    /** To be asked for each step: whether the page should have its turn. Looks at the clock only at some of them. */
    get isDue() {
        this.#untilLook -= 1;
        if (this.#untilLook > 0) return false;
        this.#untilLook = TOKENS_UNTIL_LOOK;
        return performance.now() - this.#since >= LONGEST_STRETCH;
    }

    async rest() {
        await nextTurn();
        this.#since = performance.now();
    }
}

// Not by a timer: in a tab that is not looked at those wait for a second.
function nextTurn() {
    return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            port1.close();
            resolve();
        };
        port2.postMessage(null);
    });
}
