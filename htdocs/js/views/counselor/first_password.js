// After the first sign-in: the admin's password was good once, a counselor chooses another, and the keys are made.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { choosePassword } from "../../models/sign_in.js";
import { button, notice, whileBusy } from "../shared/controls.js";
import { explain } from "../shared/explain.js";
import { newPassword } from "./new_password.js";

/** `proof`: of the admin's password; `isOld(password)`: whether it is that one. `onChosen(keys, key)`; `onOver(refusal)` for a dead session. */
export function firstPassword({ login, proof, isOld, onChosen, onOver }) {
    const fields = newPassword();
    const trouble = notice("alarm");
    const submit = button(t("firstPassword.submit"), { look: "main", type: "submit" });
    const save = async () => {
        const { keys, key } = await choosePassword(fields.value(), proof);
        await onChosen(keys, key);
    };
    const refused = (error) => {
        if (error.status === 401) onOver(error);
        return explain(error);
    };
    const choose = async (event) => {
        event.preventDefault();
        const wrong = isOld(fields.value()) ? t("firstPassword.same") : fields.trouble(login);
        if (wrong) return trouble.show(wrong);
        await whileBusy(submit, trouble, save, refused);
    };
    // For password managers: whose password it is.
    const userName = h("input", { type: "text", name: "username", autocomplete: "username", value: login, hidden: true, readonly: true });
    return h(
        "main",
        { class: "page sign-in first-password", id: "main" },
        h("h1", { tabindex: "-1" }, t("firstPassword.title")),
        h("p", {}, t("firstPassword.text")),
        notice("warm", t("firstPassword.loss")).node,
        h("form", { class: "card form", on: { submit: choose } }, userName, fields.nodes, trouble.node, h("div", { class: "actions" }, submit)),
    );
}
