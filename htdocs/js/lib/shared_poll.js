// One open call for all tabs of a browser, since it opens only six connections to a host: the tab that leads polls and tells the others
// (BroadcastChannel).
import { Refusal, call } from "./api.js";
import { persist } from "./backoff.js";
import { Leadership } from "./leadership.js";
import { LongPoll, pollQuery } from "./long_poll.js";

export class SharedPoll {
    #name;
    #path;
    #handlers;
    #poll;
    #leadership;
    #channel = null;
    #stop = null;
    #cursor = null;
    #early = [];
    #isUp = true;
    #term = 0;

    /** `name`: the same in the tabs that share; `handlers` as LongPoll's, called in every tab. */
    constructor(name, path, handlers) {
        this.#name = `caritas:${name}`;
        this.#path = path;
        this.#handlers = handlers;
        this.#leadership = new Leadership(this.#name, { onLead: () => this.#lead(), onLost: () => this.#poll.stop() });
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
            const onTrouble = () => this.#hear({ line: false });
            const answer = await persist(() => call("GET", `${this.#path}?${this.#first()}`, { signal }), { signal, onTrouble });
            this.#hear({ line: true });
            this.#hear({ news: answer });
            for (const told of this.#early.splice(0)) this.#hear(told);
            await this.#leadership.run(signal);
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

    #lead() {
        this.#term = Math.max(Date.now(), this.#term + 1);
        this.#poll.start(this.#cursor, { isDown: !this.#isUp });
    }

    #tell(told) {
        this.#channel?.postMessage({ ...told, term: this.#term });
        this.#hear(told);
    }

    #hear({ news, refused, line, term = this.#term }) {
        if (term < this.#term) return; // of a leader that hung, and does not know yet that another has taken over
        this.#term = term;
        if (news) {
            this.#cursor = news.cursor;
            this.#handlers.onNews(news);
        } else if (refused) {
            this.stop();
            this.#handlers.onRefused(new Refusal(...refused));
        } else {
            this.#isUp = line;
            this.#handlers.onLine(line);
        }
    }
}
