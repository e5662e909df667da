// The page's side of inspection: it asks a Web Worker (inspect_worker.js), and ends it when a document takes too long.
import { Offline } from "../lib/offline.js";
import { BadDocument } from "./bad_document.js";
import { LONGEST_INSPECTION } from "./limits.js";

/** The same address in the built pages and in the plain modules. */
const WORKER = "/js/documents/inspect_worker.js";

/**
 * One document at a time. Each call may throw what the worker's function throws, BadDocument("budget") where it takes too long, Offline where
 * the worker could not be fetched, and AbortError by `signal`.
 */
class Inspector {
    /** A Worker that has loaded, or null. */
    #worker = null;
    #line = Promise.resolve();
    #asked = 0;

    /** As inspect() in inspect.js. */
    inspect(blob, { only, signal } = {}) {
        return this.#ask("inspect", [blob, { only }], signal);
    }

    /** As tracesOf() in traces.js. */
    tracesOf(blob, kind) {
        return this.#ask("tracesOf", [blob, kind]);
    }

    /** As cutPicture() in picture/cut_picture.js. */
    cutPicture(blob, kind) {
        return this.#ask("cutPicture", [blob, kind]);
    }

    /** Ends the worker, and with it whatever it holds of documents, unless somebody still waits for an answer. */
    rest() {
        if (this.#asked === 0) this.#end();
    }

    #ask(task, given, signal) {
        this.#asked += 1;
        const answer = this.#line.then(() => this.#run({ task, given }, signal)).finally(() => (this.#asked -= 1));
        this.#line = answer.catch(() => {});
        return answer;
    }

    async #run(job, signal) {
        try {
            this.#worker ??= await load(signal);
            return await answerOf(this.#worker, job, signal);
        } catch (error) {
            // It may be busy with this document for ever.
            if (error.trouble === "budget" || signal?.aborted) this.#end();
            throw error;
        }
    }

    #end() {
        this.#worker?.terminate();
        this.#worker = null;
    }
}

export const inspector = new Inspector();

async function load(signal) {
    signal?.throwIfAborted();
    const worker = new Worker(WORKER, { type: "module" });
    try {
        await next(worker, { signal });
        return worker;
    } catch (error) {
        worker.terminate();
        throw error;
    }
}

async function answerOf(worker, job, signal) {
    // From here on only the document takes time: the worker has loaded.
    const answer = next(worker, { signal, most: LONGEST_INSPECTION });
    worker.postMessage(job);
    const { answer: value, error } = await answer;
    if (error !== undefined) throw asError(error);
    return value;
}

/** The worker's next message. `most`: milliseconds. */
function next(worker, { signal, most }) {
    const over = new AbortController();
    return new Promise((resolve, reject) => {
        const on = (target, name, take) => target?.addEventListener(name, take, { signal: over.signal });
        if (signal?.aborted) reject(signal.reason);
        on(signal, "abort", () => reject(signal.reason));
        on(worker, "message", ({ data }) => resolve(data));
        // Without words it was not fetched; with them it is a bug of ours.
        on(worker, "error", ({ message }) => reject(message ? new Error(message) : new Offline()));
        const timer = most === undefined ? null : setTimeout(() => reject(new BadDocument("budget")), most);
        over.signal.addEventListener("abort", () => clearTimeout(timer));
    }).finally(() => over.abort());
}

function asError({ trouble, name, isTransient, message }) {
    if (trouble !== undefined) return new BadDocument(trouble);
    if (name !== undefined) return new DOMException(message, name);
    return isTransient ? new Offline() : new Error(message);
}
