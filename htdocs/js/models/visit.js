// A seeker's visit: from the confirmation to the end of the chat, as the server tells it.
import { Refusal, call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import { later } from "../lib/later.js";
import { NoCookies } from "../lib/no_cookies.js";
import { SharedPoll } from "../lib/shared_poll.js";
import { newId } from "../lib/random_id.js";
import * as clock from "../lib/clock.js";
import { History } from "./history.js";
import { KeptText } from "./kept_text.js";
import { LAST_WORD_WITHIN, LastWord } from "./last_word.js";
import { leaveForGood } from "./leaving.js";
import { Sending } from "./sending.js";
import { Signals } from "./signals.js";
import { VisitorKey } from "./visitor_key.js";

/** One tab at a time confirms: the second one then has the session, and with it the place, of the first. */
const TURN = "caritas:confirm";

/** Answers can overtake one another; the chat only goes forward. */
const ORDER = ["none", "elsewhere", "waiting", "accepted", "running", "ending", "over"];

/**
 * `stage` is "none" (not confirmed), "elsewhere" (a place in another topic, see `other`), "waiting", "accepted", "running", "ending" (asked
 * for, the server does not know yet) or "over" (see `reason`). `lock`: null, or why this tab cannot open the conversation: "lost" (its key
 * is not at hand) or "broken" (what the server gave does not fit: somebody has changed it). Events: "change" (chat or stage), "messages"
 * (detail: the new ones), "line" (detail: whether it is up).
 */
export class Visit extends EventTarget {
    stage = "none";
    chat = null;
    other = null;
    reason = null;
    undelivered = 0;
    lock = null;
    history = new History();
    sending = new Sending({ messages: "seeker/messages", files: "seeker/files", role: "seeker", cipher: () => this.#cipher, id: "seeker" });
    /** Begun and not sent. */
    draft;
    signals = new Signals("seeker");

    #slug;
    #poll;
    #enqueueId = newId();
    #page = newId();
    #mayHaveSession = true;
    #key = new VisitorKey();
    #cipher = null;
    #finding = null;
    #cancelAlarm = () => {};
    #lastWord = new LastWord(({ chat, reason }) => this.isLive && chat === this.chat.id && this.#finish(reason));

    constructor(slug) {
        super();
        this.#slug = slug;
        this.draft = new KeptText("draft", "seeker", () => this.#cipher);
        this.#poll = new SharedPoll("seeker", "seeker/events", {
            page: () => this.#page,
            onNews: (answer) => this.#apply(answer),
            onRefused: (refusal) => this.#lost(refusal),
            onLine: (up) => this.dispatchEvent(new CustomEvent("line", { detail: up })),
        });
        this.sending.addEventListener("refused", (event) => this.#lost(event.detail));
        this.sending.addEventListener("change", () => this.#changed());
        this.signals.addEventListener("change", () => this.#changed());
    }

    /** Whether there is a session that the server still knows. */
    get isLive() {
        return this.stage === "waiting" || this.stage === "accepted" || this.stage === "running";
    }

    /** Looks at the place that this browser has already; `hasSession`: whether it has one at all. Throws Offline, or a Refusal that passes. */
    async resume(hasSession) {
        this.#mayHaveSession = hasSession;
        if (!hasSession) return this.#forgetKept();
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
            else if (error.code === "no_session") this.#forgetKept();
            else throw error;
        }
    }

    /** "Bestätigen": joins the queue. A repeat after a lost answer finds the same place. Throws Refusal, Offline or NoCookies. */
    confirm({ leaveOther = false } = {}) {
        return navigator.locks.request(TURN, () => this.#join(leaveOther));
    }

    async #join(leaveOther) {
        this.#mayHaveSession = true;
        const publicKey = await this.#key.make();
        const answer = await call("POST", "seeker/enqueue", { json: { topic: this.#slug, clientId: this.#enqueueId, publicKey, leaveOther } });
        if (answer.chat.publicKey === publicKey && !(await this.#isRecognised())) return this.#withdraw();
        if (this.stage === "over") return leaveForGood({ quickExit: true }).catch(() => {}); // left meanwhile
        this.#apply(answer);
        this.#poll.start();
    }

    // Whether the cookie that came with the place goes along with the next call.
    async #isRecognised() {
        const refusal = await this.#key.keep({ isPatient: false }).catch((error) => error);
        return refusal?.code !== "no_session"; // what else went wrong is tried again
    }

    // Without the cookie nobody would ever come back to this place: counselors would wait for a ghost.
    #withdraw() {
        const clientId = this.#enqueueId;
        this.#enqueueId = newId();
        this.#mayHaveSession = false;
        persist(() => call("POST", "seeker/withdraw", { json: { clientId }, keepalive: true })).catch(() => {});
        throw new NoCookies();
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

    /** The code that both sides can compare; rejects where the key does not open. */
    async safetyCode() {
        return (await this.#cipher).safetyCode();
    }

    write(text) {
        this.signals.sent();
        this.sending.write(text);
    }

    /** Leaves for good: the page forgets at once, and the server is told until it knows. */
    async end() {
        if (!this.isLive) return;
        this.undelivered = this.sending.undelivered;
        const withdrawn = this.stage === "waiting";
        const reason = withdrawn ? "withdrawn" : "seeker";
        this.#lastWord.tell(this.chat.id, reason);
        this.#forget();
        this.#enter("ending");
        try {
            await persist(() => leaveForGood(), { onTrouble: () => this.dispatchEvent(new CustomEvent("line", { detail: false })) });
        } catch (error) {
            if (!(error instanceof Refusal)) throw error; // refused: it was over already
        }
        this.#finish(reason);
    }

    /**
     * The page is being left: the place is kept for a while only. Outlives the page; a poll of this page that arrives after it does not count.
     */
    leave() {
        if (this.stage === "ending") leaveForGood().catch(() => {});
        else if (this.isLive) call("POST", `seeker/leave?page=${this.#page}`, { json: {}, keepalive: true }).catch(() => {});
        this.#page = newId(); // if it goes on after all
    }

    /** "Schnell verlassen": tells the server without waiting for it; also where the page does not know yet whether there is something to end. */
    vanish() {
        if (this.#mayHaveSession) leaveForGood({ quickExit: true }).catch(() => {});
        this.#forget();
        this.stage = "over";
    }

    #apply(answer) {
        if (this.stage === "over" || this.stage === "ending") return;
        // Another tab has moved to another topic, and the browser's session with it.
        if (this.chat && answer.chat && answer.chat.id !== this.chat.id) return this.#finish("elsewhere");
        if (answer.chat) this.#unlock(answer.chat);
        if (answer.messages) this.#receive(answer.messages);
        for (const signal of answer.signals ?? []) this.signals.hear(signal);
        if (answer.queue && this.stage === "waiting") {
            Object.assign(this.chat, answer.queue);
            this.#changed();
        }
        if (answer.chat && ORDER.indexOf(answer.chat.state) >= ORDER.indexOf(this.stage)) {
            this.chat = answer.chat;
            this.signals.seen(answer.chat.counselorReadSeq ?? 0);
            this.#watchWindow();
            this.#enter(answer.chat.state);
        } else if (answer.messages) {
            this.#changed();
        }
    }

    async #receive(messages) {
        const fresh = await this.history.add(messages).catch(() => []);
        if (fresh.length === 0) return;
        this.sending.outbox.settle(fresh.map((message) => message.clientId));
        if (fresh.some((message) => message.from === "counselor")) this.signals.stopTyping();
        this.dispatchEvent(new CustomEvent("messages", { detail: fresh }));
        this.#changed();
    }

    /** Everything shown was seen. */
    markRead() {
        if (this.stage === "running") this.signals.tellRead(this.history.lastSeq, this.chat.readSeq);
    }

    // While waiting the own pair must be at hand, since the counselor's page wraps for it; from acceptance on it opens the conversation's key.
    #unlock(chat) {
        if (chat.keys && !this.#cipher) {
            this.#cipher = this.#openCipher(chat);
            this.history.openWith(this.#cipher);
            this.sending.recall(this.history);
            this.#cipher.catch((error) => this.#locked(error.status ? null : error.isTampering ? "broken" : "lost"));
        } else if (!chat.keys && this.#finding !== chat.publicKey) {
            this.#finding = chat.publicKey;
            this.#findKey(chat.publicKey).catch(() => (this.#finding = null)); // refused: accepted meanwhile, or over, as the next answer says
        }
    }

    async #openCipher(chat) {
        const pair = await this.#key.find(chat.keys.seeker);
        if (!pair) throw Object.assign(new Error("no pair"), { isTampering: this.#key.isForeign(chat.keys.seeker) });
        const { Cipher } = await later(() => import("./cipher.js"));
        return Cipher.open({ id: chat.id, role: "seeker", keys: chat.keys, pair });
    }

    // A tab that was closed took its pair along: as long as nobody wrapped for it, another one does.
    async #findKey(publicKey) {
        if (await this.#key.find(publicKey)) return this.#key.keep();
        await this.#key.replace(publicKey, (next) => persist(() => call("PUT", "seeker/key", { json: { publicKey: next } })));
    }

    #locked(lock) {
        if (lock === null || !this.isLive) return;
        this.lock = lock;
        this.#changed();
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
        if (!this.isLive) return;
        if (refusal.reason) this.#finish(refusal.reason);
        else setTimeout(() => this.isLive && this.#finish("unknown"), LAST_WORD_WITHIN); // another tab may know
    }

    #finish(reason) {
        this.undelivered += this.sending.undelivered;
        if (this.chat && reason !== "unknown") this.#lastWord.tell(this.chat.id, reason);
        this.#forget();
        this.reason = reason;
        this.#enter("over");
    }

    #forget() {
        this.#cancelAlarm();
        this.#poll.stop();
        this.#forgetKept();
        this.signals.clear();
        this.#cipher = null;
        this.history.clear();
        this.sending.clear();
        this.chat = null;
    }

    // Nothing of a chat is left in this tab's storage.
    #forgetKept() {
        this.#key.forget();
        this.draft.forget();
        this.sending.forgetKept();
    }

    #enter(stage) {
        this.stage = stage;
        this.#changed();
    }

    #changed() {
        this.dispatchEvent(new Event("change"));
    }
}
