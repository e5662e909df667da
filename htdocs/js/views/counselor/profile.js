// "Profil": who one is here, the password, and signing out everywhere.
import { call } from "../../lib/api.js";
import { lengthOf } from "../../lib/body.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { confirm } from "../shared/confirm.js";
import { explain } from "../shared/explain.js";
import { textField } from "../shared/field.js";
import { soundSwitch } from "../shared/sound_switch.js";

const FEWEST = 12;

/** `onSignedOut()` after signing out everywhere; `onOver(refusal)` for a dead session. */
export function profile({ me, onSignedOut, onOver }) {
    const node = h(
        "section",
        { class: "room room--alone profile", "aria-labelledby": "profile-title" },
        h("h1", { id: "profile-title", tabindex: "-1" }, t("profile.title")),
        about(me),
        soundSwitch(t("profile.sound")),
        passwordForm(me, onOver),
        everywhere(onSignedOut, onOver),
    );
    return { node, close() {} };
}

function about(me) {
    const topics = me.topics.map((topic) => h("li", {}, t("profile.topic", { topic: topic.name, name: me.displayName ?? topic.teamName })));
    return h(
        "section",
        { class: "card" },
        h("h2", {}, t("profile.about")),
        h("dl", { class: "facts-list" }, h("dt", {}, t("signIn.login")), h("dd", {}, me.login), h("dt", {}, t("profile.topics")), h("dd", {}, topics.length > 0 ? h("ul", {}, topics) : t("profile.noTopics"))),
        h("p", { class: "quiet" }, t("profile.admin")),
    );
}

function passwordForm(me, onOver) {
    const current = textField({ id: "current", label: t("profile.password.current"), type: "password", autocomplete: "current-password", required: true });
    const wanted = textField({ id: "wanted", label: t("profile.password.new"), hint: t("profile.password.hint", { n: FEWEST }), type: "password", autocomplete: "new-password", required: true });
    const again = textField({ id: "again", label: t("profile.password.again"), type: "password", autocomplete: "new-password", required: true });
    const trouble = notice("alarm");
    const done = notice("calm");
    const submit = button(t("profile.password.submit"), { look: "main", type: "submit" });
    const change = async (event) => {
        event.preventDefault();
        done.show("");
        if (lengthOf(wanted.input.value) < FEWEST) return trouble.show(t("profile.password.short", { n: FEWEST }));
        if (wanted.input.value !== again.input.value) return trouble.show(t("profile.password.differ"));
        await whileBusy(submit, trouble, save, (error) => refused(error, onOver));
    };
    const save = async () => {
        await call("PUT", "counselor/password", { json: { current: current.input.value, new: wanted.input.value } });
        form.reset();
        done.show(t("profile.password.done"));
    };
    const userName = h("input", { type: "text", name: "username", autocomplete: "username", value: me.login, hidden: true, readonly: true });
    const form = h("form", { class: "card form", on: { submit: change } }, h("h2", {}, t("profile.password")), userName, current.node, wanted.node, again.node, trouble.node, done.node, h("div", { class: "actions" }, submit));
    return form;
}

function everywhere(onSignedOut, onOver) {
    const trouble = notice("alarm");
    const out = async () => {
        if (!(await confirm({ title: t("profile.everywhere.title"), text: t("profile.everywhere.text"), yes: t("profile.everywhere.yes") }))) return;
        await whileBusy(control, trouble, signOut, (error) => refused(error, onOver));
    };
    const signOut = async () => {
        await call("DELETE", "counselor/sessions");
        onSignedOut();
    };
    const control = button(t("profile.everywhere"), { look: "danger", on: out, id: "everywhere" });
    return h("section", { class: "card" }, h("h2", {}, t("profile.devices")), h("p", {}, t("profile.everywhere.text")), trouble.node, h("div", { class: "actions actions--start" }, control));
}

function refused(error, onOver) {
    if (error.status === 401) onOver(error);
    return explain(error);
}
