// Pictures of kinds that are not sent, since not everybody can open them (a phone's HEIC, the web's WebP and AVIF): they are drawn as a JPEG,
// or as a PNG where they are transparent, if this browser can show them.
import { BadDocument } from "../bad_document.js";
import { startsWith } from "../beginnings.js";
import { MOST_SHOWN } from "../limits.js";
import { canvasIsTrue } from "./canvas_trust.js";
import { decode, redraw, scaleFor, shows, smallerSizes } from "./picture.js";
import { lookOf } from "./picture_look.js";

const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));
const is = (text, at = 0) => (bytes) => startsWith(bytes, ascii(text), at);
// ISO/IEC 14496-12, 4.3: the brands of a file; the major one stands first.
const isOfBrand = (...brands) => (bytes) => is("ftyp", 4)(bytes) && brands.some((brand) => is(brand, 8)(bytes));

/** How each is known, and where its size stands: bounded reads, so that nobody decodes what no page can hold. */
const FORMATS = [
    { name: "HEIC", isThis: isOfBrand("heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"), sizeIn: boxSize },
    { name: "AVIF", isThis: isOfBrand("avif", "avis"), sizeIn: boxSize },
    { name: "WebP", isThis: (bytes) => is("RIFF")(bytes) && is("WEBP", 8)(bytes), sizeIn: webpSize },
    { name: "GIF", isThis: is("GIF8"), sizeIn: gifSize },
    { name: "BMP", isThis: (bytes) => is("BM")(bytes) && bytes[14] >= 40 && bytes[15] === 0, sizeIn: bmpSize },
    { name: "TIFF", isThis: (bytes) => is("II*\0")(bytes) || is("MM\0*")(bytes), sizeIn: () => null },
];
const LOOKED_AT = 65_536;
const OPAQUE = 254.5; // of 255, on average over each field

/** The name of the format by the file's first bytes, or null. */
export async function foreignFormat(blob) {
    const start = await beginningOf(blob, 32);
    return FORMATS.find(({ isThis }) => isThis(start))?.name ?? null;
}

/**
 * {blob, kind} of the picture drawn anew. Throws BadDocument("foreign", format) where this browser cannot show it or its canvas does not give
 * back what is drawn, and ("large") where it cannot be made to fit.
 */
export async function drawForeign(blob, format, { maxBytes }) {
    const size = await sizeOf(blob, format);
    if (size === null || !(size.width * size.height <= MOST_SHOWN) || !(await canvasIsTrue())) throw new BadDocument("foreign", format);
    const seen = await lookAt(blob);
    if (seen === null || seen.look === null) throw new BadDocument("foreign", format);
    const kind = seen.look.means.every((mean, i) => i % 4 !== 3 || mean > OPAQUE) ? "jpg" : "png";
    for (const wanted of [...(seen.scale === 1 ? [seen.size] : []), ...smallerSizes(seen)]) {
        const file = await decode(blob, wanted === seen.size ? null : wanted).then((bitmap) => redraw(bitmap, kind, wanted), () => null);
        if (file !== null && file.size <= maxBytes && (await shows(file, { size: wanted }, seen.look))) return { blob: file, kind };
    }
    throw new BadDocument("large");
}

/** {size, scale, look} as it is seen, `scale` so that it fits a canvas; null where this browser cannot show it. */
async function lookAt(blob) {
    const bitmap = await decode(blob).catch(() => null);
    if (bitmap === null) return null;
    try {
        const size = { width: bitmap.width, height: bitmap.height };
        return { size, scale: scaleFor(size), look: await lookOf(bitmap) };
    } finally {
        bitmap.close();
    }
}

async function beginningOf(blob, most) {
    return new Uint8Array(await blob.slice(0, most).arrayBuffer());
}

/** {width, height} as the file says them, or null where they are not found. */
async function sizeOf(blob, format) {
    const bytes = await beginningOf(blob, LOOKED_AT);
    const view = new DataView(bytes.buffer);
    try {
        return FORMATS.find(({ name }) => name === format).sizeIn(view, bytes);
    } catch {
        return null; // it ends before
    }
}

function gifSize(view) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

// A negative height says that the first line is on top.
function bmpSize(view) {
    return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

// ISO/IEC 23008-12, 6.5.3: each image and each of its tiles has a box "ispe"; the largest one is what is seen.
function boxSize(view, bytes) {
    let largest = null;
    for (let at = bytes.indexOf(0x69); at >= 0; at = bytes.indexOf(0x69, at + 1)) {
        if (!is("ispe", at)(bytes)) continue;
        const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
        if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
    }
    return largest;
}

// RFC 9649, 2.5 to 2.7: of an extended file, a lossless and a lossy one.
function webpSize(view, bytes) {
    const uint24 = (at) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    if (is("VP8X", 12)(bytes)) return { width: uint24(24) + 1, height: uint24(27) + 1 };
    if (is("VP8L", 12)(bytes)) {
        const bits = view.getUint32(21, true);
        return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    return is("VP8 ", 12)(bytes) ? { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff } : null;
}
