// What a person is told when a call did not succeed.
import { t } from "../../lib/i18n.js";
import { NoCookies } from "../../lib/no_cookies.js";

/** The server's own sentence, or ours if it could not be reached, or something else went wrong. */
export function explain(error) {
    if (error.status) return error.message;
    if (error.isTransient) return t("line.failed");
    if (error instanceof NoCookies) return t("trouble.noCookies");
    reportError(error); // a bug of ours
    return t("trouble.unexpected");
}
