// The counselors' door.
import { call } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { explain } from "../shared/explain.js";
import { textField } from "../shared/field.js";

/** `why`: a sentence, for instance why a session ended; `onSignedIn(answer)` gets the API's answer. */
export function signIn({ why, onSignedIn }) {
    const login = textField({ id: "login", label: t("signIn.login"), autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
    const password = textField({ id: "password", label: t("signIn.password"), type: "password", autocomplete: "current-password", required: true });
    const trouble = notice("alarm");
    const submit = button(t("signIn.submit"), { look: "main", type: "submit" });
    const enter = async (event) => {
        event.preventDefault();
        await whileBusy(submit, trouble, async () => onSignedIn(await call("POST", "counselor/session", { json: { login: login.input.value.trim(), password: password.input.value } })), explain);
    };
    return h(
        "main",
        { class: "page sign-in", id: "main" },
        h("h1", { tabindex: "-1" }, t("signIn.title")),
        why && notice("calm", why).node,
        h("form", { class: "card form", on: { submit: enter } }, login.node, password.node, trouble.node, h("div", { class: "actions" }, submit)),
        h("p", { class: "quiet" }, t("signIn.help")),
    );
}
