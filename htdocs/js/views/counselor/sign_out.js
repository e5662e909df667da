// Before a counselor signs out with chats that still run: they are named, and it is asked what shall become of them.
import { h } from "../../lib/dom.js";
import { listOf, t } from "../../lib/i18n.js";
import { button } from "../shared/controls.js";
import { confirm, openDialog } from "../shared/dialog.js";

/**
 * `chats`: those that run; `hasUnsent`: whether something that was written would be lost; `isEverywhere`: all devices are signed out, and it
 * is asked in any case; `onEnd(chat)` ends one. Resolves to whether to sign out; throws what went wrong while chats were ended.
 */
export async function maySignOut(chats, { hasUnsent, isEverywhere, onEnd }) {
    if (chats.length === 0) return !isEverywhere || confirmEverywhere();
    const answer = await ask(chats, { hasUnsent, isEverywhere });
    if (answer === "end") await Promise.all(chats.map(onEnd));
    return answer === "end" || answer === "leave";
}

function confirmEverywhere() {
    return confirm({ title: t("profile.everywhere.title"), text: t("profile.everywhere.text"), yes: t("profile.everywhere.yes") });
}

function ask(chats, { hasUnsent, isEverywhere }) {
    const numbers = chats.map((chat) => chat.number).sort((one, other) => one - other);
    const names = listOf(numbers.map((n) => t("seeker.name", { n })));
    return openDialog({
        title: t("signOut.open.title"),
        content: [
            h("p", {}, t("signOut.open.names", { n: chats.length, names })),
            h("p", {}, t("signOut.open.text")),
            isEverywhere && h("p", {}, t("profile.everywhere.text")),
            hasUnsent && h("p", { class: "notice notice--warm" }, t("signOut.unsent.text")),
        ],
        actions: (close) => [
            button(t("signOut.open.end", { n: chats.length }), { look: "danger", id: "sign-out-end", on: () => close("end") }),
            button(t("signOut.open.leave"), { id: "sign-out-leave", on: () => close("leave") }),
            button(t("signOut.open.stay"), { on: () => close("stay"), autofocus: true }),
        ],
    });
}
