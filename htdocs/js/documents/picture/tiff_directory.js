// EXIF is a TIFF file inside the picture (CIPA DC-008 "Exif 2.32", 4.5 and 4.6; TIFF 6.0, section 2): byte order, 42, where the first
// directory lies; a directory is a count and entries of 12 bytes (tag, type, count, value).

/** Bytes for one value of each type (TIFF 6.0, section 2). */
const SIZES = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8, 13: 4, 129: 1 };
const SIZE_ENTRY = 12;

/** {view, isLittle, first: the place of the first directory}, or null where these bytes are no TIFF. Throws RangeError where they end before. */
export function openTiff(tiff) {
    const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
    const order = view.getUint16(0);
    const isLittle = order === 0x4949; // "II"; "MM" is the other
    if ((!isLittle && order !== 0x4d4d) || view.getUint16(2, isLittle) !== 42) return null;
    return { view, isLittle, first: view.getUint32(4, isLittle) };
}

/** Yields {tag, type, count, at: where its value lies} of a directory. Throws RangeError where the bytes end before it does. */
export function* entriesOf({ view, isLittle }, directory) {
    const count = view.getUint16(directory, isLittle);
    for (let i = 0; i < count; ++i) {
        const entry = directory + 2 + SIZE_ENTRY * i;
        const [tag, type] = [view.getUint16(entry, isLittle), view.getUint16(entry + 2, isLittle)];
        const values = view.getUint32(entry + 4, isLittle);
        const isInside = values * (SIZES[type] ?? 1) <= 4;
        yield { tag, type, count: values, at: isInside ? entry + 8 : view.getUint32(entry + 8, isLittle) };
    }
}
