// The lossless cut of a JPEG: what it takes to show the picture, byte by byte as it was, and nothing else (ITU-T T.81, Annex B).
import { concat, utf8 } from "../../crypto/bytes.js";
import { BadDocument } from "../bad_document.js";
import { plainProfile } from "./colour_profile.js";
import { onlyOrientation, readOrientation } from "./exif_orientation.js";

// Markers: the byte behind 0xFF (T.81, table B.1).
const [SOI, EOI, SOS, DHT, DAC, DQT, DNL, DRI] = [0xd8, 0xd9, 0xda, 0xc4, 0xcc, 0xdb, 0xdc, 0xdd];
const [APP0, APP1, APP2, APP14] = [0xe0, 0xe1, 0xe2, 0xee];
const TABLES = new Set([DHT, DAC, DQT, DNL, DRI]);
const isFrame = (marker) => marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== DAC && marker !== 0xc8;
const isRestart = (marker) => marker >= 0xd0 && marker <= 0xd7;
// Those without a length that may stand anywhere: TEM and restarts. Decoders pass over them.
const isAlone = (marker) => marker === 0x01 || isRestart(marker);

// How applications name their segments: JFIF (ITU-T T.871, 10.1), Exif (CIPA DC-008, 4.7.2), Adobe (ITU-T T.872, 6.5.3), profiles
// (ICC.1:2022, B.4).
const [JFIF, EXIF, ADOBE, ICC] = [utf8("JFIF\0"), utf8("Exif\0\0"), utf8("Adobe"), utf8("ICC_PROFILE\0")];
const MOST_OF_PROFILE = 65_535 - 2 - ICC.length - 2;

/**
 * What is kept: JFIF without its thumbnail, Adobe's note on the colours, a colour profile if it is not sRGB's (colour_profile.js), the
 * orientation in EXIF data of its own, tables, frame, scans. Camera, place, time, thumbnails, texts, and whatever lies behind the end (a
 * second picture of MPF, a film) go with the rest. Throws BadDocument("broken") where it does not hold together. Where only the end is
 * missing or does not hold together (a download that was cut, zeros of a rescued card), it ends there, is `isMended`, and gets its end back:
 * Chromium decodes no picture without it.
 *
 * @param {Uint8Array} bytes
 * @returns {{ width: number, height: number, orientation: number, isMended: boolean, parts: Uint8Array[] }} the size as it is stored, before it is turned;
 *     `parts`, one behind the other, are the file: mostly views of `bytes`.
 */
export function cutJpeg(bytes) {
    const found = { frame: null, hasScan: false, isWhole: false, jfif: null, orientation: null, profile: new Map(), body: [] };
    for (const { marker, start, end } of segments(bytes)) {
        const segment = bytes.subarray(start, end);
        if (marker === EOI) found.isWhole = true;
        else if (marker >= APP0 && marker <= 0xef) noteApplication(found, marker, segment);
        else if (TABLES.has(marker)) found.body.push(segment);
        else if (isFrame(marker)) noteFrame(found, segment);
        else if (marker === SOS) noteScan(found, segment);
    }
    if (!found.hasScan) throw new BadDocument("broken");
    const { frame, jfif, body } = found;
    const orientation = found.orientation ?? 1;
    const head = jfif === null ? [] : [jfif];
    if (orientation !== 1) head.push(segmentOf(APP1, EXIF, onlyOrientation(orientation)));
    const [first, ...others] = [...head, ...profileSegments(found.profile), ...body, Uint8Array.of(0xff, EOI)];
    // Firefox judges a Blob by its first part alone, and two bytes are no JPEG to it.
    return { ...frame, orientation, isMended: !found.isWhole, parts: [concat(Uint8Array.of(0xff, SOI), first), ...others] };
}

/** Each segment from its 0xFF to its end, scans with the data that follow them; up to EOI, or as far as they hold together. */
function* segments(bytes) {
    if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new BadDocument("broken");
    for (let start = nextMarker(bytes, 2); start + 1 < bytes.length;) {
        const marker = bytes[start + 1];
        let end = start + 2;
        if (!isAlone(marker)) {
            const length = marker === EOI ? 0 : lengthAt(bytes, start + 2);
            end += length;
            if (length === null || marker === SOI) return;
            if (marker === SOS) end = endOfScan(bytes, end);
            yield { marker, start, end };
            if (marker === EOI) return;
        }
        start = nextMarker(bytes, end);
    }
}

