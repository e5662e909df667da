// The lossless cut of a PNG: what it takes to show the picture, byte by byte as it was, and nothing else (W3C PNG, third edition).
import { concat, readUint32, uint32, utf8 } from "../../crypto/bytes.js";
import { BadDocument } from "../bad_document.js";
import { PNG, startsWith } from "../beginnings.js";
import { LARGEST_PROFILE } from "../limits.js";
import { plainProfile } from "./colour_profile.js";
import { onlyOrientation, readOrientation } from "./exif_orientation.js";

// The critical ones (11.2), and of the others those that change how the picture looks (11.3), also if it moves.
const KEPT = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"]);
const LARGEST = 0x7fffffff; // 7.1: of a length, a width, a height

/**
 * What is kept: what shows the picture, a colour profile if it is not sRGB's (colour_profile.js), the orientation in an eXIf of its own.
 * Texts, times, EXIF, unknown chunks and whatever lies behind the end go. Throws BadDocument("broken") where it does not hold together. Where
 * only the end is missing it `isMended`, and gets its IEND back.
 *
 * @param {Uint8Array} bytes
 * @returns {Promise<{ width: number, height: number, orientation: number, isAnimated: boolean, isMended: boolean, parts: Uint8Array[] }>} the size as it is
 *     stored, before it is turned; `parts`, one behind the other, are the file: mostly views of `bytes`.
 */
export async function cutPng(bytes) {
    const found = { size: null, orientation: 1, isAnimated: false, parts: [Uint8Array.from(PNG)] };
    let hasData = false;
    let isMended = true;
    for (const { type, data, whole } of chunks(bytes)) {
        if ((type === "IHDR") !== (found.size === null)) throw new BadDocument("broken"); // it is the first one, and there is one
        if (type === "IHDR") found.size = sizeIn(data);
        hasData ||= type === "IDAT";
        if (type === "IEND") isMended = false;
        found.isAnimated ||= type === "acTL";
        // 5.4: a small first letter says that the picture can be shown without it.
        if (!KEPT.has(type) && /^[A-Z]/.test(type)) throw new BadDocument("broken");
        found.parts.push(...(await keptOf(found, type, data, whole)));
    }
    if (!hasData) throw new BadDocument("broken");
    if (isMended) found.parts.push(chunkOf("IEND", new Uint8Array()));
    return { ...found.size, orientation: found.orientation, isAnimated: found.isAnimated, isMended, parts: found.parts };
}

/** 5.3: length, type, data, checksum of type and data. Up to IEND, or to where the file ends. */
function* chunks(bytes) {
    if (!startsWith(bytes, PNG)) throw new BadDocument("broken");
    for (let start = PNG.length, type = ""; type !== "IEND";) {
        const length = start + 12 > bytes.length ? LARGEST : readUint32(bytes, start);
        const end = start + 12 + length;
        if (end > bytes.length) return;
        type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
        yield { type, data: bytes.subarray(start + 8, end - 4), whole: bytes.subarray(start, end) };
        start = end;
    }
}

function sizeIn(data) {
    const [width, height] = data.length === 13 ? [readUint32(data, 0), readUint32(data, 4)] : [0, 0];
    if (width < 1 || width > LARGEST || height < 1 || height > LARGEST) throw new BadDocument("broken");
    return { width, height };
}

/** What stays of one chunk, in its place: []: nothing. */
async function keptOf(found, type, data, whole) {
    if (type === "eXIf") return orientationOf(found, data);
    if (type === "iCCP") return profileOf(data);
    if (!KEPT.has(type)) return [];
    if (crc32(whole.subarray(4, whole.length - 4)) === readUint32(whole, whole.length - 4)) return [whole];
    // 13.2: a wrong checksum is passed over where the picture can be shown without the chunk.
    if (/^[A-Z]/.test(type)) throw new BadDocument("broken");
    return [];
}

/** Chromium and Firefox turn a PNG by its eXIf: without it the picture would lie on its side. */
function orientationOf(found, data) {
    const orientation = readOrientation(data);
    if (orientation === 1 || found.orientation !== 1) return [];
    found.orientation = orientation;
    return [chunkOf("eXIf", onlyOrientation(orientation))];
}

/** 11.3.2.3: a name of up to 79 bytes, 0, the method 0, then the profile as a stream of zlib. The name can be the screen's. */
async function profileOf(data) {
    const nameEnd = data.indexOf(0);
    try {
        const profile = await through(new DecompressionStream("deflate"), data.subarray(nameEnd + 2));
        const plain = plainProfile(profile);
        // sRGB in its own chunk, rather than nothing: gAMA and cHRM would speak up then (11.3.2.5).
        if (plain === null) return [chunkOf("sRGB", Uint8Array.of(0))];
        return [chunkOf("iCCP", concat(utf8("icc\0\0"), await through(new CompressionStream("deflate"), plain)))];
    } catch {
        return []; // a stream that does not open; or a browser of before 2023, and such a picture is a little paler there
    }
}

/** Throws RangeError where too much comes out. */
async function through(stream, bytes) {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const parts = [];
    let size = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
        size += next.value.length;
        if (size > LARGEST_PROFILE) {
            await reader.cancel();
            throw new RangeError("a profile of more than 4 MiB");
        }
        parts.push(next.value);
    }
    return concat(...parts);
}

function chunkOf(type, data) {
    const content = concat(utf8(type), data);
    return concat(uint32(data.length), content, uint32(crc32(content)));
}

// Annex D, "Sample CRC implementation", is where the polynomial comes from: ISO 3309's, its bits turned around.
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; ++bit) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
    return rest;
});

function crc32(bytes) {
    let rest = 0xffffffff;
    for (let i = 0; i < bytes.length; ++i) rest = CRC_TABLE[(rest ^ bytes[i]) & 0xff] ^ (rest >>> 8);
    return (rest ^ 0xffffffff) >>> 0;
}
