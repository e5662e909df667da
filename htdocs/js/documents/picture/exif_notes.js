// What EXIF data say of the camera, of whose it is, and of the place (CIPA DC-008 "Exif 2.32", 4.6.4 to 4.6.6).
import { entriesOf, openTiff } from "./tiff_directory.js";

const [MAKE, MODEL, ARTIST, EXIF_DIRECTORY, GPS_DIRECTORY] = [0x010f, 0x0110, 0x013b, 0x8769, 0x8825];
const OWNER = 0xa430;
const [LATITUDE_REFERENCE, LATITUDE, LONGITUDE_REFERENCE, LONGITUDE] = [1, 2, 3, 4];
const [ASCII, RATIONAL, UTF_8] = [2, 5, 129];
const LONGEST_TEXT = 200;

/** {camera, person, place}: each "" where nothing is told of it. `place`: "52.5200, 13.4050". Reads as far as the data hold together. */
export function exifNotes(tiff) {
    const notes = { make: "", model: "", person: "", place: "" };
    try {
        const file = openTiff(tiff);
        if (file !== null) readDirectory(file, file.first, notes);
    } catch (error) {
        if (!(error instanceof RangeError)) throw error; // DataView's word for a place behind the end
    }
    const { make, model, person, place } = notes;
    // "Canon", "Canon EOS 80D": most cameras say their maker twice.
    return { camera: model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`.trim(), person, place };
}

function readDirectory(file, directory, notes) {
    for (const entry of entriesOf(file, directory)) {
        if (entry.tag === MAKE) notes.make = textOf(file, entry);
        else if (entry.tag === MODEL) notes.model = textOf(file, entry);
        else if (entry.tag === ARTIST || entry.tag === OWNER) notes.person ||= textOf(file, entry);
        else if (entry.tag === GPS_DIRECTORY) notes.place = placeIn(file, file.view.getUint32(entry.at, file.isLittle));
        else if (entry.tag === EXIF_DIRECTORY && directory === file.first) readBelow(file, entry, notes);
    }
}

// What is said there is the less important half: where it does not hold together, the rest does.
function readBelow(file, entry, notes) {
    const below = file.view.getUint32(entry.at, file.isLittle);
    try {
        if (below !== file.first) readDirectory(file, below, notes);
    } catch (error) {
        if (!(error instanceof RangeError)) throw error;
    }
}

function textOf({ view }, { type, count, at }) {
    if ((type !== ASCII && type !== UTF_8) || at > view.byteLength) return "";
    const size = Math.min(count, LONGEST_TEXT, view.byteLength - at);
    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, size)).replace(/\0[^]*$/, "").trim();
}

function placeIn(file, directory) {
    const told = {};
    for (const entry of entriesOf(file, directory)) {
        if (entry.tag === LATITUDE || entry.tag === LONGITUDE) told[entry.tag] = degreesOf(file, entry);
        else if (entry.tag === LATITUDE_REFERENCE || entry.tag === LONGITUDE_REFERENCE) told[entry.tag] = textOf(file, entry).toUpperCase();
    }
    const latitude = told[LATITUDE] * (told[LATITUDE_REFERENCE] === "S" ? -1 : 1);
    const longitude = told[LONGITUDE] * (told[LONGITUDE_REFERENCE] === "W" ? -1 : 1);
    return Number.isFinite(latitude) && Number.isFinite(longitude) ? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}` : "";
}

// Degrees, minutes, seconds, each as a fraction.
function degreesOf({ view, isLittle }, { type, count, at }) {
    if (type !== RATIONAL || count > 3) return Number.NaN;
    let degrees = 0;
    for (let i = 0; i < count; ++i) {
        const [above, below] = [view.getUint32(at + 8 * i, isLittle), view.getUint32(at + 8 * i + 4, isLittle)];
        degrees += above === 0 ? 0 : above / below / 60 ** i;
    }
    return degrees;
}
