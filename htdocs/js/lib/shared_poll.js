// One open call for all tabs of a browser, since it opens only six connections to a host: the tab that holds the lock polls and tells the
// others; when it closes, the lock and with it the poll pass on (Web Locks API, BroadcastChannel).
import { Refusal, call } from "./api.js";
import { persist } from "./backoff.js";
import { LongPoll, pollQuery } from "./long_poll.js";

export class SharedPoll {
    #name;
    #path;
    #handlers;
    #poll;
    #channel = null;
    #stop = null;
    #cursor = null;
    #early = [];

    /** `name`: the same in the tabs that share; `handlers` as LongPoll's, called in every tab. */
    constructor(name, path, handlers) {
        this.#name = `caritas:${name}`;
        this.#path = path;
        this.#handlers = handlers;
        this.#poll = new LongPoll(path, {
            page: handlers.page,
            onNews: (answer) => this.#tell({ news: answer }),
            onRefused: (refusal) => this.#tell({ refused: refusal.told }),
            onLine: (up) => this.#tell({ line: up }),
        });
    }

    /** Looks at everything once, then follows. */
    async start() {
        if (this.#stop) return;
        this.#stop = new AbortController();
        const { signal } = this.#stop;
        // Listening comes before looking: what is told in between waits until the look is there.
        this.#channel = new BroadcastChannel(this.#name);
        this.#channel.onmessage = ({ data }) => (this.#cursor === null ? this.#early.push(data) : this.#hear(data));
        try {
            const onTrouble = () => this.#handlers.onLine(false);
            const answer = await persist(() => call("GET", `${this.#path}?${this.#first()}`, { signal }), { signal, onTrouble });
            this.#handlers.onLine(true);
            this.#hear({ news: answer });
            for (const told of this.#early.splice(0)) this.#hear(told);
            await navigator.locks.request(this.#name, { signal }, () => this.#lead(signal));
        } catch (error) {
            if (signal.aborted) return;
            if (!(error instanceof Refusal)) throw error;
            this.#hear({ refused: error.told });
        }
    }

    stop() {
        this.#stop?.abort();
        this.#stop = null;
        this.#poll.stop();
        this.#channel?.close();
        this.#channel = null;
        this.#cursor = null;
        this.#early = [];
    }

    #first() {
        return pollQuery({ fresh: "1", page: this.#handlers.page?.() });
    }

    // Holds the lock until this tab stops.
    #lead(signal) {
        if (signal.aborted) return undefined;
        this.#poll.start(this.#cursor);
        return new Promise((resolve) => signal.addEventListener("abort", resolve));
    }

    #tell(told) {
        this.#channel?.postMessage(told);
        this.#hear(told);
    }

    #hear({ news, refused, line }) {
        if (news) {
            this.#cursor = news.cursor;
            this.#handlers.onNews(news);
        } else if (refused) {
            this.stop();
            this.#handlers.onRefused(new Refusal(...refused));
        } else {
            this.#handlers.onLine(line);
        }
    }
}
