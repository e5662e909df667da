// The seeker's page: one address, one history entry, from the portal to the goodbye. Which screen is shown follows from the visit's stage.
import { call } from "./lib/api.js";
import { persist } from "./lib/backoff.js";
import * as chime from "./lib/chime.js";
import { h } from "./lib/dom.js";
import { showBrowserReason } from "./lib/fallback.js";
import { addStyles, ensureStyles, later } from "./lib/later.js";
import { loadTexts, pageAddress, setAddress, t } from "./lib/i18n.js";
import { showTitle } from "./lib/page_title.js";
import { isSupported } from "./lib/support.js";
import { finishLeaving } from "./models/leaving.js";
import { Visit } from "./models/visit.js";
import { hush, placeAnnouncer } from "./views/shared/announcer.js";
import { buttonLink, inPlace } from "./views/shared/controls.js";
import { closeDialogs } from "./views/shared/dialog.js";
import { houseHeader, languageLink } from "./views/shared/house.js";
import { plainPage, troublePage } from "./views/shared/plain_page.js";
import { accepted } from "./views/seeker/accepted.js";
import { entrance } from "./views/seeker/entrance.js";
import { ending, goodbye } from "./views/seeker/goodbye.js";
import { locked } from "./views/seeker/locked.js";
import { portal } from "./views/seeker/portal.js";
import { quickExit } from "./views/seeker/quick_exit.js";
import { waitingRoom } from "./views/seeker/waiting_room.js";

class SeekerPage {
    #slug = location.pathname.slice(1);
    #visit = new Visit(this.#slug);
    #place = h("div", { class: "frame" });
    #view = null;
    #shown = null;
    #exit = null;
    #atEntrance = false;
    #chatParts = null;
    #chatView = null;
    #isLineUp = true;

    async open() {
        ensureStyles("/css/seeker.css");
        await loadTexts("common", "seeker");
        showTitle();
        document.body.replaceChildren(this.#place);
        placeAnnouncer();
        chime.unlockAtTouch(() => sessionStorage);
        this.#header({ name: "", claim: "", exitUrl: "/rezept" });
        const onTrouble = () => this.#put(troublePage(), "trouble");
        await finishLeaving({ onTrouble });
        const { site, topic, hasSession } = await this.#fetchTopic(onTrouble);
        this.site = site;
        this.topic = topic;
        if (!topic) return;
        setAddress(topic.address);
        this.#header(site);
        await persist(() => this.#visit.resume(hasSession), { onTrouble });
        this.#listen();
        this.#render();
    }

    async #fetchTopic(onTrouble) {
        try {
            return await persist(() => call("GET", `topics/${this.#slug}`), { onTrouble });
        } catch (error) {
            if (!error.status) throw error;
            const home = inPlace(buttonLink(t("missing.home"), pageAddress("/"), { look: "main" }));
            this.#put(plainPage({ title: t("missing.title"), text: t("missing.text"), action: home }), "missing");
            return {};
        }
    }

    #header(site) {
        this.#exit?.stop();
        this.#exit = quickExit(site.exitUrl, () => this.#vanish());
        document.querySelector(".house")?.remove();
        this.#place.before(houseHeader(site, { beside: [languageLink(), this.#exit.node] }));
    }

    #vanish() {
        chime.forget();
        this.#visit.vanish();
    }

    #listen() {
        this.#visit.addEventListener("change", () => this.#render());
        this.#visit.addEventListener("messages", (event) => this.#onMessages(event.detail));
        this.#visit.addEventListener("line", (event) => this.#showLine(event.detail));
        window.addEventListener("pagehide", () => this.#visit.leave());
        // Whatever came back out of the browser's memory is drawn from the server's truth instead.
        window.addEventListener("pageshow", (event) => event.persisted && location.reload());
        document.addEventListener("visibilitychange", () => !document.hidden && this.#onSeen());
    }

    #showLine(up) {
        this.#isLineUp = up;
        this.#view?.showLine?.(up);
    }

    #onSeen() {
        if (this.#visit.stage !== "accepted") showTitle();
        this.#view?.markRead?.();
    }

    #onMessages(messages) {
        if (document.hidden && messages.some((message) => message.from !== "seeker")) this.#call("message");
    }

    #stage() {
        const { stage, lock } = this.#visit;
        if (stage === "none" && this.#atEntrance) return "entrance";
        return lock && this.#visit.isLive ? "locked" : stage;
    }

    // The chat's surface and texts come while somebody waits; before "Bestätigen" nobody needs it.
    #fetchChat() {
        this.#chatParts ??= later(() =>
            Promise.all([
                import("./views/seeker/chat.js"),
                import("./models/cipher.js"),
                addStyles("/css/chat.css"),
                loadTexts("conversation", "seeker_chat"),
            ]),
        );
        return this.#chatParts;
    }

    async #renderChat() {
        const [{ chatView }] = await this.#fetchChat();
        this.#chatView = chatView;
        this.#render();
    }

    #render() {
        const stage = this.#stage();
        if (stage === "running" && !this.#chatView) return this.#renderChat();
        if (this.#visit.isLive) this.#fetchChat();
        if (stage === this.#shown) this.#update();
        else this.#enter(stage);
    }

    #update() {
        const { chat, history } = this.#visit;
        if (chat) this.#view.update?.(chat, history.messages.length > 0);
    }

    #enter(stage) {
        this.#view?.close?.();
        closeDialogs();
        const before = this.#shown;
        const view = this.#make(stage);
        this.#view = view.node ? view : { node: view };
        this.#view.showLine?.(this.#isLineUp);
        this.#put(this.#view.node, stage);
        if (stage === "accepted" && before !== null) this.#call("request");
        if (stage === "ending" || stage === "over") {
            hush();
            chime.forget();
        }
        if (stage !== "accepted") showTitle();
        this.#update();
        if (before !== null) this.#focus();
    }

    #make(stage) {
        const visit = this.#visit;
        switch (stage) {
            case "entrance":
                return entrance({ topic: this.topic, onConfirm: (choice) => visit.confirm(choice), onBack: () => this.#toPortal() });
            case "waiting":
                return waitingRoom({ onLeave: () => visit.end() });
            case "accepted":
                return accepted({ onBegin: () => visit.begin(), onLeave: () => visit.end() });
            case "locked":
                return locked({ lock: visit.lock, onRetry: () => location.reload(), onEnd: () => visit.end() });
            case "running":
                return this.#chatView({ visit, limits: { characters: this.site.maxCharacters, bytes: this.site.maxFileBytes } });
            case "ending":
                return ending();
            case "over":
                return goodbye({ topic: this.topic, reason: visit.reason, undelivered: visit.undelivered, onPortal: () => location.reload() });
            default:
                return portal({ topic: this.topic, other: visit.other, otherHref: visit.other && pageAddress(`/${visit.other.slug}`), onStart: () => this.#toEntrance() });
        }
    }

    #put(node, stage) {
        this.#shown = stage;
        document.body.dataset.stage = stage;
        this.#place.replaceChildren(node);
    }

    #focus() {
        window.scrollTo(0, 0);
        if (this.#view.focus) this.#view.focus();
        else this.#place.querySelector("h1")?.focus();
    }

    #call(kind) {
        showTitle(1);
        chime.ring(kind);
    }

    #toEntrance() {
        this.#atEntrance = true;
        this.#visit.stage = "none";
        this.#render();
    }

    #toPortal() {
        this.#atEntrance = false;
        this.#render();
    }
}

isSupported().then((isGood) => (isGood ? new SeekerPage().open() : showBrowserReason()));
