// How a picture is to be turned, out of its EXIF data; and EXIF data that say this and nothing else.
import { entriesOf, openTiff } from "./tiff_directory.js";

const TAG_ORIENTATION = 0x0112;
const TYPE_SHORT = 3;

/** 1 to 8 (TIFF 6.0, "Orientation"; 1: as it lies), 1 as well where it says nothing or makes no sense. From 5 on the sides change places. */
export function readOrientation(tiff) {
    try {
        return orientationIn(tiff);
    } catch (error) {
        // DataView's word for a place behind the end.
        if (error instanceof RangeError) return 1;
        throw error;
    }
}

function orientationIn(tiff) {
    const file = openTiff(tiff);
    if (file === null) return 1;
    for (const { tag, type, count, at } of entriesOf(file, file.first)) {
        if (tag !== TAG_ORIENTATION) continue;
        if (type !== TYPE_SHORT || count !== 1) return 1;
        const orientation = file.view.getUint16(at, file.isLittle);
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
    return 1;
}

/** The shortest EXIF data with an orientation: one directory with one entry, and no other behind it. */
export function onlyOrientation(orientation) {
    const tiff = new Uint8Array(26);
    const view = new DataView(tiff.buffer);
    view.setUint16(0, 0x4d4d);
    view.setUint16(2, 42);
    view.setUint32(4, 8);
    view.setUint16(8, 1);
    view.setUint16(10, TAG_ORIENTATION);
    view.setUint16(12, TYPE_SHORT);
    view.setUint32(14, 1);
    view.setUint16(18, orientation);
    return tiff;
}
