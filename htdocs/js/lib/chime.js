// A short sound, made on the spot: two soft tones. Browsers allow it only after the person has touched the page.

let context = null;
let isOn = true;

/** Call once: the person's first touch of the page allows the sound for later. */
export function unlockAtTouch() {
    for (const touch of ["click", "keydown"]) document.addEventListener(touch, unlock, { once: true });
}

/** Whether the person wants to hear it. */
export function isSwitchedOn() {
    return isOn;
}

export function switchOver() {
    isOn = !isOn;
}

function unlock() {
    try {
        context ??= new AudioContext();
        context.resume().catch(() => {});
    } catch {
        context = null; // no sound on this device
    }
}

export function ring() {
    if (!isOn || context?.state !== "running") return;
    tone(660, 0);
    tone(880, 0.18);
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
