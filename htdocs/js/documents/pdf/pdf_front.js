// What stands in front of a PDF. Viewers look for its beginning in the first kilobyte; everything else of it counts from there.
import { PDF, startsWith } from "../beginnings.js";

export const LONGEST_FRONT = 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const BLANKS = [0x09, 0x0a, 0x0d, 0x20];

/** The PDF alone, if there are but a byte order mark and blanks in front of it, as programs for the web leave them there; otherwise the file. */
export async function withoutFront(blob) {
    const start = new Uint8Array(await blob.slice(0, LONGEST_FRONT).arrayBuffer());
    let at = 0;
    for (;;) {
        if (startsWith(start, BYTE_ORDER_MARK, at)) at += BYTE_ORDER_MARK.length;
        else if (BLANKS.includes(start[at])) at += 1;
        else return at > 0 && startsWith(start, PDF, at) ? blob.slice(at) : blob;
    }
}

/** Whether a PDF begins somewhere in the first bytes of a file. */
export function isPdfBehind(start) {
    for (let at = start.indexOf(PDF[0]); at >= 0; at = start.indexOf(PDF[0], at + 1)) if (startsWith(start, PDF, at)) return true;
    return false;
}
