// The entrance to the waiting room: what will happen and how data is handled; nothing is stored before "Bestätigen".
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { explain } from "../shared/explain.js";
import { confirm } from "../shared/dialog.js";

/** `onConfirm({leaveOther})` joins the queue and throws what went wrong; `onBack()` returns to the portal. */
export function entrance({ topic, onConfirm, onBack }) {
    const trouble = notice("alarm");
    const join = async () => {
        if (!navigator.cookieEnabled) return trouble.show(t("trouble.noCookies"));
        await whileBusy(yes, trouble, () => joinQueue(onConfirm, topic), explain);
    };
    const yes = button(t("entrance.confirm"), { look: "main", on: join, id: "confirm" });
    return h(
        "main",
        { class: "page entrance", id: "main" },
        h("h1", { tabindex: "-1" }, t("entrance.title")),
        h("ol", { class: "steps" }, ["entrance.step.wait", "entrance.step.accept", "entrance.step.chat", "entrance.step.end"].map((key) => h("li", {}, t(key)))),
        h(
            "section",
            { class: "card card--quiet" },
            h("h2", {}, t("entrance.privacy.title")),
            h("ul", {}, ["entrance.privacy.name", "entrance.privacy.cookie", "entrance.privacy.kept", "entrance.privacy.device"].map((key) => h("li", {}, t(key)))),
        ),
        trouble.node,
        h("div", { class: "actions" }, yes, button(t("back"), { on: onBack })),
    );
}

async function joinQueue(onConfirm, topic) {
    try {
        await onConfirm({ leaveOther: false });
    } catch (error) {
        if (error.code !== "waiting_elsewhere") throw error;
        const names = { other: error.topic.name, topic: topic.name };
        const agreed = await confirm({ title: t("entrance.move.title"), text: t("entrance.move.text", names), yes: t("entrance.move.yes", names), no: t("entrance.move.no", names) });
        if (agreed) await onConfirm({ leaveOther: true });
    }
}
