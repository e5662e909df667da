// What stands in the page's HTML until its program takes over.

/** Says that this browser lacks something that the pages need. */
export function showBrowserReason() {
    for (const part of document.querySelectorAll(".fallback [data-why]")) part.hidden = part.dataset.why !== "browser";
}
