// What XMP data (ISO 16684-1) say of the camera, of a person and of a place.
import { localName, readXml } from "../xml.js";

/** By the names of properties, which stand as elements or as attributes: `tiff:Model`, `exif:GPSLatitude`, `photoshop:City`. */
const PROPERTIES = {
    Make: "make",
    Model: "model",
    creator: "person",
    Artist: "person",
    OwnerName: "person",
    GPSLatitude: "latitude",
    GPSLongitude: "longitude",
    City: "town",
    Location: "town",
    Country: "country",
    CountryName: "country",
};

/** {camera, person, place}: each "" where nothing is told of it. Reads as far as it is XML. */
export function xmpNotes(text) {
    const told = {};
    try {
        readProperties(text, (name, value) => (told[PROPERTIES[name]] ||= value.trim()));
    } catch {
        // Not all of it.
    }
    const { make = "", model = "", person = "", latitude = "", longitude = "", town = "", country = "" } = told;
    const camera = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`.trim();
    const place = latitude !== "" && longitude !== "" ? `${latitude}, ${longitude}` : [town, country].filter((part) => part !== "").join(", ");
    return { camera, person, place };
}

function readProperties(text, take) {
    let inside = null;
    let value = "";
    for (const token of readXml(text.replace(/\0+$/, ""))) {
        if (token.open !== undefined) {
            for (const [name, given] of token.attributes()) if (Object.hasOwn(PROPERTIES, localName(name))) take(localName(name), given);
            if (Object.hasOwn(PROPERTIES, token.open)) [inside, value] = [token.open, ""];
        } else if (token.close !== undefined && token.close === inside) {
            take(inside, value);
            inside = null;
        } else if (token.text !== undefined && inside !== null) {
            value += token.text;
        }
    }
}
