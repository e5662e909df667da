// A seeker's own pair, in this page's memory. For a reload it lies in sessionStorage, sealed under the share that the server keeps with the
// session, gives to that session alone and deletes at the end. A second tab of the browser gets this sealed form from the first: keys
// themselves are never passed on, since WebKit loses X25519 keys in channels and stores.
import { call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";
import { fromHex, random, toHex } from "../crypto/bytes.js";
import { makePair, openPair, publicBytes, resealPair, sealingKey } from "../crypto/key_pair.js";

const PLACE = "caritas:key";
/** One tab at a time makes a pair in the place of another. */
const TURN = "caritas:visitor-key";
/** Milliseconds that another tab of this browser has to answer, and to seal what it has just made. */
const PATIENCE = 3000;
const PATIENCE_SEALING = 30000;

export class VisitorKey {
    #held = null; // {publicKey (hex), pair, sealed (hex, under the share) or null}
    #fresh = null; // {sealed, key}: made here, and not yet sealed under the share
    #named = null; // the public key of ours that the server has named last
    #made = []; // public keys that other tabs of this browser made in the place of lost ones
    #hasReplaced = false;
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

    /**
     * Stores what was made here for a reload, once there is a session. Gives up only where the session has ended, or nothing can be stored;
     * with `isPatient: false` at any failure. Throws Refusal or Offline.
     */
    async keep({ isPatient = true } = {}) {
        if (!this.#fresh) return;
        const { sealed, key } = this.#fresh;
        const held = this.#held;
        const resealed = toHex(await resealPair(sealed, fromHex(held.publicKey), key, await shareKey(isPatient)));
        if (this.#held !== held) return; // forgotten meanwhile
        this.#fresh = null;
        held.sealed = resealed;
        store(held);
        this.#pass();
    }

    /** The pair of this public key: held here, kept for a reload, or in another tab; null if it is lost. Throws Refusal. */
    async find(publicKey) {
        if (this.publicKey !== publicKey) {
            const found = (await this.#open(stored(), publicKey)) ?? (await this.#open(await this.#ask(publicKey), publicKey));
            if (!found) return null;
            this.#held = found;
            this.#fresh = null;
            store(found);
        }
        this.#named = publicKey;
        return this.#held.pair;
    }

    /**
     * Makes a pair in the place of this one, which is lost; `put(publicKey)` tells the server. One tab at a time, and each tab once: whoever
     * comes second finds what the first has made.
     */
    async replace(publicKey, put) {
        await navigator.locks.request(TURN, async () => {
            const newest = this.#made.at(-1) ?? publicKey;
            if (this.#hasReplaced || (await this.find(newest))) return;
            this.#hasReplaced = true;
            this.forget();
            const next = await this.make();
            this.#channel.postMessage({ made: next });
            await put(next);
        });
        await this.keep();
    }

    /** Whether the server names this key in the place of one of ours, without any tab of this browser having made it. */
    isForeign(publicKey) {
        return this.#named !== null && this.#named !== publicKey && !this.#made.includes(publicKey);
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

    // What another tab has passed on, or what was kept: {publicKey, sealed} or null.
    async #open(kept, publicKey) {
        if (kept?.publicKey !== publicKey) return null;
        try {
            return { ...kept, pair: await openPair(fromHex(kept.sealed), fromHex(publicKey), await shareKey()) };
        } catch (error) {
            if (error.status) throw error;
            return null; // sealed under the share of another session
        }
    }

    // {publicKey, sealed} of another tab, or null.
    #ask(publicKey) {
        return new Promise((resolve) => {
            let timer = setTimeout(() => resolve(null), PATIENCE);
            const onAnswer = ({ detail }) => {
                clearTimeout(timer);
                if (detail.sealed) resolve(detail);
                else timer = setTimeout(() => resolve(null), PATIENCE_SEALING);
            };
            this.#answers.addEventListener(publicKey, onAnswer);
            this.#channel.postMessage({ wanted: publicKey });
        });
    }

    #hear({ wanted, held, made }) {
        if (made) this.#made.push(made);
        else if (held) this.#answers.dispatchEvent(new CustomEvent(held.publicKey, { detail: held }));
        else if (wanted && wanted === this.publicKey) this.#pass();
    }

    // `sealed` is null for a moment after the pair was made: it follows.
    #pass() {
        const { publicKey, sealed } = this.#held;
        this.#channel.postMessage({ held: { publicKey, sealed } });
    }
}

async function shareKey(isPatient = true) {
    const fetchShare = () => call("GET", "seeker/share");
    const { share } = await (isPatient ? persist(fetchShare) : fetchShare());
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
