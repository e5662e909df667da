// Whether this browser has what the pages need. What is missing shows the plain text that index.html and its kin carry anyway.

export function isSupported() {
    return (
        typeof HTMLDialogElement === "function" &&
        typeof AbortSignal.any === "function" &&
        typeof crypto?.subtle?.deriveBits === "function" &&
        typeof BroadcastChannel === "function" &&
        typeof navigator.locks?.request === "function" &&
        typeof URL.canParse === "function" &&
        typeof Intl.PluralRules === "function"
    );
}
