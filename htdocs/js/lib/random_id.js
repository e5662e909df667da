// Ids that a page makes for its writes, so that a repeated call changes nothing twice.

/** 16 random bytes as 32 hex digits. */
export function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
