// A counselor is there: the last choice before the chat.
import { h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { confirm } from "../shared/dialog.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { emergencyNumbers } from "../shared/emergency.js";
import { explain } from "../shared/explain.js";

/** `onBegin()` throws what went wrong; `onLeave()` ends it. Returns {node, update(chat, hasMessages), showLine(up), close()}. */
export function accepted({ onBegin, onLeave }) {
    const trouble = notice("alarm");
    const line = notice("warm");
    // The title gets the focus, and a screen reader says it with what describes it. An alert would say both once more.
    const title = h("h1", { tabindex: "-1", "aria-describedby": "accepted-text" });
    const text = h("p", { id: "accepted-text" });
    const written = notice("calm");
    const begin = button(t("accepted.begin"), { look: "main", id: "begin", on: () => whileBusy(begin, trouble, onBegin, explain) });
    const leave = async () => {
        const question = { title: t("accepted.leave.title"), text: t("accepted.leave.text"), yes: t("accepted.leave.yes"), no: t("accepted.leave.no") };
        if (await confirm(question)) onLeave();
    };
    const node = h(
        "main",
        { class: "page accepted", id: "main" },
        h("section", { class: "card card--welcome" }, title, text),
        line.node,
        written.node,
        trouble.node,
        h("div", { class: "actions" }, begin, button(t("accepted.leave"), { on: leave, id: "leave" })),
        h("p", { class: "quiet" }, t("accepted.hint")),
        emergencyNumbers(),
    );
    return {
        node,
        update(chat, hasMessages) {
            setText(title, t(chat.counselorPresent ? "accepted.title" : "accepted.title.away", { name: chat.counselorName }));
            const where = chat.counselorPresent ? "accepted.text" : chat.counselorSignedOut ? "accepted.text.signedOut" : "accepted.text.away";
            setText(text, t(where));
            written.show(hasMessages ? t("accepted.written", { name: chat.counselorName }) : "");
        },
        showLine: (up) => line.show(up ? "" : t("line.down")),
        close() {},
    };
}
