// Trying again: later each time, and spread, so that after an outage not everybody comes back in the same moment.

const FIRST = 500;
const LONGEST = 15000;
/** How often a write is tried that the server fails over. */
const TRIES = 3;

export class Backoff {
    #attempt = 0;

    reset() {
        this.#attempt = 0;
    }

    /**
     * Milliseconds until the next try; never less than the server asked for. Who is asked to wait hears it at the same moment as everybody
     * else: all wait up to twice as long.
     */
    next(error) {
        const ceiling = Math.min(LONGEST, FIRST * 2 ** this.#attempt);
        this.#attempt += 1;
        const asked = (error?.retryAfter ?? 0) * 1000;
        return asked * (1 + Math.random()) + ceiling * (0.5 + Math.random() / 2);
    }
}

/** Waits; ends early when the network comes back. Throws AbortError when `signal` breaks it off. */
export function pause(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        const finish = (settle) => () => {
            clearTimeout(timer);
            window.removeEventListener("online", wake);
            signal?.removeEventListener("abort", stop);
            settle();
        };
        const wake = finish(resolve);
        const stop = finish(() => reject(new DOMException("stopped", "AbortError")));
        const timer = setTimeout(wake, milliseconds);
        window.addEventListener("online", wake);
        signal?.addEventListener("abort", stop);
        if (signal?.aborted) stop();
    });
}

/** Runs `work` until it does not fail for a passing reason any more; `onTrouble(error)` hears of each failure. */
export async function persist(work, { signal, onTrouble } = {}) {
    const backoff = new Backoff();
    for (;;) {
        try {
            return await work();
        } catch (error) {
            if (!error.isTransient) throw error;
            onTrouble?.(error);
            await pause(backoff.next(error), signal);
        }
    }
}

/** The same for what is one of several to be written: a bug on the server's side (code "internal") must not hold up the others. */
export function deliver(work, options) {
    let failures = 0;
    return persist(async () => {
        try {
            return await work();
        } catch (error) {
            if (error.code === "internal" && ++failures === TRIES) error.isFinal = true;
            throw error;
        }
    }, options);
}
