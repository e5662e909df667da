// What calls a counselor: a sound, a notice of the device without content, and a sentence for a screen reader.
import * as chime from "../../lib/chime.js";
import * as desktopNotice from "../../lib/desktop_notice.js";
import { t } from "../../lib/i18n.js";
import { forgetStamp, holdInView, inOneTab, isInView } from "../../lib/tabs.js";
import { announce } from "../shared/announcer.js";

/** Milliseconds after a call in which the other tabs of this browser leave out the same call. */
const SAME_CALL = 3000;
/** Held while the person works in a tab of the desk. */
const FOCUS = "caritas:focus";
const KINDS = ["request", "message", "warning"];

/**
 * `desk`: models/desk.js; `isOpen(chat)`: whether its conversation is open here, and says by itself what comes. Call look() when another
 * conversation is opened. Returns {look(chat), close()}.
 */
export function watchDesk(desk, { isOpen }) {
    const onRequest = ({ detail: requests }) => {
        call("request");
        for (const request of requests) announce(t("requests.new", { name: nameOf(request), topic: request.topic.name }));
    };
    const onMessage = async ({ detail: chat }) => {
        if (await isInView(viewOf(chat))) return;
        call("message");
        if (!isOpen(chat)) announce(t("conversations.new", { name: nameOf(chat) }));
    };
    const onWarning = ({ detail: { chat, minutes } }) => {
        call("warning");
        if (!isOpen(chat)) announce(t("conversations.warning", { name: nameOf(chat), n: minutes }));
    };
    const listeners = { request: onRequest, message: onMessage, warning: onWarning };
    for (const [event, listener] of Object.entries(listeners)) desk.addEventListener(event, listener);
    const view = viewHolder();
    return {
        look: view.look,
        close() {
            for (const [event, listener] of Object.entries(listeners)) desk.removeEventListener(event, listener);
            view.close();
            desktopNotice.takeBack();
            KINDS.map(ringOf).forEach(forgetStamp);
        },
    };
}

/** For the button that tries them out. Returns whether the sound and whether the notice could be given. */
export function tryCalls() {
    chime.ring("request", { force: true });
    desktopNotice.show(t("title"), t("profile.calls.example"), { force: true });
    return { sound: chime.state() === "ready", notice: desktopNotice.isOn() };
}

// A tab that the browser keeps silent leaves the sound to another one; who works in one tab needs no notice of another.
async function call(kind) {
    if (chime.isSwitchedOn() && chime.state() === "ready") inOneTab(ringOf(kind), SAME_CALL, () => chime.ring(kind));
    if (!(await isInView(FOCUS))) desktopNotice.show(t("title"), t(`calls.${kind}`));
}

// While a conversation is open and the tab is looked at, no tab of this browser calls for what comes in it.
function viewHolder() {
    let chat = null;
    let releases = [];
    const hold = () => {
        const names = [chat && !document.hidden && viewOf(chat), document.hasFocus() && FOCUS];
        for (const release of releases) release();
        releases = names.filter(Boolean).map(holdInView);
        if (document.hasFocus()) desktopNotice.takeBack();
    };
    const stop = new AbortController();
    document.addEventListener("visibilitychange", hold, { signal: stop.signal });
    for (const event of ["focus", "blur"]) window.addEventListener(event, hold, { signal: stop.signal });
    return {
        look(now) {
            chat = now;
            hold();
        },
        close() {
            stop.abort();
            for (const release of releases) release();
        },
    };
}

function ringOf(kind) {
    return `caritas:ring:${kind}`;
}

function viewOf(chat) {
    return `caritas:view:${chat.id}`;
}

function nameOf({ number }) {
    return t("seeker.name", { n: number });
}
