// A counselor's desk: the requests, the own chats and their histories, as the server tells them.
import { call } from "../lib/api.js";
import { fromHex, toHex } from "../crypto/bytes.js";
import { makeConversationKey } from "../crypto/conversation_key.js";
import { importPublicKey } from "../crypto/key_pair.js";
import * as clock from "../lib/clock.js";
import { SharedPoll } from "../lib/shared_poll.js";
import { DeskChat } from "./desk_chat.js";

/**
 * Events: "change" (requests or chats), "request" (detail: the new ones), "message" (detail: the chat in which a seeker wrote), "warning"
 * (detail: {chat, minutes}: a running chat ends so soon), "line" (detail: up), "over" (detail: the Refusal of a dead session).
 */
export class Desk extends EventTarget {
    me;
    site;
    pair;
    requests = [];
    chats = new Map();
    isLoaded = false;

    #poll;
    #isOver = false;
    #cancelAlarm = () => {};

    /** `pair`: the counselor's own, opened. */
    constructor({ me, site, pair }) {
        super();
        this.me = me;
        this.pair = pair;
        this.site = site;
        this.#poll = new SharedPoll(`counselor:${me.login}`, "counselor/events", {
            onNews: (answer) => this.#apply(answer),
            onRefused: (refusal) => this.over(refusal),
            onLine: (up) => this.dispatchEvent(new CustomEvent("line", { detail: up })),
        });
    }

    start() {
        this.#poll.start();
    }

    /** The page is done with this desk; it holds nothing afterwards. */
    stop() {
        this.#poll.stop();
        this.#cancelAlarm();
        for (const chat of this.chats.values()) chat.close();
        this.chats.clear();
        this.requests = [];
    }

    /** The session is dead: told once, whichever call noticed. */
    over(refusal) {
        if (this.#isOver) return;
        this.#isOver = true;
        this.dispatchEvent(new CustomEvent("over", { detail: refusal }));
    }

    /** Newest activity first, running before ended. */
    get sortedChats() {
        const activity = (chat) => chat.last?.sentAt ?? chat.acceptedAt;
        return [...this.chats.values()].sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || activity(b) - activity(a));
    }

    /** Who waits and is there: what somebody has to look at. */
    get presentRequests() {
        return this.requests.filter((request) => !request.away);
    }

    get runningChats() {
        return this.sortedChats.filter((chat) => chat.isOpen);
    }

    get unread() {
        return this.sortedChats.reduce((sum, chat) => sum + chat.unread, 0);
    }

    /**
     * Takes a request over, with a key for the conversation. Returns the chat; throws Refusal (somebody was quicker, it was withdrawn) or
     * Offline. The server keeps the keys of the first call: they come back with the chat.
     */
    async accept({ id, seekerKey }) {
        const wrapped = await makeConversationKey({ conversation: fromHex(id), counselor: this.pair, seekerKey: await importPublicKey(fromHex(seekerKey)) });
        const json = { seekerKey, forSeeker: toHex(wrapped.forSeeker), forCounselor: toHex(wrapped.forCounselor) };
        const { chat } = await call("POST", `counselor/requests/${id}/accept`, { json });
        this.requests = this.requests.filter((request) => request.id !== id);
        this.#take(chat);
        this.#changed();
        return this.chats.get(chat.id);
    }

    /** Takes somebody who is away out of the queue. Throws Refusal (back again, or taken over meanwhile) or Offline. */
    async dismiss({ id }) {
        await call("POST", `counselor/requests/${id}/dismiss`, { json: {} });
        this.requests = this.requests.filter((request) => request.id !== id);
        this.#changed();
    }

    async end(id) {
        const { chat } = await call("POST", `counselor/chats/${id}/end`, { json: {} });
        this.#take(chat);
        this.#changed();
    }

    /** The same for who leaves: a chat that is over already is as good. */
    async endSurely(id) {
        try {
            await this.end(id);
        } catch (error) {
            if (error.code !== "chat_over") throw error;
        }
    }

    #apply(answer) {
        if (answer.requests) this.#takeRequests(answer.requests);
        for (const chat of answer.chats ?? []) this.#take(chat);
        if (answer.chatsComplete) {
            const there = new Set(answer.chats.map((chat) => chat.id));
            for (const id of [...this.chats.keys()]) if (!there.has(id)) this.#drop(id);
        }
        for (const message of answer.messages ?? []) this.#hear(message);
        for (const signal of answer.signals ?? []) this.chats.get(signal.chat)?.signals.hear(signal);
        this.isLoaded = true;
        this.#changed();
    }

    #takeRequests(requests) {
        const known = new Set(this.requests.map((request) => request.id));
        const fresh = requests.filter((request) => !known.has(request.id));
        this.requests = requests;
        if (this.isLoaded && fresh.length > 0) this.dispatchEvent(new CustomEvent("request", { detail: fresh }));
    }

    // What came while this page was not listening comes with its first answer, and calls nobody.
    #hear(message) {
        const chat = this.chats.get(message.chat);
        const isNew = chat?.hear(message) && message.from === "seeker";
        if (isNew && this.isLoaded) this.dispatchEvent(new CustomEvent("message", { detail: chat }));
    }

    #take(state) {
        if (state.state === "erased") return this.#drop(state.id);
        const chat = this.chats.get(state.id) ?? new DeskChat(state.id, this);
        chat.update(state);
        this.chats.set(state.id, chat);
    }

    #drop(id) {
        this.chats.get(id)?.close();
        this.chats.delete(id);
    }

    #changed() {
        this.#warn();
        this.#watchClock();
        this.dispatchEvent(new Event("change"));
    }

    // Windows and deletions pass without a word from the server: the next of them is waited for here.
    #watchClock() {
        this.#cancelAlarm();
        const times = [...this.chats.values()].map((chat) => chat.nextChange);
        if (times.length > 0) this.#cancelAlarm = clock.alarm(Math.min(...times), () => this.#passTime());
    }

    // A chat that is seen for the first time has been warned of elsewhere, or it is seen that its end is near.
    #warn() {
        for (const chat of this.chats.values()) {
            const { warning, warned } = chat;
            chat.warned = warning;
            if (warned !== undefined && warning !== null && warning !== warned) this.dispatchEvent(new CustomEvent("warning", { detail: { chat, minutes: warning } }));
        }
    }

    #passTime() {
        for (const chat of [...this.chats.values()]) {
            if ((chat.isOpen ? chat.openUntil : chat.readableUntil) > clock.now()) continue;
            if (chat.isOpen) chat.endByWindow();
            else this.#drop(chat.id);
        }
        this.#changed();
    }
}
