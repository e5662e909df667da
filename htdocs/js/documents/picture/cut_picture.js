// The lossless cut of a picture's file, whatever its kind.
import { KINDS } from "../kinds.js";
import { cutJpeg } from "./jpeg_segments.js";
import { cutPng } from "./png_chunks.js";

/** What cutPng() and cutJpeg() say of it, and `blob` in place of their `parts`. Throws BadDocument. */
export async function cutPicture(blob, kind) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const { parts, ...facts } = await (kind === "png" ? cutPng(bytes) : cutJpeg(bytes));
    return { ...facts, blob: new Blob(parts, { type: KINDS[kind].type }) };
}
