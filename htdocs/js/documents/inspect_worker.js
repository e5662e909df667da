// Runs in a Web Worker: looks into documents. The page stays usable whatever is in them, and can end the worker (inspector.js).
import "../../vendor/zip.js"; // office_package.js asks for it when it needs it: no network then, whose time would count as the document's
import { BadDocument } from "./bad_document.js";
import { inspect } from "./inspect.js";
import { cutPicture } from "./picture/cut_picture.js";
import { tracesOf } from "./traces.js";

const TASKS = { inspect, tracesOf, cutPicture };

addEventListener("message", async ({ data: { task, given } }) => {
    try {
        postMessage({ answer: await TASKS[task](...given) });
    } catch (error) {
        postMessage({ error: plain(error) });
    }
});
postMessage("loaded");

/** An error as messages between workers carry it: its class would get lost. */
function plain(error) {
    if (error instanceof BadDocument) return { trouble: error.trouble };
    if (error instanceof DOMException) return { name: error.name, message: error.message };
    return { isTransient: error.isTransient === true, message: String(error.stack ?? error) };
}
