// How a picture is to be turned, out of its EXIF data; and EXIF data that say this and nothing else.
//
// EXIF is a TIFF file inside the picture (CIPA DC-008 "Exif 2.32", 4.5 and 4.6; TIFF 6.0, section 2): byte order, 42, where the first
// directory lies; a directory is a count and entries of 12 bytes (tag, type, count, value).
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
    const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
    const order = view.getUint16(0);
    const isLittle = order === 0x4949; // "II"; "MM" is the other
    if ((!isLittle && order !== 0x4d4d) || view.getUint16(2, isLittle) !== 42) return 1;
    const directory = view.getUint32(4, isLittle);
    const count = view.getUint16(directory, isLittle);
    for (let i = 0; i < count; ++i) {
        const entry = directory + 2 + 12 * i;
        if (view.getUint16(entry, isLittle) !== TAG_ORIENTATION) continue;
        if (view.getUint16(entry + 2, isLittle) !== TYPE_SHORT || view.getUint32(entry + 4, isLittle) !== 1) return 1;
        const orientation = view.getUint16(entry + 8, isLittle);
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
