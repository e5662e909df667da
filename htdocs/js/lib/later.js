// Parts of a page that are not needed at once, so that the first screen comes quickly.
import { call } from "./api.js";
import { persist } from "./backoff.js";
import { Offline } from "./offline.js";

/**
 * `load`: import(…) and the like; tried again until the server can be reached. Some browsers never try a module again that failed once
 * (Firefox): if the server is there and it still fails, the page begins anew.
 */
export function later(load) {
    let failures = 0;
    return persist(async () => {
        try {
            return await load();
        } catch {
            failures += 1;
            if (failures > 1 && (await call("GET", "site"))) location.reload();
            throw new Offline();
        }
    });
}

/** Gets the page's styles if they failed to come with it; what comes with the page is there when its program starts. */
export function ensureStyles(path) {
    if (document.adoptedStyleSheets.length + document.styleSheets.length === 0) later(() => addStyles(path));
}

/** Adds a style sheet of ours; resolves once it is there, throws Offline if it does not come. */
export function addStyles(path) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = path;
    return new Promise((resolve, reject) => {
        link.addEventListener("load", resolve);
        link.addEventListener("error", () => {
            link.remove();
            reject(new Offline());
        });
        document.head.append(link);
    });
}
