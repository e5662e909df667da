// A seeker's own pair, in this page's memory. For a reload it lies in sessionStorage, sealed under the share that the server keeps with the
// session, gives to that session alone and deletes at the end; a second tab of the browser asks the first.
import { call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import { fromHex, random, toHex } from "../crypto/bytes.js";
import { makePair, openPair, publicBytes, resealPair, sealingKey } from "../crypto/key_pair.js";

const PLACE = "caritas:key";
/** So long another tab of this browser has to answer. */
const PATIENCE = 1000;

export class VisitorKey {
    #held = null; // {publicKey (hex), pair, sealed (hex, under the share) or null}
    #fresh = null; // {sealed, key}: made here, and not yet sealed under the share
    #channel = new BroadcastChannel("caritas:visitor-key");
    #answers = new EventTarget();

    constructor() {
        this.#channel.onmessage = ({ data }) => this.#hear(data);
    }

    /** The public key (hex) of the pair at hand, or null. */
    get publicKey() {
        return this.#held?.publicKey ?? null;
    }

    /** Makes a pair if there is none. Returns the public key. */
    async make() {
        if (this.#held) return this.publicKey;
        const key = await sealingKey(random(32));
        const { pair, sealed } = await makePair(key);
        this.#held = { publicKey: toHex(await publicBytes(pair)), pair, sealed: null };
        this.#fresh = { sealed, key };
        return this.publicKey;
    }

    /** Stores what was made here for a reload, once there is a session. Gives up only where the session has ended, or nothing can be stored. */
    async keep() {
        if (!this.#fresh) return;
        const { sealed, key } = this.#fresh;
        const held = this.#held;
        const resealed = toHex(await resealPair(sealed, fromHex(held.publicKey), key, await shareKey()));
        if (this.#held !== held) return; // forgotten meanwhile
        this.#fresh = null;
        held.sealed = resealed;
        store(held);
    }

    /** The pair of this public key: held here, kept for a reload, or in another tab; null if it is lost. Throws Refusal. */
    async find(publicKey) {
        if (this.publicKey === publicKey) return this.#held.pair;
        const found = (await this.#recall(publicKey)) ?? (await this.#ask(publicKey));
        if (!found) return null;
        this.#held = found;
        this.#fresh = null;
        if (found.sealed) store(found);
        return found.pair;
    }

    /** Nothing of it is left in this tab. */
    forget() {
        this.#held = null;
        this.#fresh = null;
        try {
            sessionStorage.removeItem(PLACE);
        } catch {
            // Where nothing can be stored nothing is.
        }
    }

    async #recall(publicKey) {
        const kept = stored();
        if (kept?.publicKey !== publicKey) return null;
        try {
            return { ...kept, pair: await openPair(fromHex(kept.sealed), fromHex(publicKey), await shareKey()) };
        } catch (error) {
            if (error.status) throw error;
            return null; // sealed under the share of another session
        }
    }

    #ask(publicKey) {
        return new Promise((resolve) => {
            const timer = setTimeout(() => resolve(null), PATIENCE);
            this.#answers.addEventListener(
                publicKey,
                ({ detail }) => {
                    clearTimeout(timer);
                    resolve(detail);
                },
                { once: true },
            );
            this.#channel.postMessage({ wanted: publicKey });
        });
    }

    #hear({ wanted, held }) {
        if (held) this.#answers.dispatchEvent(new CustomEvent(held.publicKey, { detail: held }));
        else if (wanted && wanted === this.publicKey) this.#channel.postMessage({ held: this.#held });
    }
}

async function shareKey() {
    const { share } = await persist(() => call("GET", "seeker/share"));
    return sealingKey(fromHex(share));
}

// Where nothing can be stored a reload loses the pair; the page says so then.
function store({ publicKey, sealed }) {
    try {
        sessionStorage.setItem(PLACE, JSON.stringify({ publicKey, sealed }));
    } catch {
        // see above
    }
}

function stored() {
    try {
        return JSON.parse(sessionStorage.getItem(PLACE));
    } catch {
        return null;
    }
}
