// Paths of files: mostly they name the account of whoever saved a document.

/** "C:\…", "\\server\…", a home on a Mac ("/Users/…", "Macintosh HD:Users:…") or under Linux; also within an address ("file:///C:/…"). */
const PATH = /(?:^|[^\p{L}])\p{L}:\\|^\\\\[^\\]|\/(?:users|home)\/|[^:]:users:[^:]|^file:\/{2}/iu;

export function looksLikePath(text) {
    return PATH.test(text) && !/^https?:/i.test(text); // many a page of the web is a "/home/"
}

/** What is meant by an address of a file, as people write it. */
export function plainPath(target) {
    const path = target.replace(/^file:\/{2}(?:\/(?=\p{L}:))?/iu, "");
    try {
        return decodeURIComponent(path);
    } catch {
        return path; // a lonely "%" stands for itself
    }
}
