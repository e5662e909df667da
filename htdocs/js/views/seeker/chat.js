// The running chat as the seeker sees it: the conversation and nothing around it.
import { h } from "../../lib/dom.js";
import { clockTime, t } from "../../lib/i18n.js";
import { button } from "../shared/controls.js";
import { confirm } from "../shared/dialog.js";
import { Conversation } from "../shared/conversation.js";

/** `visit`: the model; `limits` as Conversation. Returns {node, update(), markRead(), showLine(up), focus(), close()}. */
export function chatView({ visit, limits }) {
    const end = async () => {
        const agreed = await confirm({ title: t("chat.end.title"), text: t("chat.end.text"), yes: t("chat.end.yes"), no: t("chat.end.no") });
        if (agreed) visit.end();
    };
    const names = { seeker: t("history.you"), counselor: visit.chat.counselorName };
    const conversation = new Conversation({ chat: visit, own: "seeker", names, limits, keepsName: false, actions: [button(t("chat.end"), { look: "danger", on: end, id: "end" })] });
    return {
        node: h("main", { class: "chat", id: "main" }, conversation.node),
        update() {
            const { counselorName, counselorPresent, counselorSignedOut, openUntil } = visit.chat;
            const where = counselorPresent ? "present" : counselorSignedOut ? "signedOut" : "away";
            conversation.show({
                title: counselorName,
                presence: (isKnown) => t(isKnown ? `chat.counselor.${where}` : "conversation.unknown"),
                state: counselorSignedOut ? t("chat.signedOut", { time: clockTime(openUntil) }) : "",
                until: openUntil,
                canWrite: true,
                opening: t("chat.begin"),
            });
            conversation.markRead();
        },
        markRead: () => conversation.markRead(),
        showLine: (up) => conversation.showLine(up),
        focus: () => conversation.focus(),
        close: () => conversation.close(),
    };
}
