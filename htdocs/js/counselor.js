// The counselors' page: the door, and behind it the desk. Which room is shown stands in the address behind the "#".
import { call } from "./lib/api.js";
import { persist } from "./lib/backoff.js";
import { h } from "./lib/dom.js";
import { hasText, loadTexts, t } from "./lib/i18n.js";
import { showTitle } from "./lib/page_title.js";
import { isSupported } from "./lib/support.js";
import { languageLink, houseHeader } from "./views/shared/house.js";
import { troublePage } from "./views/shared/plain_page.js";
import { placeAnnouncer } from "./views/shared/announcer.js";
import { signIn } from "./views/counselor/sign_in.js";
import { DeskPage } from "./views/counselor/desk_page.js";

const place = h("div", { class: "frame" });
// The session belongs to the browser: who signs in in one tab signs in for all of them.
const door = new BroadcastChannel("caritas:door");
door.onmessage = () => location.reload();

async function open() {
    await loadTexts("common", "counselor");
    showTitle();
    const onTrouble = () => document.body.replaceChildren(troublePage());
    const site = await persist(() => call("GET", "site"), { onTrouble });
    const answer = await persist(signedIn, { onTrouble });
    document.body.replaceChildren(houseHeader(site, { beside: [languageLink()] }), place);
    placeAnnouncer();
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    if (answer.me) showDesk(answer);
    else showDoor(answer.why);
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
    document.body.dataset.stage = "door";
    showTitle();
    place.replaceChildren(signIn({ why, onSignedIn: enter }));
    place.querySelector("input").focus();
}

function enter(answer) {
    door.postMessage("signed in");
    showDesk(answer);
}

function showDesk(answer) {
    const page = new DeskPage(answer, { onOver: (refusal) => showDoor(refusal && reasonOf(refusal)) });
    document.body.dataset.stage = "desk";
    place.replaceChildren(page.node);
    page.open();
}

if (isSupported()) open();
