// "Profil": the counselor's login and topics, calls, the password, and signing out everywhere.
import { call } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { explain } from "../shared/explain.js";
import { textField } from "../shared/field.js";
import { changePassword } from "../../models/sign_in.js";
import { callSettings } from "./call_settings.js";
import { newPassword } from "./new_password.js";

/**
 * `account`: {me}; `mayLeave()` asks first; `onSignedOut()` after signing out everywhere; `onOver(refusal)` for a
 * dead session.
 */
export function profile({ account, mayLeave, onSignedOut, onOver }) {
    const { me } = account;
    const calls = callSettings();
    const node = h(
        "section",
        { class: "room room--alone profile", "aria-labelledby": "profile-title" },
        h("h1", { id: "profile-title", tabindex: "-1" }, t("profile.title")),
        about(me),
        calls.node,
        passwordForm(me, onOver),
        everywhere({ mayLeave, onSignedOut, onOver }),
    );
    return { node, close: calls.close };
}

function about(me) {
    const topics = me.topics.map((topic) => h("li", {}, t("profile.topic", { topic: topic.name, name: me.displayName ?? topic.teamName })));
    return h(
        "section",
        { class: "card" },
        h("h2", {}, t("profile.about")),
        h("dl", { class: "facts-list" }, h("dt", {}, t("signIn.login")), h("dd", { dir: "auto" }, me.login), h("dt", {}, t("profile.topics")), h("dd", {}, topics.length > 0 ? h("ul", {}, topics) : t("profile.noTopics"))),
        h("p", { class: "quiet" }, t("profile.admin")),
    );
}

function passwordForm({ login }, onOver) {
    const current = textField({ id: "current", label: t("profile.password.current"), type: "password", autocomplete: "current-password", required: true });
    const fields = newPassword();
    const trouble = notice("alarm");
    const done = notice("calm");
    const submit = button(t("profile.password.submit"), { look: "main", type: "submit" });
    const change = async (event) => {
        event.preventDefault();
        done.show("");
        const wrong = fields.trouble(login);
        if (wrong) return trouble.show(wrong);
        await whileBusy(submit, trouble, save, (error) => refused(error, onOver));
    };
    const save = async () => {
        await changePassword(current.input.value, fields.value());
        form.reset();
        done.show(t("profile.password.done"));
    };
    const userName = h("input", { type: "text", name: "username", autocomplete: "username", value: login, hidden: true, readonly: true });
    const form = h("form", { class: "card form", on: { submit: change } }, h("h2", {}, t("profile.password")), userName, current.node, fields.nodes, trouble.node, done.node, h("div", { class: "actions" }, submit));
    return form;
}

function everywhere({ mayLeave, onSignedOut, onOver }) {
    const trouble = notice("alarm");
    let isAgreed = false;
    const out = async () => {
        isAgreed = false;
        await whileBusy(control, trouble, signOut, (error) => refused(error, onOver));
    };
    const signOut = async () => {
        isAgreed ||= await mayLeave(); // asked once, even if the call is made once more
        if (!isAgreed) return;
        await call("DELETE", "counselor/sessions");
        onSignedOut();
    };
    const control = button(t("profile.everywhere"), { look: "danger", on: out, id: "everywhere" });
    return h("section", { class: "card" }, h("h2", {}, t("profile.devices")), h("p", {}, t("profile.everywhere.text")), trouble.node, h("div", { class: "actions" }, control));
}

function refused(error, onOver) {
    if (error.status === 401) onOver(error);
    return explain(error);
}
