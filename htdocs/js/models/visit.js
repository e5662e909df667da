// A seeker's visit: from the confirmation to the end of the chat, as the server tells it.
import { Refusal, call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import { SharedPoll } from "../lib/shared_poll.js";
import { newId } from "../lib/random_id.js";
import * as clock from "../lib/clock.js";
import { History } from "./history.js";
import { Outbox } from "./outbox.js";

/** Answers can overtake one another; the chat only goes forward. */
const ORDER = ["none", "elsewhere", "waiting", "accepted", "running", "ending", "over"];

/**
 * `stage` is "none" (not confirmed), "elsewhere" (a place in another topic, see `other`), "waiting", "accepted", "running", "ending" (asked
 * for, the server does not know yet) or "over" (see `reason`). Events: "change" (chat or stage), "messages" (detail: the new ones),
 * "line" (detail: whether it is up).
 */
export class Visit extends EventTarget {
    stage = "none";
    chat = null;
    other = null;
    reason = null;
    undelivered = 0;
    history = new History();
    outbox = new Outbox("seeker/messages");

    #slug;
    #poll;
    #enqueueId = newId();
    #cancelAlarm = () => {};

    constructor(slug) {
        super();
        this.#slug = slug;
        this.#poll = new SharedPoll("seeker", "seeker/events", {
            onNews: (answer) => this.#apply(answer),
            onRefused: (refusal) => this.#lost(refusal),
            onLine: (up) => this.dispatchEvent(new CustomEvent("line", { detail: up })),
        });
        this.outbox.addEventListener("refused", (event) => this.#lost(event.detail));
        this.outbox.addEventListener("change", () => this.#changed());
    }

    /** Whether there is a session that the server still knows. */
    get isLive() {
        return this.stage === "waiting" || this.stage === "accepted" || this.stage === "running";
    }

    /** Looks whether this browser has a place already. Throws Offline, or a Refusal that passes. */
    async resume() {
        try {
            const answer = await call("GET", "seeker/events");
            if (answer.chat.topic.slug !== this.#slug) {
                this.other = answer.chat.topic;
                this.#enter("elsewhere");
                return;
            }
            this.#apply(answer);
            this.#poll.start();
        } catch (error) {
            if (error.code === "session_ended") this.#finish(error.reason);
            else if (error.code !== "no_session") throw error;
        }
    }

    /** "Bestätigen": joins the queue. A repeat after a lost answer finds the same place. Throws Refusal or Offline. */
    async confirm({ leaveOther = false } = {}) {
        const answer = await call("POST", "seeker/enqueue", { json: { topic: this.#slug, clientId: this.#enqueueId, leaveOther } });
        if (this.stage === "over") return this.#tellEnd({ quickExit: true }).catch(() => {}); // left meanwhile
        this.#apply(answer);
        this.#poll.start();
    }

    /** "Jetzt chatten". Throws Refusal or Offline. */
    async begin() {
        try {
            this.#apply(await call("POST", "seeker/begin"));
        } catch (error) {
            if (error.status !== 401) throw error;
            this.#lost(error);
        }
    }

    write(text) {
        this.outbox.write(text, clock.now());
    }

    /** Leaves for good: the page forgets at once, and the server is told until it knows. */
    async end() {
        if (!this.isLive) return;
        this.undelivered = this.outbox.undelivered;
        const withdrawn = this.stage === "waiting";
        const reason = withdrawn ? "withdrawn" : "seeker";
        this.#forget();
        this.#enter("ending");
        try {
            await persist(() => this.#tellEnd({}), { onTrouble: () => this.dispatchEvent(new CustomEvent("line", { detail: false })) });
        } catch (error) {
            if (!(error instanceof Refusal)) throw error; // refused: it was over already
        }
        this.#finish(reason);
    }

    /** The page is being left: the place is kept for a while only. Outlives the page. */
    leave() {
        if (this.stage === "ending") this.#tellEnd({}).catch(() => {});
        else if (this.isLive) call("POST", "seeker/leave", { json: {}, keepalive: true }).catch(() => {});
    }

    /** "Schnell verlassen": tells the server without waiting for it. */
    vanish() {
        if (this.isLive || this.stage === "ending") this.#tellEnd({ quickExit: true }).catch(() => {});
        this.#forget();
        this.stage = "over";
    }

    /** Outlives the page. */
    #tellEnd(json) {
        return call("POST", "seeker/end", { json, keepalive: true });
    }

    #apply(answer) {
        if (this.stage === "over" || this.stage === "ending") return;
        // Another tab has moved to another topic, and the browser's session with it.
        if (this.chat && answer.chat && answer.chat.id !== this.chat.id) return this.#finish("elsewhere");
        if (answer.messages) this.#receive(answer.messages);
        if (answer.queue && this.stage === "waiting") {
            Object.assign(this.chat, answer.queue);
            this.#changed();
        }
        if (answer.chat && ORDER.indexOf(answer.chat.state) >= ORDER.indexOf(this.stage)) {
            this.chat = answer.chat;
            this.#watchWindow();
            this.#enter(answer.chat.state);
        } else if (answer.messages) {
            this.#changed();
        }
    }

    #receive(messages) {
        const fresh = this.history.add(messages);
        this.outbox.settle(fresh.map((message) => message.clientId));
        if (fresh.length > 0) this.dispatchEvent(new CustomEvent("messages", { detail: fresh }));
    }

    // The 180 minutes end on the page at their second, whether or not the server can be asked.
    #watchWindow() {
        this.#cancelAlarm();
        this.#cancelAlarm = this.chat.openUntil ? clock.alarm(this.chat.openUntil, () => this.#passWindow()) : () => {};
    }

    // This device's clock may have been set: if the server can be asked, its word counts.
    async #passWindow() {
        try {
            this.#apply(await call("GET", "seeker/events"));
        } catch (error) {
            if (error.status === 401) this.#lost(error);
            else this.#finish("window");
        }
    }

    #lost(refusal) {
        if (this.stage === "over" || this.stage === "ending") return;
        this.#finish(refusal.reason ?? "unknown");
    }

    #finish(reason) {
        this.undelivered += this.outbox.undelivered;
        this.#forget();
        this.reason = reason;
        this.#enter("over");
    }

    #forget() {
        this.#cancelAlarm();
        this.#poll.stop();
        this.history.clear();
        this.outbox.clear();
        this.chat = null;
    }

    #enter(stage) {
        this.stage = stage;
        this.#changed();
    }

    #changed() {
        this.dispatchEvent(new Event("change"));
    }
}
