// The start page: the topics of this house, and the counselors' door.
import { call } from "./lib/api.js";
import { persist } from "./lib/backoff.js";
import { h } from "./lib/dom.js";
import { showBrowserReason } from "./lib/fallback.js";
import { loadTexts, pageAddress, t } from "./lib/i18n.js";
import { ensureStyles } from "./lib/later.js";
import { showTitle } from "./lib/page_title.js";
import { isSupported } from "./lib/support.js";
import { finishLeaving } from "./models/leaving.js";
import { inPlace } from "./views/shared/controls.js";
import { emergencyNumbers } from "./views/shared/emergency.js";
import { houseHeader, languageLink } from "./views/shared/house.js";
import { troublePage } from "./views/shared/plain_page.js";
import { quickExit } from "./views/seeker/quick_exit.js";

async function open() {
    ensureStyles("/css/start.css");
    await loadTexts("common", "start");
    showTitle();
    const onTrouble = () => document.body.replaceChildren(troublePage());
    await finishLeaving({ onTrouble });
    const site = await persist(() => call("GET", "site"), { onTrouble });
    const { topics } = await persist(() => call("GET", "topics"), { onTrouble });
    const header = houseHeader(site, { beside: [languageLink(), quickExit(site.exitUrl).node] });
    document.body.replaceChildren(header, h("div", { class: "frame" }, page(topics)));
}

function page(topics) {
    return h(
        "main",
        { class: "page", id: "main" },
        h("h1", {}, t("start.title")),
        h("p", { class: "lead" }, t("start.text")),
        topics.length === 0 ? h("p", {}, t("start.empty")) : h("ul", { class: "topics" }, topics.map(topicLink)),
        emergencyNumbers(),
        h("p", { class: "quiet" }, h("a", { href: pageAddress("/beratung") }, t("start.counselors"))),
    );
}

function topicLink({ slug, name, open: isOpen }) {
    const badge = h("span", { class: `badge${isOpen ? " badge--open" : ""}` }, t(isOpen ? "start.open" : "start.closed"));
    return h("li", {}, inPlace(h("a", { class: "topics__link", href: pageAddress(`/${slug}`) }, h("span", { dir: "auto" }, name), badge)));
}

isSupported().then((isGood) => (isGood ? open() : showBrowserReason()));
