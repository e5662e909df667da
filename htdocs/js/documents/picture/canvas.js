// A canvas for a moment: it gives its memory back when the work is done.

/**
 * Gives what `work(canvas, context)` gives, or null where the browser makes no canvas of this size. `isRead`: it is read back, not shown.
 *
 * @param {{ width: number, height: number, isRead?: boolean }} how
 */
export async function onCanvas({ width, height, isRead = false }, work) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    try {
        const context = canvas.getContext("2d", { willReadFrequently: isRead });
        return context === null ? null : await work(canvas, context);
    } finally {
        // Safari counts the memory of canvases until they are collected, and gives no more beyond a sum; an empty one counts nothing.
        canvas.width = 0;
        canvas.height = 0;
    }
}

/** What a canvas shows as a file; null where the browser does not make it, or makes one of another type. */
export async function encode(canvas, type, quality) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, quality));
    return blob?.type === type ? blob : null;
}
