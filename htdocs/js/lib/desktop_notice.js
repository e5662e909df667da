// Notices of the device, outside the browser's window. Others may stand before the screen: they never carry a name or a word of a chat.

const PLACE = "caritas:notices";
let shown = null;

/** False: this browser shows none, or none to a page of this kind (phones). */
export function isSupported() {
    return "Notification" in window;
}

/** Whether the person wants them and the browser allows them. */
export function isOn() {
    try {
        return isSupported() && Notification.permission === "granted" && localStorage.getItem(PLACE) === "on";
    } catch {
        return false;
    }
}

/** Asks the browser, which asks the person. Returns whether they are on. Call it from a press of a button. */
export async function switchOn() {
    if (!isSupported() || (await Notification.requestPermission()) !== "granted") return false;
    keep("on");
    return isOn();
}

export function switchOff() {
    keep(null);
}

/** Shows `title` and `text` to who does not look at this page (`force`: in any case). A newer notice takes the place of an older one. */
export function show(title, text, { force = false } = {}) {
    if (!isOn() || (!force && document.hasFocus())) return;
    try {
        // Silent, since the page has its own sound and a switch for it.
        shown = new Notification(title, { body: text, tag: "caritas", silent: true });
        shown.addEventListener("click", () => {
            window.focus();
            takeBack();
        });
    } catch {
        switchOff(); // a phone, which shows none to a page
    }
}

/** Who looks at the page need not be told any more. */
export function takeBack() {
    shown?.close();
    shown = null;
}

function keep(word) {
    try {
        if (word === null) localStorage.removeItem(PLACE);
        else localStorage.setItem(PLACE, word);
    } catch {
        // Where nothing can be stored they stay off.
    }
}
