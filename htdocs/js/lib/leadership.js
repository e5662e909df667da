// Which of a browser's tabs leads: the one that holds a lock (Web Locks API). The lock passes on when that tab closes or is frozen by the
// browser, and is taken from a leader that gives no sign of life: a tab that hangs keeps its lock.

/** Milliseconds between questions to the leader, and for how long it may be silent. Browsers let hidden tabs ask less often. */
const EVERY = 2000;
const PATIENCE = 4000;
const QUESTION = "Is the leader there?";
const SIGN = "It is.";

export class Leadership {
    #name;
    #onLead;
    #onLost;
    #channel = null;
    #isLeading = false;
    #heard = 0;
    #awake = null;
    #resume = () => {};
    #release = () => {};

    /** `name`: the same in all tabs; `onLead()` when this tab leads from now on, `onLost()` when another one has taken it over. */
    constructor(name, { onLead, onLost }) {
        this.#name = name;
        this.#onLead = onLead;
        this.#onLost = onLost;
    }

    /** Waits for its turn, leads, and waits again when it has lost the lock. Resolves when `signal` is aborted. */
    async run(signal) {
        const channel = new BroadcastChannel(`${this.#name}:leader`);
        channel.onmessage = ({ data }) => this.#hear(data);
        this.#channel = channel;
        // A frozen tab still answers messages (Chromium), but no call of it goes on.
        document.addEventListener("freeze", () => this.#freeze(), { signal });
        document.addEventListener("resume", () => this.#resume(), { signal });
        signal.addEventListener("abort", () => this.#resume());
        while (!signal.aborted) {
            await this.#awake;
            const isSilent = await this.#queue(signal);
            if (isSilent && !signal.aborted) await this.#hold({ steal: true }, signal);
        }
        channel.close();
    }

    /** Resolves when this tab leads no more, or (true) the leader gives no sign of life. */
    async #queue(signal) {
        const silence = new AbortController();
        const stop = this.#watch(() => silence.abort());
        await this.#hold({ signal: AbortSignal.any([signal, silence.signal]) }, signal, stop);
        stop();
        return silence.signal.aborted;
    }

    async #hold(options, signal, onHeld = () => {}) {
        try {
            await navigator.locks.request(this.#name, options, () => {
                onHeld();
                return this.#lead(signal);
            });
        } catch (error) {
            if (error.name !== "AbortError") throw error;
        }
        if (!this.#isLeading) return;
        this.#isLeading = false;
        if (!signal.aborted) this.#onLost();
    }

    #lead(signal) {
        if (signal.aborted) return undefined;
        this.#isLeading = true;
        this.#channel.postMessage(SIGN);
        this.#onLead();
        return new Promise((resolve) => {
            this.#release = resolve;
            signal.addEventListener("abort", resolve);
        });
    }

    #freeze() {
        this.#awake = new Promise((resolve) => (this.#resume = resolve));
        this.#release();
    }

    #hear(data) {
        if (data === SIGN) this.#heard = performance.now();
        else if (this.#isLeading) this.#channel.postMessage(SIGN);
    }

    #watch(onSilence) {
        let last = performance.now();
        this.#heard = last;
        const look = () => {
            const now = performance.now();
            // This tab itself was asleep.
            if (now - last > PATIENCE) this.#heard = now;
            last = now;
            if (now - this.#heard > PATIENCE) onSilence();
            else this.#channel.postMessage(QUESTION);
        };
        const timer = setInterval(look, EVERY);
        return () => clearInterval(timer);
    }
}
