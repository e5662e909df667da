// Parts of a page that are not needed at once, so that the first screen comes quickly.
import { Offline } from "./api.js";
import { persist } from "./backoff.js";

/** `load`: import(…) and the like; tried again until the server can be reached. */
export function later(load) {
    return persist(async () => {
        try {
            return await load();
        } catch {
            throw new Offline();
        }
    });
}

/** Adds style sheets of ours; resolves once they are there. */
export function addStyles(...paths) {
    return Promise.all(paths.map(addStyle));
}

function addStyle(path) {
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