/** The length of a segment, null where it does not hold together. */
function lengthAt(bytes, at) {
    const length = at + 2 > bytes.length ? 0 : (bytes[at] << 8) | bytes[at + 1];
    return length < 2 || at + length > bytes.length ? null : length;
}

/**
 * Where the next marker is: behind fill bytes (T.81, B.1.1.2), and behind bytes out of place, over which decoders pass as well. The end of
 * the file where there is none.
 */
function nextMarker(bytes, from) {
    for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
        if (bytes[at + 1] !== 0 && bytes[at + 1] !== 0xff) return at;
    }
    return bytes.length;
}

/** Entropy-coded data go on over 0xFF 0x00, which is data, and over restarts (T.81, B.1.1.5); a 0xFF before another fills. */
function endOfScan(bytes, from) {
    let at = nextMarker(bytes, from);
    while (isRestart(bytes[at + 1])) at = nextMarker(bytes, at + 2);
    return at;
}

/** T.81, B.2.2: length, precision, lines, samples a line, components of three bytes each. One frame: no browser shows hierarchies of them. */
function noteFrame(found, segment) {
    const [height, width] = [(segment[5] << 8) | segment[6], (segment[7] << 8) | segment[8]];
    if (found.frame !== null || segment.length < 10 || segment.length !== 10 + 3 * segment[9]) throw new BadDocument("broken");
    // No lines: their number would come behind the first scan (DNL), which browsers cannot do.
    if (width === 0 || height === 0) throw new BadDocument("broken");
    found.frame = { width, height };
    found.body.push(segment);
}

/** T.81, B.2.3: length, components of two bytes each, three bytes. */
function noteScan(found, segment) {
    const length = (segment[2] << 8) | segment[3];
    if (found.frame === null || length !== 6 + 2 * segment[4]) throw new BadDocument("broken");
    found.hasScan = true;
    found.body.push(segment);
}

/** Browsers take the first JFIF and the first Exif, and the last of Adobe's. */
function noteApplication(found, marker, segment) {
    const content = segment.subarray(4);
    if (marker === APP0 && found.jfif === null && isNamed(content, JFIF) && content.length >= 14) {
        // Up to the density; 0 by 0 is the size of the thumbnail.
        found.jfif = segmentOf(APP0, content.subarray(0, 12), Uint8Array.of(0, 0));
    } else if (marker === APP1 && found.orientation === null && isNamed(content, EXIF)) {
        found.orientation = readOrientation(content.subarray(EXIF.length));
    } else if (marker === APP2 && isNamed(content, ICC) && content.length > ICC.length + 2) {
        const number = content[ICC.length];
        found.profile.set(number, { of: content[ICC.length + 1], data: content.subarray(ICC.length + 2) });
    } else if (marker === APP14 && isNamed(content, ADOBE) && content.length >= 12) {
        found.body.push(segmentOf(APP14, content.subarray(0, 12)));
    }
}

/** A profile is whole with parts 1 to n, which each say n; any other is passed over by browsers too. */
function profileSegments(found) {
    const numbers = Array.from({ length: found.size }, (_, i) => i + 1);
    if (found.size === 0 || !numbers.every((number) => found.get(number)?.of === found.size)) return [];
    const plain = plainProfile(concat(...numbers.map((number) => found.get(number).data)));
    if (plain === null) return [];
    const count = Math.ceil(plain.length / MOST_OF_PROFILE);
    return Array.from({ length: count }, (_, i) => segmentOf(
        APP2, ICC, Uint8Array.of(i + 1, count), plain.subarray(i * MOST_OF_PROFILE, (i + 1) * MOST_OF_PROFILE)));
}

function segmentOf(marker, ...content) {
    const length = 2 + content.reduce((sum, part) => sum + part.length, 0);
    return concat(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), ...content);
}

function isNamed(content, name) {
    return name.every((byte, i) => content[i] === byte);
}
