// The two fields of a new password, and what is wrong with what stands in them.
import { t } from "../../lib/i18n.js";
import { FEWEST, weakness } from "../../lib/password_strength.js";
import { textField } from "../shared/field.js";

/** Returns {nodes, value(), trouble(login)}: `trouble` is a sentence, or null. */
export function newPassword() {
    const wanted = textField({ id: "wanted", label: t("password.new"), hint: t("password.hint", { n: FEWEST }), type: "password", autocomplete: "new-password", required: true });
    const again = textField({ id: "again", label: t("password.again"), type: "password", autocomplete: "new-password", required: true });
    return {
        nodes: [wanted.node, again.node],
        value: () => wanted.input.value,
        trouble(login) {
            const weak = weakness(wanted.input.value, login);
            if (weak) return t(`password.${weak}`, { n: FEWEST });
            return wanted.input.value === again.input.value ? null : t("password.differ");
        },
    };
}
