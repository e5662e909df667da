// The counselors' page: the door, and behind it the desk. Which room is shown stands in the address behind the "#".
import { call } from "./lib/api.js";
import { persist } from "./lib/backoff.js";
import * as chime from "./lib/chime.js";
import { h } from "./lib/dom.js";
import { showBrowserReason } from "./lib/fallback.js";
import { hasText, loadTexts, t } from "./lib/i18n.js";
import { ensureStyles } from "./lib/later.js";
import { showTitle } from "./lib/page_title.js";
import { isSupported } from "./lib/support.js";
import { languageLink, houseHeader } from "./views/shared/house.js";
import { troublePage } from "./views/shared/plain_page.js";
import { placeAnnouncer } from "./views/shared/announcer.js";
import { forgetOwnKey, openOwnKey, recallOwnKey } from "./models/own_key.js";
import { DeskPage } from "./views/counselor/desk_page.js";
import { firstPassword } from "./views/counselor/first_password.js";
import { door } from "./views/counselor/sign_in.js";

const place = h("div", { class: "frame" });
// The session belongs to the browser: who signs in in one tab signs in for all of them.
const otherTabs = new BroadcastChannel("caritas:door");
otherTabs.onmessage = () => location.reload();

async function open() {
    ensureStyles("/css/counselor.css");
    await loadTexts("common", "conversation", "counselor");
    showTitle();
    const onTrouble = () => document.body.replaceChildren(troublePage());
    const site = await persist(() => call("GET", "site"), { onTrouble });
    const answer = await persist(signedIn, { onTrouble });
    document.body.replaceChildren(houseHeader(site, { beside: [languageLink()] }), place);
    placeAnnouncer();
    chime.unlockAtTouch(() => localStorage);
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    if (answer.me) await goOn(answer);
    else showDoor(answer.why);
}

/** After a reload: only with the own key, which needs the password again where this browser does not hold it any more. */
async function goOn(answer) {
    const pair = answer.me.passwordIsInitial ? null : await recallOwnKey(answer);
    if (pair) return showDesk({ ...answer, pair });
    await call("DELETE", "counselor/session").catch(() => {});
    showDoor(t(answer.me.passwordIsInitial ? "signIn.why.initial" : "signIn.why.key"));
}

/** The living session, or why there is none. */
async function signedIn() {
    try {
        return await call("GET", "counselor/session");
    } catch (error) {
        if (error.status !== 401) throw error;
        return { why: reasonOf(error) };
    }
}

function reasonOf(refusal) {
    const key = `signIn.why.${refusal.reason}`;
    return hasText(key) ? t(key) : null;
}

function showDoor(why = null) {
    forgetOwnKey();
    document.body.dataset.stage = "door";
    showTitle();
    place.replaceChildren(door({ why, onSignedIn: enter }));
    place.querySelector("input").focus();
}

async function enter({ answer, derived, password }) {
    if (answer.me.passwordIsInitial) return showFirstPassword(answer, derived, password);
    await openDesk(answer, derived.key);
}

function showFirstPassword(answer, { proof }, password) {
    const { login } = answer.me;
    const onChosen = (keys, key) => openDesk({ ...answer, keys, me: { ...answer.me, passwordIsInitial: false } }, key);
    const onOver = (refusal) => showDoor(reasonOf(refusal));
    document.body.dataset.stage = "first-password";
    place.replaceChildren(firstPassword({ login, proof, isOld: (wanted) => wanted === password, onChosen, onOver }));
    place.querySelector("h1").focus();
}

async function openDesk(answer, passwordKey) {
    const pair = await openOwnKey(answer, passwordKey);
    // Somebody has changed it on the server: nothing that was sealed for it could be read.
    if (!pair) return showDoor(t("signIn.why.broken"));
    otherTabs.postMessage("signed in");
    showDesk({ ...answer, pair });
}

function showDesk(account) {
    const page = new DeskPage(account, { onOver: (refusal) => showDoor(refusal && reasonOf(refusal)) });
    document.body.dataset.stage = "desk";
    place.replaceChildren(page.node);
    page.open();
}

isSupported().then((isGood) => (isGood ? open() : showBrowserReason()));
