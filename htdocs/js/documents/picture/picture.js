// A photo as it leaves the device: without place, camera, time, thumbnail and whatever else was packed into its file.
import { BadDocument } from "../bad_document.js";
import { inspector } from "../inspector.js";
import { KINDS } from "../kinds.js";
import { MOST_ON_CANVAS, MOST_PIXELS } from "../limits.js";
import { encode, onCanvas } from "./canvas.js";
import { canvasIsTrue } from "./canvas_trust.js";
import { lookOf, looksAlike } from "./picture_look.js";

const SCALES = [0.75, 0.5, 0.35, 0.25, 0.15, 0.1];
const JPEG_QUALITY = 0.9;

/**
 * Cleans a picture. Drawn anew where the canvas can be trusted: nothing but what is seen comes through. Otherwise, and where drawing would
 * cost something (more pixels than a canvas holds, a picture that moves, a file that would grow beyond `maxBytes`), its file is cut, which
 * changes no pixel. Only what fits neither way is made smaller. Whatever comes of it is decoded again and must show the same.
 *
 * The file is read and cut in the worker. It is drawn here: decoding is done beside the page by the browser, drawing is bounded by the pixels
 * of a canvas, and whether a canvas is true (canvas_trust.js) holds for canvases of the page only: extensions change those, not a worker's.
 *
 * `how`: "redrawn", "cut", or "kept": nothing was possible, it is still the sender's file with all that is in it. Throws BadDocument:
 * "broken" where it does not hold together or the browser cannot show it, "large" where it has too many pixels or cannot be made to fit.
 *
 * @param {Blob} blob
 * @param {"png" | "jpg"} kind
 * @param {{ maxBytes: number }} limits
 * @returns {Promise<{ blob: Blob, how: "redrawn" | "cut" | "kept" }>}
 */
export async function cleanPicture(blob, kind, { maxBytes }) {
    const cut = await inspector.cutPicture(blob, kind);
    const pixels = cut.width * cut.height;
    if (pixels > MOST_PIXELS) throw new BadDocument("large");
    const scale = scaleFor(cut);
    // Without its end nothing decodes it; what was put back there is in the cut file.
    const original = { blob: cut.isMended ? cut.blob : blob, kind, scale, size: upright(cut) };
    const { seen, redrawn } = await firstLook(original, { isTrue: await canvasIsTrue(), isDrawn: scale === 1 && !cut.isAnimated });
    const isGood = async (file, how) => file !== null && file.size <= maxBytes && (await shows(file, how, seen.look));

    if (await isGood(redrawn, { size: original.size })) return { blob: redrawn, how: "redrawn" };
    // What was mended may have anything behind its picture: only drawn anew it is clean.
    if (!cut.isMended && (await isGood(cut.blob, seen))) return { blob: cut.blob, how: "cut" };
    for (const size of seen.look === null ? [] : smallerSizes(original)) {
        const smaller = await decode(original.blob, size).then((bitmap) => redraw(bitmap, kind, size), () => null);
        if (await isGood(smaller, { size })) return { blob: smaller, how: "redrawn" };
    }
    if (original.blob.size > maxBytes) throw new BadDocument("large");
    return { blob: original.blob, how: "kept" };
}

/** The size as it is seen: from orientation 5 on it lies on its side (exif_orientation.js). */
function upright({ width, height, orientation }) {
    return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** To what share of its sides a picture must be reduced to fit a canvas. */
export function scaleFor({ width, height }) {
    return Math.min(1, Math.sqrt(MOST_ON_CANVAS / (width * height)));
}

function sizeAt({ width, height }, scale) {
    return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/** As large as a canvas holds, then smaller and smaller. */
export function smallerSizes({ size, scale }) {
    return [...(scale < 1 ? [scale] : []), ...SCALES.filter((next) => next < scale)].map((next) => sizeAt(size, next));
}

const isSize = (one, other) => one.width === other.width && one.height === other.height;

/** A bitmap, turned as its file says; reduced to a size, if one is given. Throws BadDocument("broken"). */
export async function decode(blob, reducedTo = null) {
    try {
        // Turned by default in every browser; the option's name for it ("from-image") is not known to all.
        if (reducedTo === null) return await createImageBitmap(blob);
        return await createImageBitmap(blob, { resizeWidth: reducedTo.width, resizeHeight: reducedTo.height, resizeQuality: "high" });
    } catch {
        throw new BadDocument("broken");
    }
}

/**
 * How the original is `seen`: its size, reduced if it is too large for a canvas, and its look: null where the canvas cannot tell. And the
 * picture drawn anew, null where it is not to be or cannot be.
 */
async function firstLook({ blob, kind, scale, size }, { isTrue, isDrawn }) {
    const reducedTo = scale < 1 ? sizeAt(size, scale) : null;
    const bitmap = await decode(blob, reducedTo);
    try {
        // Another size than its header says: a browser that does not turn every picture. It must not be drawn in there.
        const isAsSaid = isSize(bitmap, size) || (reducedTo !== null && isSize(bitmap, reducedTo));
        const look = isTrue && isAsSaid ? await lookOf(bitmap).catch(() => null) : null;
        const seen = { size: { width: bitmap.width, height: bitmap.height }, reducedTo, look };
        return { seen, redrawn: isDrawn && look !== null ? await redraw(bitmap, kind, size) : null };
    } finally {
        bitmap.close();
    }
}

/** Draws a bitmap, which it closes, and gives the file; null where the browser does not make it. */
export async function redraw(bitmap, kind, size) {
    try {
        const file = await onCanvas(size, (canvas, context) => {
            context.imageSmoothingQuality = "high";
            context.drawImage(bitmap, 0, 0, size.width, size.height);
            bitmap.close(); // before the encoder needs memory
            return encode(canvas, KINDS[kind].type, JPEG_QUALITY);
        });
        // Some encoders write notes of their own (Safari: EXIF).
        return file === null ? null : (await inspector.cutPicture(file, kind)).blob;
    } catch {
        return null;
    } finally {
        bitmap.close();
    }
}

/** True if a new file is decoded to this size and, where the canvas can tell, has the original's look. */
export async function shows(file, { size, reducedTo = null }, look) {
    let bitmap = null;
    try {
        bitmap = await decode(file, reducedTo);
        return isSize(bitmap, size) && (look === null || looksAlike(look, await lookOf(bitmap)));
    } catch {
        return false;
    } finally {
        bitmap?.close();
    }
}
