// The small piece of work that the server may ask for before it hashes a password, when many try at once (fcgi/core/proof_of_work.h).
import { toHex, utf8 } from "./bytes.js";

/** No honest server asks for more. */
const MOST_BITS = 20;
/** Digests on their way at the same time: the browser computes them beside one another. */
const AT_ONCE = 256;

/** What the work is for: this login, and what was derived from its password (hex). */
export async function purposeOf(login, proof) {
    return toHex(new Uint8Array(await digest(`${login}:${proof}`)));
}

/** The number (as text) that makes SHA-256 of "CHALLENGE:PURPOSE:NUMBER" begin with `bits` zero bits. Throws RangeError above MOST_BITS. */
export async function work({ challenge, bits, purpose }) {
    if (!(bits <= MOST_BITS)) throw new RangeError("bits");
    for (let first = 0; ; first += AT_ONCE) {
        const digests = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => digest(`${challenge}:${purpose}:${first + i}`)));
        const found = digests.findIndex((bytes) => zeroBits(new Uint8Array(bytes)) >= bits);
        if (found !== -1) return String(first + found);
    }
}

function digest(text) {
    return crypto.subtle.digest("SHA-256", utf8(text));
}

function zeroBits(bytes) {
    const first = bytes.findIndex((byte) => byte !== 0);
    return first === -1 ? 8 * bytes.length : 8 * first + Math.clz32(bytes[first]) - 24;
}
