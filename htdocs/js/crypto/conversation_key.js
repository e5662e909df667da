// The key of one conversation: made by whoever accepts, wrapped for each side (FORMAT.md, "Wrapped key"), and the code that both compare.
import { concat, random, utf8 } from "./bytes.js";
import { publicBytes } from "./key_pair.js";
import { roleByte } from "./roles.js";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "../../vendor/hpke.js";

const SIZE = 32;
const SIZE_ENC = 32;
const SIZE_WRAPPED = SIZE_ENC + SIZE + 16;
const NOTHING = new Uint8Array();

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** A wrapped key that does not open: it was changed, or is for or from somebody else. */
export class BadKey extends Error {
    isTampering = true;
}

/**
 * `to`: {role, publicKey (CryptoKey)}; `from`: the sender's pair. `conversation`: the 16 bytes of its id. Returns 80 bytes.
 * Auth mode of RFC 9180: only who has `from` can have made it.
 */
async function wrap(raw, { conversation, to, from }) {
    const how = { recipientPublicKey: to.publicKey, senderKey: from, info: infoOf(conversation, to.role) };
    const { enc, ct } = await suite.seal(how, raw, NOTHING);
    return concat(new Uint8Array(enc), new Uint8Array(ct));
}

/**
 * Makes a conversation's key and wraps it for both: {key, forSeeker, forCounselor}. `counselor`: the pair of who makes it.
 */
export async function makeConversationKey({ conversation, counselor, seekerKey }) {
    const raw = random(SIZE);
    const forSeeker = await wrap(raw, { conversation, to: { role: "seeker", publicKey: seekerKey }, from: counselor });
    const forCounselor = await wrap(raw, { conversation, to: { role: "counselor", publicKey: counselor.publicKey }, from: counselor });
    const key = await importKey(raw);
    raw.fill(0);
    return { key, forSeeker, forCounselor };
}

/** The key from its wrapping for `role`, whose pair is `to`; `from`: public key of who wrapped it. Throws BadKey. */
export async function openConversationKey(wrapped, { conversation, role, to, from }) {
    if (wrapped.length !== SIZE_WRAPPED) throw new BadKey("size");
    try {
        const how = { recipientKey: to, senderPublicKey: from, enc: wrapped.slice(0, SIZE_ENC), info: infoOf(conversation, role) };
        const raw = new Uint8Array(await suite.open(how, wrapped.slice(SIZE_ENC), NOTHING));
        if (raw.length !== SIZE) throw new BadKey("size");
        const key = await importKey(raw);
        raw.fill(0);
        return key;
    } catch {
        throw new BadKey("does not open");
    }
}

/**
 * What both sides read to each other if they want to be sure that nobody stands between: five groups of four digits (66 bits).
 * `pairs`: the public keys, as CryptoKey.
 */
export async function safetyCode(key, { conversation, seekerKey, counselorKey }) {
    const keys = [await publicBytes({ publicKey: seekerKey }), await publicBytes({ publicKey: counselorKey })];
    const info = concat(utf8("caritas safety code 1"), ...keys);
    const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: conversation, info }, key, 128);
    const number = new Uint8Array(bits).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) % 10n ** 20n;
    return number.toString().padStart(20, "0").match(/.{4}/g).join(" ");
}

function importKey(raw) {
    return crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey", "deriveBits"]);
}

function infoOf(conversation, role) {
    return concat(utf8("caritas conversation key 1"), conversation, roleByte(role));
}
