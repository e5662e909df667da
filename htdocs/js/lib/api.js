// Calls of the API (fcgi/web/API.md): JSON in and out, refusals as errors that carry their code.
import { learn } from "./clock.js";
import { hasText, language, t } from "./i18n.js";
import { Offline } from "./offline.js";
import { Patience, patienceFor } from "./patience.js";

const BASE = "/api/v1/";
/** Refusals of a message or a document that another try of the same cannot change. */
const FOR_GOOD = ["too_many_files", "too_large", "chat_full", "chat_over"];

/**
 * The server understood and said no; `message` is a sentence for people in the page's language: the page's own for this code, where it has
 * loaded one, else the server's.
 */
export class Refusal extends Error {
    constructor(status, error, retryAfter) {
        super(hasText(error.code) ? t(error.code) : error.message);
        /** What another tab needs to make the same refusal. */
        this.told = [status, error, retryAfter];
        this.status = status;
        this.code = error.code;
        this.reason = error.reason;
        this.topic = error.topic;
        /** work_required: what is to be done first. */
        this.challenge = error.challenge;
        this.bits = error.bits;
        this.retryAfter = retryAfter;
        /** Set where trying again has been given up. */
        this.isFinal = false;
    }

    /** Trying again later may help: at a limit, the database away, a worker restarting. */
    get isTransient() {
        return !this.isFinal && (this.status === 429 || this.status >= 500);
    }

    /** Another try of the same can change nothing. */
    get isForGood() {
        return FOR_GOOD.includes(this.code);
    }
}

/**
 * Makes a call. `json` or `bytes` is the body; `signal` breaks it off (throws its reason); `keepalive` lets it outlive the page; `patience`:
 * how many milliseconds may pass without a sign of an answer, where it is not the usual. Returns the answer's object; throws Refusal or
 * Offline.
 */
export async function call(method, path, { json, bytes, signal, keepalive, patience = patienceFor(bytes?.length ?? 0) } = {}) {
    const headers = { Accept: "application/json", "Accept-Language": language(), "X-Requested-With": "caritas" };
    let body;
    if (json !== undefined) {
        headers["Content-Type"] = "application/json";
        body = JSON.stringify(json);
    } else if (bytes !== undefined) {
        headers["Content-Type"] = "application/octet-stream";
        body = bytes;
    }
    return exchange(path, { method, headers, body, signal, keepalive }, patience, readAnswer);
}

/** Fetches bytes (a Uint8Array): a chunk of a document. Throws as call(). */
export function fetchBytes(path, { signal } = {}) {
    const headers = { Accept: "application/octet-stream", "Accept-Language": language() };
    const read = async (response) => (response.ok ? new Uint8Array(await response.arrayBuffer()) : readAnswer(response));
    return exchange(path, { method: "GET", headers, signal }, patienceFor(0), read);
}

async function exchange(path, options, milliseconds, read) {
    const patience = new Patience(milliseconds);
    const signal = options.signal ? AbortSignal.any([options.signal, patience.signal]) : patience.signal;
    try {
        const response = await fetch(BASE + path, { ...options, signal, cache: "no-store", credentials: "same-origin", redirect: "error" });
        return await read(patience.watch(response));
    } catch (error) {
        if (error instanceof Refusal) throw error;
        // The signal's own reason, whatever the browser made of it on its way through the body.
        signal.throwIfAborted();
        throw new Offline();
    } finally {
        patience.end();
    }
}

async function readAnswer(response) {
    const answer = await response.json();
    if (typeof answer?.now !== "number" || (!response.ok && !answer.error?.code)) throw new Offline();
    learn(answer.now);
    if (!response.ok) throw new Refusal(response.status, answer.error, Number(response.headers.get("Retry-After")) || 0);
    return answer;
}
