// What a colour profile says of colours, without what it says of a device.
//
// A picture needs its profile to be shown in its colours. But profiles name devices: a screenshot made on a Mac carries that of the screen,
// with its model, serial number and year (Apple's tag "mmod"). Layout: ICC.1:2022, 7.2 (header), 7.3 (tag table), 10.15 (mluc); ICC.1:2001-04,
// 6.5.17 (desc).

const HEADER = 128;
const ENTRY = 12;
// Matrices, curves, tables and white points (ICC.1:2022, 9.2); all others are descriptions, or private.
const OF_COLOURS = new Set(["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "wtpt", "bkpt", "chad", "cicp", "A2B0", "A2B1", "A2B2",
    "B2A0", "B2A1", "B2A2", "D2B0", "D2B1", "D2B2", "D2B3", "B2D0", "B2D1", "B2D2", "B2D3", "gamt"]);
// [from, to): preferred program, date, device's maker and model, creator and checksum (0: none was computed).
const HEADER_OF_DEVICE = [[4, 8], [24, 36], [48, 56], [80, 100]];
// What browsers, cameras and Windows write into sRGB's own profile. A picture without a profile is sRGB.
const SRGB = /^sRGB( IEC61966-2[.-]1| built-in)?$/;

/**
 * What must be kept of a profile: null where nothing must be, as it is sRGB's or none at all (browsers pass over what they cannot read),
 * otherwise as many bytes as it had, with zeros in place of all that is not about colours.
 */
export function plainProfile(profile) {
    const tags = readTags(profile);
    if (tags === null || SRGB.test(description(profile, tags))) return null;
    const plain = new Uint8Array(profile.length);
    plain.set(profile.subarray(0, HEADER + 4 + ENTRY * tags.length));
    for (const [from, to] of HEADER_OF_DEVICE) plain.fill(0, from, to);
    for (const { name, offset, size } of tags) {
        // Of the others the type stays, so that the profile keeps its form: a text of no letters.
        plain.set(profile.subarray(offset, offset + (OF_COLOURS.has(name) ? size : 4)), offset);
    }
    return plain;
}

const ascii = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/** [{ name, offset, size }], or null if it is no profile, or one that points behind its end. */
function readTags(profile) {
    if (profile.length < HEADER + 4 || ascii(profile, 36, 40) !== "acsp") return null;
    const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
    const count = view.getUint32(HEADER);
    const firstData = HEADER + 4 + ENTRY * count;
    if (firstData > profile.length) return null;
    const tags = Array.from({ length: count }, (_, i) => {
        const entry = HEADER + 4 + ENTRY * i;
        return { name: ascii(profile, entry, entry + 4), offset: view.getUint32(entry + 4), size: view.getUint32(entry + 8) };
    });
    return tags.every(({ offset, size }) => offset >= firstData && size >= 4 && offset + size <= profile.length) ? tags : null;
}

/** The profile's name, in its first language; "" if it has none. */
function description(profile, tags) {
    const tag = tags.find(({ name }) => name === "desc");
    if (tag === undefined || tag.size < 12) return "";
    const data = profile.subarray(tag.offset, tag.offset + tag.size);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const type = ascii(data, 0, 4);
    if (type === "desc") return ascii(data, 12, Math.min(12 + view.getUint32(8), 200)).replace(/\0+$/, "");
    if (type !== "mluc" || data.length < 28) return "";
    const [length, offset] = [view.getUint32(20), view.getUint32(24)];
    return new TextDecoder("utf-16be").decode(data.subarray(offset, offset + Math.min(length, 200))).replace(/\0+$/, "");
}
