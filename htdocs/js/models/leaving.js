// Leaving for good: the server is told. Where it cannot be, the next page of this browser tells it before it shows anything.
import { Refusal, call } from "../lib/api.js";
import { persist } from "../lib/backoff.js";

/**
 * A cookie that lives as long as the session's own, which is closed to scripts and cannot be deleted here: so nothing is left that would
 * not be there anyway. Its name tells nothing. The server takes it back together with the session's (fcgi/web/response.h).
 */
const MARK = "__Host-page";
const ENDED = "1";
const QUICK_EXIT = "2";

/** Tells the server; outlives the page. Throws Refusal (it was over already) or Offline. */
export function leaveForGood({ quickExit = false } = {}) {
    keepMark(quickExit ? QUICK_EXIT : ENDED);
    return call("POST", "seeker/end", { json: quickExit ? { quickExit } : {}, keepalive: true });
}

/** For the start of a page: does what an earlier one could not. `onTrouble()` hears of each failure. */
export async function finishLeaving({ onTrouble }) {
    const mark = readMark();
    if (mark === null) return;
    try {
        await persist(() => leaveForGood({ quickExit: mark === QUICK_EXIT }), { onTrouble });
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
    }
    keepMark("", "; Max-Age=0");
}

function keepMark(value, age = "") {
    document.cookie = `${MARK}=${value}; Path=/; Secure; SameSite=Strict${age}`;
}

function readMark() {
    const kept = document.cookie.split("; ").find((pair) => pair.startsWith(`${MARK}=`));
    return kept ? kept.slice(MARK.length + 1) : null;
}
