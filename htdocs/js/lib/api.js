// Calls of the API (fcgi/web/API.md): JSON in and out, refusals as errors that carry their code.
import { learn } from "./clock.js";
import { language } from "./i18n.js";
import { Offline } from "./offline.js";

const BASE = "/api/v1/";

/** The server understood and said no; `message` is a sentence for people in the page's language. */
export class Refusal extends Error {
    constructor(status, error, retryAfter) {
        super(error.message);
        /** What another tab needs to make the same refusal. */
        this.told = [status, error, retryAfter];
        this.status = status;
        this.code = error.code;
        this.reason = error.reason;
        this.topic = error.topic;
        this.retryAfter = retryAfter;
        /** Set where trying again has been given up. */
        this.isFinal = false;
    }

    /** Trying again later may help: at a limit, the database away, a worker restarting. */
    get isTransient() {
        return !this.isFinal && (this.status === 429 || this.status >= 500);
    }
}

/**
 * Makes a call. `json` or `bytes` is the body; `signal` breaks it off (throws AbortError); `keepalive` lets it outlive the page.
 * Returns the answer's object; throws Refusal or Offline.
 */
export async function call(method, path, { json, bytes, signal, keepalive } = {}) {
    const headers = { Accept: "application/json", "Accept-Language": language(), "X-Requested-With": "caritas" };
    let body;
    if (json !== undefined) {
        headers["Content-Type"] = "application/json";
        body = JSON.stringify(json);
    } else if (bytes !== undefined) {
        headers["Content-Type"] = "application/octet-stream";
        body = bytes;
    }
    return exchange(path, { method, headers, body, signal, keepalive }, readAnswer);
}

/** Fetches bytes (a Uint8Array): a chunk of a document. Throws as call(). */
export function fetchBytes(path, { signal } = {}) {
    const headers = { Accept: "application/octet-stream", "Accept-Language": language() };
    return exchange(path, { method: "GET", headers, signal }, async (response) => (response.ok ? new Uint8Array(await response.arrayBuffer()) : readAnswer(response)));
}

async function exchange(path, options, read) {
    try {
        return await read(await fetch(BASE + path, { ...options, cache: "no-store", credentials: "same-origin", redirect: "error" }));
    } catch (error) {
        if (error instanceof Refusal || error.name === "AbortError") throw error;
        throw new Offline();
    }
}

async function readAnswer(response) {
    const answer = await response.json();
    if (typeof answer?.now !== "number" || (!response.ok && !answer.error?.code)) throw new Offline();
    learn(answer.now);
    if (!response.ok) throw new Refusal(response.status, answer.error, Number(response.headers.get("Retry-After")) || 0);
    return answer;
}
