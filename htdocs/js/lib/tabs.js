// What the tabs of one browser have to know of one another, by the Web Locks API: a lock dies with its tab.

/** Other tabs see `name` from now on, until the returned function is called or this tab is closed. Any number of tabs may hold it. */
export function holdInView(name) {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    navigator.locks.request(name, { mode: "shared" }, () => released);
    return release;
}

/** Whether some tab holds this name. */
export async function isInView(name) {
    const { held } = await navigator.locks.query();
    return held.some((lock) => lock.name === name);
}

/**
 * Of the tabs that ask for the same name within `milliseconds`, one runs `work`. When it did stands in localStorage under the name; a timer
 * would not do, since browsers let those of a hidden tab wait for a minute.
 */
export function inOneTab(name, milliseconds, work) {
    return navigator.locks.request(name, () => {
        const now = Date.now();
        if (Math.abs(now - stamp(name)) < milliseconds) return;
        stamp(name, now);
        work();
    });
}

/** What inOneTab wrote down under this name is gone. */
export function forgetStamp(name) {
    stamp(name, null);
}

// Where nothing can be stored each tab is alone.
function stamp(name, time) {
    try {
        if (time === null) localStorage.removeItem(name);
        else if (time !== undefined) localStorage.setItem(name, time);
        return Number(localStorage.getItem(name));
    } catch {
        return 0;
    }
}
