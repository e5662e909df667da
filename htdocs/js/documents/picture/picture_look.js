// What a picture looks like from afar, to see that a new one shows the same.
import { onCanvas } from "./canvas.js";

const GRID = 32; // fields to a side
const LINES = 64; // read at once, so that the pixels of a large photo are never all there
// Of 0 to 255. Encoding anew moves a field's mean by less than 1, reducing it by a few where a field's edge falls between pixels. A part
// that stayed white, or noise, moves it by tens.
const MOST_ON_AVERAGE = 3;
const MOST_IN_A_FIELD = 24;

/**
 * The means of a grid's fields (red, green, blue as they show over black, opacity), or null where there is no canvas for it. Only of worth
 * where the canvas is true (canvas_trust.js).
 */
export async function lookOf(bitmap) {
    const { width } = bitmap;
    const grid = { columns: Math.min(GRID, width), rows: Math.min(GRID, bitmap.height) };
    const sums = new Float64Array(4 * grid.columns * grid.rows);
    const counts = new Float64Array(grid.columns * grid.rows);
    return onCanvas({ width, height: Math.min(LINES, bitmap.height), isRead: true }, (_, context) => {
        for (let top = 0; top < bitmap.height; top += LINES) {
            const lines = Math.min(LINES, bitmap.height - top);
            context.clearRect(0, 0, width, lines);
            context.drawImage(bitmap, 0, top, width, lines, 0, 0, width, lines);
            const { data } = context.getImageData(0, 0, width, lines);
            for (let y = 0; y < lines; ++y) {
                const row = Math.floor(((top + y) * grid.rows) / bitmap.height);
                addLine({ data, from: 4 * width * y, width }, { sums, counts, columns: grid.columns, first: row * grid.columns });
            }
        }
        return { ...grid, means: sums.map((sum, i) => sum / counts[i >> 2]) };
    });
}

/** Field by field of one row, as a division for every pixel would take longer than all the rest. */
function addLine({ data, from, width }, { sums, counts, columns, first }) {
    let x = 0;
    for (let column = 0; column < columns; ++column) {
        const end = Math.ceil(((column + 1) * width) / columns);
        let [red, green, blue, opacity] = [0, 0, 0, 0];
        counts[first + column] += end - x;
        for (; x < end; ++x) {
            const at = from + 4 * x;
            const share = data[at + 3];
            red += data[at] * share;
            green += data[at + 1] * share;
            blue += data[at + 2] * share;
            opacity += share;
        }
        const to = 4 * (first + column);
        sums[to] += red / 255;
        sums[to + 1] += green / 255;
        sums[to + 2] += blue / 255;
        sums[to + 3] += opacity;
    }
}

export function looksAlike(one, other) {
    if (one === null || other === null || one.columns !== other.columns || one.rows !== other.rows) return false;
    const differences = one.means.map((mean, i) => Math.abs(mean - other.means[i]));
    const sum = differences.reduce((all, difference) => all + difference, 0);
    return sum / differences.length <= MOST_ON_AVERAGE && Math.max(...differences) <= MOST_IN_A_FIELD;
}
