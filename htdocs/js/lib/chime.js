// Short soft tones, made on the spot. Browsers allow them only after the person has touched the page, anew after each reload.
import { Burst } from "./burst.js";

const PLACE = "caritas:sound";
/** For each kind of call: the frequencies of its tones, one after the other. */
const TONES = { request: [660, 880], message: [740], warning: [880, 660, 880] };
/** Milliseconds within which a browser that may play begins. */
const STARTS_WITHIN = 700;

/** Event "change": state() may have changed. */
export const changes = new EventTarget();

let context = null;
let storage = () => null;
let isOff = false;
let isTouched = false;
let isLate = false;
const bursts = Object.fromEntries(Object.keys(TONES).map((kind) => [kind, new Burst()]));

/**
 * Call once: from the person's first touch of the page on it may ring. `place()` returns sessionStorage or localStorage, where the switch is
 * remembered; only "off" is written.
 */
export function unlockAtTouch(place) {
    storage = place;
    for (const touch of ["click", "keydown"]) document.addEventListener(touch, onTouch);
}

/** Whether the person wants to hear it. */
export function isSwitchedOn() {
    try {
        return !isOff && storage()?.getItem(PLACE) !== "off";
    } catch {
        return !isOff;
    }
}

export function switchTo(isOn) {
    isOff = !isOn;
    try {
        if (isOn) storage()?.removeItem(PLACE);
        else storage()?.setItem(PLACE, "off");
    } catch {
        // Where nothing can be stored, the switch holds until the page is left.
    }
    changed();
}

/** Nothing of the switch is left in the browser. */
export function forget() {
    try {
        storage()?.removeItem(PLACE);
    } catch {
        // Where nothing can be stored nothing is.
    }
}

/** "ready", "untouched" (the browser waits for a touch of the page), "blocked" (it plays nothing all the same), or "unknown" for a moment. */
export function state() {
    if (context?.state === "running") return "ready";
    if (!isLate) return "unknown";
    return isTouched ? "blocked" : "untouched";
}

/** Finds out whether this page may ring before it is to. */
export function tryOut() {
    if (context === null) start();
}

/** `kind`: "request", "message" or "warning". Rings once for what comes in one burst; `force` rings in any case. */
export function ring(kind, { force = false } = {}) {
    if (!force && (!isSwitchedOn() || !bursts[kind].begins(performance.now()))) return;
    if (context?.state !== "running") return;
    TONES[kind].forEach((frequency, index) => tone(frequency, index * 0.18));
}

function onTouch() {
    isTouched = true;
    if (state() !== "ready") start();
}

function start() {
    try {
        context ??= newContext();
        context.resume().catch(() => {});
    } catch {
        context = null; // no sound on this device
    }
    isLate = false;
    setTimeout(() => {
        isLate = true;
        changed();
    }, STARTS_WITHIN);
}

function newContext() {
    const made = new AudioContext();
    made.addEventListener("statechange", changed);
    return made;
}

function changed() {
    changes.dispatchEvent(new Event("change"));
}

function tone(frequency, delay) {
    const start = context.currentTime + delay;
    const oscillator = new OscillatorNode(context, { type: "sine", frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.2, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.65);
}
