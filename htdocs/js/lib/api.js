// Calls of the API (fcgi/web/API.md): JSON in and out, refusals as errors that carry their code.
import { learn } from "./clock.js";
import { language } from "./i18n.js";

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

/** No answer, or none that is ours: no network, or something in between that answers in the server's place. */
export class Offline extends Error {
    constructor() {
        super("offline");
        this.isTransient = true;
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
    const options = { method, headers, body, signal, keepalive, cache: "no-store", credentials: "same-origin", redirect: "error" };
    const { status, ok, answer, retryAfter } = await exchange(BASE + path, options);
    learn(answer.now);
    if (!ok) throw new Refusal(status, answer.error, retryAfter);
    return answer;
}

async function exchange(url, options) {
    let response;
    let answer;
    try {
        response = await fetch(url, options);
        answer = await response.json();
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Offline();
    }
    if (typeof answer?.now !== "number" || (!response.ok && !answer.error?.code)) throw new Offline();
    return { status: response.status, ok: response.ok, answer, retryAfter: Number(response.headers.get("Retry-After")) || 0 };
}
