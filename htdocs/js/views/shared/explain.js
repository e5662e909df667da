// What a person is told when a call did not succeed.
import { t } from "../../lib/i18n.js";

/** The server's own sentence, or ours if it could not be reached. */
export function explain(error) {
    if (error.status) return error.message;
    if (error.isTransient) return t("line.failed");
    throw error; // a bug of ours
}
