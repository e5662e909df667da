// How a seeker's chat has ended, from the tab that knows it to the browser's other tabs: with the end the session's cookie is gone, and the
// server cannot tell them any more.

/** For how many milliseconds a tab waits for another one that knows. */
export const LAST_WORD_WITHIN = 2000;

export class LastWord {
    #channel = new BroadcastChannel("caritas:last-word");

    /** `onTold({chat, reason})`: another tab knows it. */
    constructor(onTold) {
        this.#channel.onmessage = ({ data }) => onTold(data);
    }

    /** `chat`: its id; `reason` as the page names it. */
    tell(chat, reason) {
        this.#channel.postMessage({ chat, reason });
    }
}
