// The waiting room: name, place, what comes next, and the other way when it takes long.
import { h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import * as clock from "../../lib/clock.js";
import { showStatus } from "../shared/announcer.js";
import { button, notice, outwardLink } from "../shared/controls.js";
import { confirm } from "../shared/dialog.js";
import { emergencyNumbers } from "../shared/emergency.js";
import { soundSwitch } from "../shared/sound_switch.js";

/** `onLeave()` gives the place up. Returns {node, update(chat), showLine(up), close()}. */
export function waitingRoom({ onLeave }) {
    const name = h("p", { class: "waiting__name" });
    const place = h("p", { class: "waiting__place", role: "status" });
    const line = notice("warm");
    const closed = notice("calm");
    const nobody = notice("calm");
    const numbers = emergencyNumbers();
    const sound = soundSwitch(t("waiting.sound"));
    const offer = h("section", { class: "card card--quiet", hidden: true });
    const leave = async () => {
        if (await confirm({ title: t("waiting.leave.title"), text: t("waiting.leave.text"), yes: t("waiting.leave.yes"), no: t("waiting.leave.no") })) onLeave();
    };
    const node = h(
        "main",
        { class: "page waiting", id: "main" },
        h("h1", { tabindex: "-1" }, t("waiting.title")),
        line.node,
        h("div", { class: "card waiting__card" }, h("div", { class: "breath", "aria-hidden": "true" }), name, place),
        closed.node,
        nobody.node,
        h("p", {}, t("waiting.next")),
        h("p", {}, t("waiting.keep")),
        offer,
        sound.node,
        h("div", { class: "actions" }, button(t("waiting.leave"), { on: leave, id: "leave" })),
        numbers,
    );
    let chat = null;
    const showOffer = () => {
        const isDue = chat !== null && chat.onlineCounsellingUrl && clock.now() >= chat.enqueuedAt + chat.offerAfterSeconds * 1000;
        if (!isDue || !offer.hidden) return;
        offer.append(h("h2", {}, t("waiting.offer.title")), h("p", {}, t("waiting.offer.text")), h("p", {}, outwardLink(t("portal.online.link"), chat.onlineCounsellingUrl)));
        offer.hidden = false;
    };
    const stop = clock.every(5000, showOffer);
    return {
        node,
        update(now) {
            chat = now;
            setText(name, t("waiting.name", { n: chat.number }));
            showStatus(place, t("waiting.place", { n: chat.position }));
            if (!chat.topicOpen && closed.node.hidden) numbers.open = true; // the sentence points at them
            closed.show(chat.topicOpen ? "" : t("waiting.closed"));
            nobody.show(chat.counselorsOnline ? "" : t("waiting.nobody"));
            showOffer();
        },
        showLine: (up) => line.show(up ? "" : t("waiting.lineDown")),
        close() {
            stop();
            sound.close();
        },
    };
}
