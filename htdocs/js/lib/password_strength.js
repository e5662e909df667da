// Whether a password is one that others try first. Counts the pieces that somebody who guesses would put together: words that many take,
// the login, rows of the keyboard, repeats and numbers count as one piece each, everything else letter by letter.
import { lengthOf } from "./body.js";

export const FEWEST = 12;
const MOST = 256;
const FEWEST_PIECES = 8;
const SHORTEST_ROW = 3;
const SHORTEST_REPEAT = 3;

const WORDS = [
    "passwort", "password", "kennwort", "geheim", "secret", "beratung", "berater", "caritas", "hallo", "hello", "willkommen", "welcome", "login", "admin", "chat",
    "sommer", "winter", "herbst", "frühling", "fruehling", "summer", "montag", "monday", "januar", "ichliebedich", "iloveyou", "schatz", "liebe", "love", "engel",
    "angel", "prinzessin", "princess", "fussball", "fußball", "football", "drachen", "dragon", "monkey", "sonne", "sunshine", "stern", "master", "superman", "batman",
    "berlin", "hamburg", "muenchen", "münchen", "deutschland", "internet", "computer", "samsung", "iphone", "letmein", "baby", "mein", "neu", "test",
];
const ROWS = ["qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz"];
const BOTH_WAYS = ROWS.flatMap((row) => [row, [...row].reverse().join("")]);
const LOOKALIKES = { "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "5": "s", "$": "s", "7": "t" };

/** null if it is good; else "short", "long", "common". */
export function weakness(password, login) {
    const length = lengthOf(password);
    if (length < FEWEST) return "short";
    if (length > MOST) return "long";
    return pieces(password, login) < FEWEST_PIECES ? "common" : null;
}

function pieces(password, login) {
    const text = password.normalize("NFKC").toLowerCase();
    const plain = text.replace(/[@4301!5$7]/g, (character) => LOOKALIKES[character]);
    const words = [...WORDS, ...login.toLowerCase().split(/[^\p{L}]+/u).filter((part) => part.length >= SHORTEST_ROW)];
    let count = 0;
    for (let at = 0; at < text.length; count += 1) {
        at += Math.max(wordAt(plain, at, words), rowAt(text, at), sameAt(text, at), repeatAt(text, at), /^\d{2}/.test(text.slice(at)) ? 2 : 1);
    }
    return count;
}

function wordAt(text, at, words) {
    return Math.max(0, ...words.filter((word) => text.startsWith(word, at)).map((word) => word.length));
}

function rowAt(text, at) {
    const lengths = BOTH_WAYS.map((row) => {
        const from = row.indexOf(text[at]);
        let length = 0;
        while (from >= 0 && at + length < text.length && text[at + length] === row[from + length]) length += 1;
        return length;
    });
    const longest = Math.max(...lengths);
    return longest >= SHORTEST_ROW ? longest : 0;
}

function sameAt(text, at) {
    let length = 1;
    while (text[at + length] === text[at]) length += 1;
    return length;
}

/** How much of what follows stood there before. */
function repeatAt(text, at) {
    let length = 0;
    while (at + length < text.length && text.slice(0, at).includes(text.slice(at, at + length + 1))) length += 1;
    return length >= SHORTEST_REPEAT ? length : 0;
}
