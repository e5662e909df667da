// Esc closes what is open, the newest first. Code that gives Esc another meaning asks here first whether anything is open.

let announced = [];
let isListening = false;

/**
 * Call when something opens: while `isOpen()` is true, Esc calls `close()`. Something that is not in the page any more must not be open,
 * else Esc would do nothing for ever.
 */
export function closeOnEscape(isOpen, close) {
    if (!isListening) document.addEventListener("keydown", onKey);
    isListening = true;
    announced = [...stillOpen(), { isOpen, close }];
}

/** Whether the next Esc closes something: a dialog (the browser closes it) or what was announced here. */
export function isAnythingOpen() {
    return isDialogOpen() || stillOpen().length > 0;
}

/** Whether this is a press of Esc that is meant for the page. 229 is what Safari says at the end of an input method's composition. */
export function isEscape(event) {
    return event.key === "Escape" && !event.isComposing && event.keyCode !== 229;
}

function stillOpen() {
    announced = announced.filter((entry) => entry.isOpen());
    return announced;
}

function isDialogOpen() {
    return document.querySelector("dialog[open]") !== null;
}

// At the document and not earlier, so that a part of what is open (the skin tones of the emoji picker) can take the key for itself.
function onKey(event) {
    if (!isEscape(event) || event.repeat || event.defaultPrevented || isDialogOpen()) return;
    stillOpen().at(-1)?.close();
}
