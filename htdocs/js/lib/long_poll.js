// The one open call through which news come: asks again at once after every answer, and goes on where it was after any trouble.
import { call } from "./api.js";
import { Backoff, pause } from "./backoff.js";
import { Line } from "./line.js";
import { Offline } from "./offline.js";

/** The server answers after 50 s at most; silence for longer means a line that died without saying so. */
const SILENCE = 65000;
/** "Nothing new" never comes so early, unless something is wrong: then the page does not ask without a pause. */
const FLOOR = 1000;
/** A poll older than this may hang on a line that is gone, once the device was away. */
const STALE = 10000;
/** A poll that was open for so long had reached the server: something on the way has cut it, and it is asked again without delay. */
const LIVED = 5000;
/** Spreads those whose polls were all cut in the same moment. */
const SPREAD = 250;
/** In doubt, a poll that has not been refused by then is waiting at the server, or in a line that is gone: another call tells which. */
const DOUBT = 1000;

/** This page itself gives a poll up to ask again: no trouble. */
class Restart extends Error {}

/** Of the parameters those that say something. */
export function pollQuery(parameters) {
    return new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
}

export class LongPoll {
    #path;
    #page;
    #handlers;
    #line;
    #cursor = null;
    #stop = null;

    /**
     * `page()`: what this page calls itself, or nothing. `onNews(answer)` for each answer with news, `onRefused(refusal)` when the server
     * will not go on (the poll has ended then), `onLine(up)` when the line was lost for longer than a moment, and when it is back.
     */
    constructor(path, { page = () => null, onNews, onRefused, onLine }) {
        this.#path = path;
        this.#page = page;
        this.#handlers = { onNews, onRefused };
        this.#line = new Line(onLine);
    }

    /** Begins where the cursor says. `isDown`: the page was told that the line is down. */
    start(cursor, { isDown = false } = {}) {
        if (this.#stop) return;
        this.#cursor = cursor;
        this.#stop = new AbortController();
        if (isDown) this.#line.startDown();
        this.#run(this.#stop.signal);
    }

    stop() {
        this.#stop?.abort();
        this.#stop = null;
        this.#line.forget();
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
                this.#line.answered();
                this.#cursor = answer.cursor;
                const isNews = Object.keys(answer).length > 2;
                if (isNews) this.#handlers.onNews(answer);
                else if (performance.now() - asked < FLOOR) await pause(FLOOR, signal);
            } catch (error) {
                if (signal.aborted) return;
                if (!error.isTransient && !(error instanceof Restart)) return this.#refused(error);
                fresh = true;
                await pause(this.#delay(error, backoff, performance.now() - asked), signal).catch(() => {});
            }
        }
    }

    /** Milliseconds until the poll is asked again; `age`: for how long it was open. */
    #delay(error, backoff, age) {
        const isRestart = error instanceof Restart;
        const wasCut = error instanceof Offline && !error.isSilence && age > LIVED;
        if (!isRestart && !wasCut) {
            this.#line.failed();
            return backoff.next(error);
        }
        backoff.reset();
        this.#line.uncertain();
        return isRestart ? 0 : Math.random() * SPREAD;
    }

    async #ask(signal, fresh) {
        const query = pollQuery({ after: this.#cursor, fresh: fresh && "1", page: this.#page() });
        const given = new AbortController(); // up
        const began = performance.now();
        const restart = () => given.abort(new Restart());
        const wake = () => !document.hidden && performance.now() - began > STALE && restart();
        const doubt = setTimeout(() => this.#line.isInDoubt && this.#probe(given), DOUBT);
        for (const change of ["online", "offline"]) window.addEventListener(change, restart);
        document.addEventListener("visibilitychange", wake);
        try {
            return await call("GET", `${this.#path}?${query}`, { signal: AbortSignal.any([signal, given.signal]), patience: SILENCE });
        } finally {
            clearTimeout(doubt);
            given.abort();
            for (const change of ["online", "offline"]) window.removeEventListener(change, restart);
            document.removeEventListener("visibilitychange", wake);
        }
    }

    // A poll may wait for long before its answer shows that the server is there again.
    async #probe(poll) {
        try {
            await call("GET", "site", { signal: poll.signal });
            this.#line.answered();
        } catch (error) {
            poll.abort(error.isTransient ? error : new Offline());
        }
    }

    #refused(error) {
        this.stop();
        if (!error.status) throw error; // a bug of ours, not an answer
        this.#handlers.onRefused(error);
    }
}
