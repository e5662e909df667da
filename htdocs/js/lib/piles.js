// Marks above and below letters, as many as languages need.

const MOST = 8;
const PILE = new RegExp(`(\\p{M}{${MOST}})\\p{M}+`, "gu");

/** The text with eight marks on a letter at most: thousands of them would be drawn across what stands above and below. */
export function withoutPiles(text) {
    return text.replace(PILE, "$1");
}
