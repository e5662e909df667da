// Whether this browser has what the pages need. What is missing shows the plain text that index.html and its kin carry anyway.

/** Asked at the start, so that nobody gets half way. */
export async function isSupported() {
    const hasParts =
        typeof HTMLDialogElement === "function" &&
        typeof AbortSignal.any === "function" &&
        typeof crypto?.subtle?.deriveBits === "function" &&
        typeof BroadcastChannel === "function" &&
        typeof navigator.locks?.request === "function" &&
        typeof URL.canParse === "function" &&
        typeof Intl.PluralRules === "function";
    return hasParts && (await hasCurve());
}

// The newest of what is needed, and nothing but a trial tells whether it is there.
async function hasCurve() {
    try {
        await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
        return true;
    } catch {
        return false;
    }
}
