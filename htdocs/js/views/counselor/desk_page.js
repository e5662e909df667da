// The desk as a page: menu, list, and what is open beside it.
import { call } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { showTitle } from "../../lib/page_title.js";
import { Desk } from "../../models/desk.js";
import { announce, hush } from "../shared/announcer.js";
import { closeDialogs } from "../shared/dialog.js";
import { notice } from "../shared/controls.js";
import { soundHint } from "../shared/sound_switch.js";
import { watchDesk } from "./calls.js";
import { conversationRoom, goneRoom } from "./conversation_room.js";
import { conversationList } from "./conversations.js";
import { menu } from "./menu.js";
import { profile } from "./profile.js";
import { requestView } from "./request.js";
import { requestList } from "./requests.js";
import { maySignOut } from "./sign_out.js";

const ROOMS = { anfragen: "requests", nachrichten: "conversations", profil: "profile" };

export class DeskPage {
    node;
    #account;
    #desk;
    #onOver;
    #menu = menu({ onSignOut: () => this.#signOut() });
    #line = notice("warm");
    #isLineUp = true;
    #sound = soundHint();
    #calls = null;
    #listPlace = h("div", { class: "desk__list" });
    #roomPlace = h("div", { class: "desk__room" });
    #list = null;
    #room = null;
    #at = { room: null, id: null };
    #onHash = () => this.#go();
    #onKey = (event) => this.#stepThroughChats(event);
    #onUnload = (event) => this.#hasUnsent() && event.preventDefault();

