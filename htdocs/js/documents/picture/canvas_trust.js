// Whether this browser's canvas gives back what was drawn on it.
//
// Against fingerprinting, some give white or noise instead (Firefox with privacy.resistFingerprinting), some change a few pixels (Firefox's
// fingerprinting protection, Brave, extensions). A photo must not be sent through such a canvas. No browser says that it does so: it is
// measured, each time, as people change such settings, and nothing is stored.
import { random } from "../../crypto/bytes.js";
import { encode, onCanvas } from "./canvas.js";

// Firefox's protection changes some dozen bytes of a canvas of this size, Brave's a share of them; both leave alone what is tiny or of one
// colour.
const SIDE = 128;
const MOST_RANDOM = 65_536; // bytes that getRandomValues gives at once

/** True if a random picture comes back byte by byte, both read from the canvas and through a PNG. */
export async function canvasIsTrue() {
    try {
        // Of the same making as the one that photos are drawn on, so not one for reading.
        return (await onCanvas({ width: SIDE, height: SIDE }, comesBack)) === true;
    } catch {
        return false; // refused, by the browser or an extension
    }
}

async function comesBack(canvas, context) {
    const pattern = randomPattern();
    context.putImageData(pattern, 0, 0);
    const file = await encode(canvas, "image/png");
    if (file === null || !isSame(pixels(context), pattern.data)) return false;
    const bitmap = await createImageBitmap(file);
    try {
        context.clearRect(0, 0, SIDE, SIDE);
        context.drawImage(bitmap, 0, 0);
    } finally {
        bitmap.close();
    }
    return isSame(pixels(context), pattern.data);
}

/** Opaque: a canvas keeps colours multiplied by their opacity, so that others would be rounded by honest browsers too. */
function randomPattern() {
    const data = new Uint8ClampedArray(4 * SIDE * SIDE);
    for (let at = 0; at < data.length; at += MOST_RANDOM) data.set(random(Math.min(MOST_RANDOM, data.length - at)), at);
    for (let at = 3; at < data.length; at += 4) data[at] = 255;
    return new ImageData(data, SIDE);
}

const pixels = (context) => context.getImageData(0, 0, SIDE, SIDE).data;

const isSame = (one, other) => one.length === other.length && one.every((value, i) => value === other[i]);
