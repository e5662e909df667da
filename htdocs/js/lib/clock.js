// The server's time: windows and countdowns run by it, whatever this device's clock says.

let offset = 0;

/** Every answer carries the server's time. */
export function learn(serverNow) {
    offset = serverNow - Date.now();
}

/** Milliseconds since 1970 by the server's clock. */
export function now() {
    return Date.now() + offset;
}

const LONGEST_SLEEP = 5000;

/**
 * Calls `callback` once when the server's time has reached `time`. Looks again every few seconds: a device that slept, and a clock that
 * was set, are noticed. Returns a function that cancels.
 */
export function alarm(time, callback) {
    let timer;
    const look = () => {
        const left = time - now();
        if (left <= 0) return callback();
        timer = setTimeout(look, Math.min(left, LONGEST_SLEEP));
    };
    timer = setTimeout(look, 0);
    return () => clearTimeout(timer);
}

/** Calls `callback` now and every `milliseconds`. Returns a function that stops it. */
export function every(milliseconds, callback) {
    callback();
    const timer = setInterval(callback, milliseconds);
    return () => clearInterval(timer);
}
