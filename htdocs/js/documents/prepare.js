// A file that somebody picked, as it may leave the device: of a kind that is sent, what its name says, pictures without what they tell.
import { BadDocument } from "./bad_document.js";
import { inspector } from "./inspector.js";
import { KINDS, kindOfName } from "./kinds.js";
import { LARGEST_PICTURE } from "./limits.js";
import { withoutFront } from "./pdf/pdf_front.js";
import { drawForeign, foreignFormat } from "./picture/foreign_picture.js";
import { cleanPicture } from "./picture/picture.js";

const DRAWN = { how: "redrawn", traces: [], isClosed: false };

/**
 * {blob, kind, how, format, traces, isClosed}: `blob` is what goes, `how` what was done to a picture (picture.js), null for others; `format`:
 * the name of the format that a picture had before it was drawn as another one (foreign_picture.js); `traces` and `isClosed` what it still
 * tells of its author (traces.js). Throws BadDocument; DOMException where the file cannot be read.
 */
export async function prepare(picked, { maxBytes }) {
    const claimed = kindOfName(picked.name);
    if (picked.size > Math.max(maxBytes, LARGEST_PICTURE)) throw new BadDocument("large");
    // The file on the disk may change, or go, before it is sent: the bytes that are looked at are the bytes that go.
    const file = await withoutFront(new Blob([await picked.arrayBuffer()]));
    const format = await foreignFormat(file);
    if (format !== null && isPicture(claimed ?? "jpg")) return { ...(await drawForeign(file, format, { maxBytes })), ...DRAWN, format };
    const kind = await inspector.inspect(file).catch((error) => {
        throw claimed && error.trouble === "kind" ? new BadDocument("claim") : error;
    });
    if (claimed && !isSaid(claimed, kind)) throw new BadDocument("claim");
    if (isPicture(kind)) {
        const { blob, how } = await cleanPicture(file, kind, { maxBytes });
        if (blob.size > maxBytes) throw new BadDocument("large");
        return { blob, kind, how, traces: [], isClosed: false };
    }
    if (file.size > maxBytes) throw new BadDocument("large");
    return { blob: file, kind, how: null, ...(await inspector.tracesOf(file, kind)) };
}

const isPicture = (kind) => KINDS[kind].family === "picture";

// Phones and messengers often call a PNG "jpg": what it is when it arrives its name says then.
function isSaid(claimed, kind) {
    return claimed === kind || (isPicture(claimed) && isPicture(kind));
}
