// Numbers for those who need help at once. Free of charge, day and night unless said otherwise.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { icon } from "./icons.js";

const LINES = [
    { key: "emergency.112", numbers: ["112"] },
    { key: "emergency.crisis", numbers: ["116 123", "0800 111 0 111", "0800 111 0 222"] },
    { key: "emergency.youth", numbers: ["116 111"] },
    { key: "emergency.violence", numbers: ["116 016"] },
];

/** `open`: shown at once; else the person opens it. */
export function emergencyNumbers({ open = false } = {}) {
    return h(
        "details",
        { class: "emergency", open },
        h("summary", {}, icon("phone"), h("span", {}, t("emergency.title"))),
        h("p", {}, t("emergency.intro")),
        h("ul", {}, LINES.map(line)),
    );
}

function line({ key, numbers }) {
    const links = numbers.map((number) => h("a", { href: `tel:${number.replaceAll(" ", "")}` }, number));
    return h("li", {}, h("span", {}, t(key)), h("span", { class: "emergency__numbers" }, links));
}
