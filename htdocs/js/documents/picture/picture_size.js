// How many pixels a picture says it has, read from its header without decoding it.
import { BadDocument } from "../bad_document.js";
import { PNG } from "../beginnings.js";
import { MOST_SEGMENTS, MOST_SHOWN } from "../limits.js";

/** PNG specification, table 12: which bit depths a colour type may have. */
const PNG_DEPTHS = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
const LARGEST_PNG_SIDE = 0x7fffffff;

/** DHT, JPG and DAC stand among the markers of frames, and are none. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

/** {width, height} of a `kind` "png" or "jpg". Throws BadDocument("broken") where the header is none. */
export async function pictureSize(blob, kind) {
    const size = kind === "png" ? await pngSize(blob) : await jpgSize(blob);
    if (size.width < 1 || size.height < 1) throw new BadDocument("broken");
    return size;
}

/** Whether a page may decode it: each pixel takes four bytes, and with too many of them the device ends the page. Throws as pictureSize(). */
export async function canBeShown(blob, kind) {
    const { width, height } = await pictureSize(blob, kind);
    return width * height <= MOST_SHOWN;
}

async function pngSize(blob) {
    const header = await viewOf(blob, 0, 29);
    const isSigned = PNG.every((byte, i) => header.getUint8(i) === byte);
    const isHeader = header.getUint32(8) === 13 && header.getUint32(12) === 0x49484452; // "IHDR"
    const width = header.getUint32(16);
    const height = header.getUint32(20);
    const isPossible = PNG_DEPTHS[header.getUint8(25)]?.includes(header.getUint8(24)) && header.getUint8(28) <= 1;
    if (!isSigned || !isHeader || !isPossible || width > LARGEST_PNG_SIDE || height > LARGEST_PNG_SIDE) throw new BadDocument("broken");
    return { width, height };
}

// ITU T.81, annex B: markers with their lengths, until the first frame header.
async function jpgSize(blob) {
    if ((await viewOf(blob, 0, 2)).getUint16(0) !== 0xffd8) throw new BadDocument("broken");
    let offset = 2;
    for (let step = 0; step < MOST_SEGMENTS; step += 1) {
        const segment = await viewOf(blob, offset, 4);
        if (segment.getUint8(0) !== 0xff) break;
        const marker = segment.getUint8(1);
        if (marker === 0xff) {
            offset += 1; // a filling byte
        } else if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
            return await frameSize(blob, offset);
        } else {
            const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
            const length = isAlone ? 0 : segment.getUint16(2);
            // Behind the start of a scan or the end of the image there is no frame any more.
            if (marker < 0x01 || marker === 0xd8 || marker === 0xd9 || marker === 0xda || length === 1) break;
            offset += 2 + length;
        }
    }
    throw new BadDocument("broken");
}

async function frameSize(blob, offset) {
    const frame = await viewOf(blob, offset + 2, 8);
    const components = frame.getUint8(7);
    const length = frame.getUint16(0);
    if (components < 1 || length !== 8 + 3 * components || blob.size < offset + 2 + length) throw new BadDocument("broken");
    return { height: frame.getUint16(3), width: frame.getUint16(5) };
}

async function viewOf(blob, offset, length) {
    if (offset + length > blob.size) throw new BadDocument("broken");
    return new DataView(await blob.slice(offset, offset + length).arrayBuffer());
}
