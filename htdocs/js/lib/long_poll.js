// The one open call through which news come: asks again at once after every answer, and goes on where it was after any trouble.
import { call } from "./api.js";
import { Backoff, pause } from "./backoff.js";

/** The server answers after 50 s at most; silence for longer means a line that died without saying so. */
const SILENCE = 65000;
/** "Nothing new" never comes so early, unless something is wrong: then the page does not ask without a pause. */
const FLOOR = 1000;
/** A poll older than this may hang on a line that is gone, once the device was away. */
const STALE = 10000;
/** A break this short is not worth a word on the page. */
const PATIENCE = 3000;

/** Of the parameters those that say something. */
export function pollQuery(parameters) {
    return new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
}

export class LongPoll {
    #path;
    #page;
    #handlers;
    #cursor = null;
    #stop = null;
    #down = null;

    /**
     * `page()`: what this page calls itself, or nothing. `onNews(answer)` for each answer with news, `onRefused(refusal)` when the server
     * will not go on (the poll has ended then), `onLine(up)` when the line was lost for longer than a moment, and when it is back.
     */
    constructor(path, { page = () => null, onNews, onRefused, onLine }) {
        this.#path = path;
        this.#page = page;
        this.#handlers = { onNews, onRefused, onLine };
    }

    /** Begins where the cursor says. */
    start(cursor) {
        if (this.#stop) return;
        this.#cursor = cursor;
        this.#stop = new AbortController();
        this.#run(this.#stop.signal);
    }

    stop() {
        this.#stop?.abort();
        this.#stop = null;
        clearTimeout(this.#down);
        this.#down = null;
    }

    async #run(signal) {
        const backoff = new Backoff();
        let fresh = true;
        while (!signal.aborted) {
            const asked = performance.now();
            try {
                const answer = await this.#ask(signal, fresh);
                fresh = false;
                backoff.reset();
                this.#lineIs(true);
                this.#cursor = answer.cursor;
                const isNews = Object.keys(answer).length > 2;
                if (isNews) this.#handlers.onNews(answer);
                else if (performance.now() - asked < FLOOR) await pause(FLOOR, signal);
            } catch (error) {
                if (signal.aborted) return;
                if (!error.isTransient && error.name !== "AbortError") return this.#refused(error);
                fresh = true;
                this.#lineIs(false);
                await pause(backoff.next(error), signal).catch(() => {});
            }
        }
    }

    async #ask(signal, fresh) {
        const query = pollQuery({ after: this.#cursor, fresh: fresh && "1", page: this.#page() });
        const silence = new AbortController();
        const timer = setTimeout(() => silence.abort(), SILENCE);
        const giveUp = () => silence.abort();
        signal.addEventListener("abort", giveUp);
        const began = performance.now();
        const wake = () => !document.hidden && performance.now() - began > STALE && silence.abort();
        window.addEventListener("online", giveUp);
        document.addEventListener("visibilitychange", wake);
        try {
            return await call("GET", `${this.#path}?${query}`, { signal: silence.signal });
        } finally {
            clearTimeout(timer);
            signal.removeEventListener("abort", giveUp);
            window.removeEventListener("online", giveUp);
            document.removeEventListener("visibilitychange", wake);
        }
    }

    #refused(error) {
        this.stop();
        if (!error.status) throw error; // a bug of ours, not an answer
        this.#handlers.onRefused(error);
    }

    #lineIs(up) {
        if (up && this.#down !== null) {
            clearTimeout(this.#down);
            this.#down = null;
            this.#handlers.onLine(true);
        } else if (!up && this.#down === null) {
            this.#down = setTimeout(() => this.#handlers.onLine(false), PATIENCE);
        }
    }
}