    /**
     * `account`: the API's answer on signing in, with `pair`, the counselor's key pair; `onOver(refusal)` when the session has ended (null:
     * signed out on purpose).
     */
    constructor(account, { onOver }) {
        this.#account = account;
        this.#desk = new Desk(account);
        this.#onOver = onOver;
        this.node = h("div", { class: "desk" }, this.#menu.node, h("main", { class: "desk__main", id: "main" }, h("div", { class: "desk__notices" }, this.#line.node, this.#sound.node), this.#listPlace, this.#roomPlace));
    }

    open() {
        const desk = this.#desk;
        desk.addEventListener("change", () => this.#update());
        this.#calls = watchDesk(desk, { isOpen: (chat) => this.#room?.chat === chat });
        desk.addEventListener("line", (event) => this.#showLine(event.detail));
        desk.addEventListener("over", (event) => this.#close(event.detail));
        window.addEventListener("hashchange", this.#onHash);
        window.addEventListener("beforeunload", this.#onUnload);
        document.addEventListener("keydown", this.#onKey);
        desk.start();
        if (!ROOMS[addressed().room]) history.replaceState(null, "", "#/anfragen");
        this.#go();
    }

    #go() {
        const { room: word, id } = addressed();
        const room = ROOMS[word] ?? "requests";
        if (room !== this.#at.room) this.#enterRoom(room);
        this.#at = { room, id };
        this.#openBeside();
        this.#update();
        this.#focus();
    }

    #enterRoom(room) {
        this.#list?.close();
        this.#list = { requests: requestList, conversations: conversationList }[room]?.() ?? null;
        this.#listPlace.replaceChildren(...(this.#list ? [this.#list.node] : []));
        this.node.dataset.room = room;
    }

    #openBeside() {
        this.#room?.close();
        this.#room = this.#makeRoom();
        this.#room?.showLine?.(this.#isLineUp);
        this.#calls.look(this.#room?.chat ?? null);
        this.node.dataset.open = String(this.#at.id !== null || this.#at.room === "profile");
        this.#roomPlace.replaceChildren(...(this.#room ? [this.#room.node] : [h("p", { class: "empty" }, t(`desk.choose.${this.#at.room}`))]));
    }

    #makeRoom() {
        const { room, id } = this.#at;
        if (room === "profile") return profile({ account: this.#account, mayLeave: () => this.#mayLeave({ isEverywhere: true }), onSignedOut: () => this.#close(null), onOver: (refusal) => this.#desk.over(refusal) });
        if (id === null || !this.#desk.isLoaded) return null;
        if (room === "requests") return this.#makeRequest(id);
        const chat = this.#desk.chats.get(id);
        const { maxCharacters, maxFileBytes } = this.#desk.site;
        const limits = { characters: maxCharacters, bytes: maxFileBytes };
        return chat ? conversationRoom({ chat, limits, onEnd: () => this.#guarded(() => this.#desk.end(id)) }) : goneRoom();
    }

    #makeRequest(id) {
        return requestView({
            request: this.#request(id),
            onAccept: (request) => this.#guarded(() => this.#desk.accept(request)),
            onDismiss: (request) => this.#guarded(() => this.#desk.dismiss(request)),
        });
    }

    #request(id) {
        return this.#desk.requests.find((request) => request.id === id) ?? null;
    }

    #update() {
        const { room, id } = this.#at;
        const desk = this.#desk;
        const isOther = room === "conversations" && desk.chats.has(id) && this.#room?.chat !== desk.chats.get(id);
        if ((!this.#room || isOther) && id !== null && desk.isLoaded) this.#openBeside();
        if (room === "requests") {
            this.#list.update(desk.requests, id);
            if (id !== null) this.#room?.update?.(this.#request(id), desk.chats.get(id));
        }
        if (room === "conversations") this.#list.update(desk.sortedChats, id);
        const requests = desk.presentRequests.length;
        this.#menu.update({ room, requests, unread: desk.unread });
        showTitle(requests + desk.unread);
    }

    #focus() {
        if (this.#room?.focus) this.#room.focus();
        else (this.#roomPlace.querySelector("h1, h2") ?? this.#listPlace.querySelector("h1"))?.focus();
    }

    #showLine(up) {
        this.#isLineUp = up;
        this.#line.show(up ? "" : t("line.down"));
        this.#room?.showLine?.(up);
    }

    // A dead session is noticed by whichever call meets it first.
    async #guarded(work) {
        try {
            return await work();
        } catch (error) {
            if (error.status === 401) this.#desk.over(error);
            throw error;
        }
    }

    // Alt and an arrow: to the next running chat of the list, or the one before.
    #stepThroughChats(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || document.querySelector("dialog[open]")) return;
        const chats = this.#desk.runningChats;
        if (chats.length === 0) return;
        event.preventDefault();
        const here = chats.indexOf(this.#room?.chat);
        const next = here < 0 ? chats.at(step > 0 ? 0 : -1) : chats[(here + step + chats.length) % chats.length];
        if (next === this.#room?.chat) return;
        history.replaceState(null, "", `#/nachrichten/${next.id}`);
        this.#go();
        announce(t("seeker.name", { n: next.number }));
    }

    #mayLeave({ isEverywhere }) {
        const hasUnsent = this.#hasUnsent() || this.#hasDrafts();
        return maySignOut(this.#desk.runningChats, { hasUnsent, isEverywhere, onEnd: (chat) => this.#desk.endSurely(chat.id) });
    }

    async #signOut() {
        try {
            if (!(await this.#mayLeave({ isEverywhere: false }))) return;
            await call("DELETE", "counselor/session");
        } catch (error) {
            if (error.status !== 401) return this.#line.show(t("signOut.failed"));
        }
        this.#close(null);
    }

    #hasUnsent() {
        return [...this.#desk.chats.values()].some((chat) => chat.isOpen && chat.sending.undelivered > 0);
    }

    // They survive a reload, but not the session.
    #hasDrafts() {
        return [...this.#desk.chats.values()].some((chat) => chat.isOpen && chat.draft.text !== "");
    }

    #close(refusal) {
        closeDialogs();
        window.removeEventListener("hashchange", this.#onHash);
        window.removeEventListener("beforeunload", this.#onUnload);
        document.removeEventListener("keydown", this.#onKey);
        this.#calls.close();
        this.#sound.close();
        this.#list?.close();
        this.#room?.close();
        this.#desk.stop();
        hush();
        history.replaceState(null, "", location.pathname + location.search);
        this.#onOver(refusal);
    }
}

/** "#/nachrichten/ID" → {room: "nachrichten", id: "ID"}. */
function addressed() {
    const [, room = null, id = null] = location.hash.split("/");
    return { room, id };
}
