// The two sides of a conversation as one byte each, as the formats write them.

const BYTES = { seeker: 0, counselor: 1 };

/** Throws TypeError for anybody else. */
export function roleByte(role) {
    if (!Object.hasOwn(BYTES, role)) throw new TypeError(`no role: ${role}`);
    return Uint8Array.of(BYTES[role]);
}
