// The counselors' door.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { signIn } from "../../models/sign_in.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { explain } from "../shared/explain.js";
import { textField } from "../shared/field.js";

/**
 * `why`: a sentence, for instance why a session ended; `onSignedIn({answer, derived, password})` gets the API's answer and what was derived
 * from the password.
 */
export function door({ why, onSignedIn }) {
    const login = textField({ id: "login", label: t("signIn.login"), autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
    const password = textField({ id: "password", label: t("signIn.password"), type: "password", autocomplete: "current-password", required: true });
    const trouble = notice("alarm");
    const submit = button(t("signIn.submit"), { look: "main", type: "submit" });
    const enterWith = async () => {
        const typed = password.input.value;
        const { answer, derived } = await signIn(login.input.value.trim(), typed);
        await onSignedIn({ answer, derived, password: typed });
    };
    const enter = async (event) => {
        event.preventDefault();
        await whileBusy(submit, trouble, enterWith, explain);
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
