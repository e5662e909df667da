// Bytes as the formats want them: strings, numbers, texts for people and for JSON.

const encoder = new TextEncoder();

export function utf8(text) {
    return encoder.encode(text);
}

export function concat(...parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}

/** Four bytes, the highest first. Throws RangeError beyond 32 bits. */
export function uint32(number) {
    if (!Number.isInteger(number) || number < 0 || number > 0xffffffff) throw new RangeError("no 32 bits");
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, number);
    return bytes;
}

export function readUint32(bytes, offset) {
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
}

export function random(size) {
    return crypto.getRandomValues(new Uint8Array(size));
}

export function toHex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Throws TypeError where it is not pairs of hex digits. */
export function fromHex(text) {
    if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new TypeError("no hex");
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toBase64(bytes) {
    let characters = "";
    for (const byte of bytes) characters += String.fromCharCode(byte);
    return btoa(characters);
}

export function fromBase64(text) {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
