// The kinds of documents that people send, and the names under which they go.
import { withoutPiles } from "../lib/piles.js";

/** `family`: how a page calls it ("picture", "paper", "table"); `endings`: of its files, the first one is ours. */
export const KINDS = {
    png: { family: "picture", type: "image/png", endings: ["png"] },
    jpg: { family: "picture", type: "image/jpeg", endings: ["jpg", "jpeg", "jpe", "jfif"] },
    pdf: { family: "paper", type: "application/pdf", endings: ["pdf"] },
    docx: { family: "paper", type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", endings: ["docx"] },
    xlsx: { family: "table", type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", endings: ["xlsx"] },
    doc: { family: "paper", type: "application/msword", endings: ["doc"] },
    xls: { family: "table", type: "application/vnd.ms-excel", endings: ["xls"] },
};

/** Pictures of other kinds, which are drawn as one of ours. Not HEIC: an iPhone hands over a JPEG where nobody says that HEIC will do. */
const FOREIGN = ["image/webp", "image/avif", "image/gif", "image/bmp"];

/** For the `accept` of a file field. */
export const ACCEPTED = [...Object.values(KINDS).flatMap(({ type, endings }) => [type, ...endings.map((ending) => `.${ending}`)]), ...FOREIGN].join(",");

const LONGEST_NAME = 100;
/** Of what a stranger gives as a name, so much is looked at. */
const LOOKED_AT = 1000;

/** What a name says of its kind: a key of KINDS, or null where its ending is none of ours or it has none. */
export function kindOfName(name) {
    const ending = /\.([^.]+)$/.exec(name)?.[1].toLowerCase();
    return Object.keys(KINDS).find((kind) => KINDS[kind].endings.includes(ending)) ?? null;
}

/**
 * A name that is safe to show and to save, with the ending of its kind: no folders, no control characters, none that turn the direction of
 * writing (U+202E makes "gpj.exe" of "exe.jpg"), no dot in front. "" where nothing is left of it.
 */
export function safeName(name, kind) {
    const whole = withoutPiles(name.slice(0, LOOKED_AT).normalize("NFC"));
    const base = whole.replace(/^.*[/\\]/s, "").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800<>:"|?*]/gu, "").trim();
    const { endings } = KINDS[kind];
    const stem = endings.some((ending) => base.toLowerCase().endsWith(`.${ending}`)) ? base.slice(0, base.lastIndexOf(".")) : base;
    const kept = [...stem.replace(/^[.\s]+|[.\s]+$/g, "")].slice(0, LONGEST_NAME).join("");
    return kept === "" ? "" : `${kept}.${endings[0]}`;
}
