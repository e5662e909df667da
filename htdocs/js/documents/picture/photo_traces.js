// Whether a picture within a document still tells of the device, the place or the program that made it.
import { JPEG, PNG, startsWith } from "../beginnings.js";
import { MOST_STEPS } from "../limits.js";

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const TELLING_CHUNKS = new Set(["eXIf", "tEXt", "iTXt", "zTXt"]);
const APP1 = 0xe1;
const [SOS, EOI] = [0xda, 0xd9];

/** False also for what is neither JPEG nor PNG. What does not hold together is read as far as it does. */
export function hasPhotoData(bytes) {
    if (startsWith(bytes, JPEG)) return hasExif(bytes);
    return startsWith(bytes, PNG) && hasTellingChunk(bytes);
}

// ITU-T T.81, B.1.1.4: marker, length, data. Behind the first scan there is nothing of it.
function hasExif(bytes) {
    let at = 2;
    for (let step = 0; step < MOST_STEPS && at + 4 <= bytes.length && bytes[at] === 0xff; step += 1) {
        const marker = bytes[at + 1];
        if (marker === 0xff) {
            at += 1; // a fill byte
            continue;
        }
        if (marker === SOS || marker === EOI) return false;
        if (marker === APP1 && startsWith(bytes, EXIF, at + 4)) return true;
        at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    }
    return false;
}

// W3C PNG, 5.3: length, type, data, checksum.
function hasTellingChunk(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = PNG.length;
    for (let step = 0; step < MOST_STEPS && at + 8 <= bytes.length; step += 1) {
        if (TELLING_CHUNKS.has(String.fromCharCode(...bytes.subarray(at + 4, at + 8)))) return true;
        at += 12 + view.getUint32(at);
    }
    return false;
}
