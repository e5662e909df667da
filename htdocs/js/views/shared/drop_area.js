// Files that are dropped: taken where they are meant to be, and never opened in this page's place.

/** Whether a transfer (drag and drop, clipboard) brings files. */
export function bringsFiles(transfer) {
    return [...(transfer?.types ?? [])].includes("Files");
}

/** Files dropped on `area` while `canTake()` go to `onFiles(files)`. Returns what stops it. */
export function dropArea({ area, canTake, onFiles }) {
    const mark = (isOver) => area.classList.toggle("conversation--drop", isOver);
    const isMeant = (event) => area.contains(event.target) && canTake();
    const listeners = {
        dragover(event) {
            if (!bringsFiles(event.dataTransfer)) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = isMeant(event) ? "copy" : "none";
            mark(isMeant(event));
        },
        drop(event) {
            if (!bringsFiles(event.dataTransfer)) return;
            event.preventDefault();
            mark(false);
            if (isMeant(event)) onFiles(event.dataTransfer.files);
        },
        dragleave(event) {
            if (event.relatedTarget === null) mark(false); // out of the window
        },
    };
    for (const [event, listener] of Object.entries(listeners)) document.addEventListener(event, listener);
    return () => {
        for (const [event, listener] of Object.entries(listeners)) document.removeEventListener(event, listener);
    };
}
