// Documents on their way to the server: one after the other, chunk by chunk, and then the message that shows each.
import { call } from "../lib/api.js";
import { deliver } from "../lib/backoff.js";
import { OneByOne } from "../lib/one_by_one.js";
import { newId } from "../lib/random_id.js";
import { CHUNK, chunkCount } from "../crypto/file_seal.js";
import { t } from "../lib/i18n.js";

/** How often a document is started again without being asked. */
const RESTARTS = 2;
/** A chunk that takes longer is worth a word. */
const SLOW = 10000;

/**
 * Entries are {fileId, name, kind, size, sent, state, trouble, isLost, isSlow}: `sent` in bytes; `state` is "sending", or "failed" with a
 * sentence in `trouble`, and for good if it `isLost`; `isSlow`: nothing of it has got through for a while. Events: "change"; "refused"
 * (detail: the Refusal) for a dead session.
 */
export class Uploads extends EventTarget {
    /** Something waits, and the server could not be reached at the last try. */
    isStuck = false;

    #path;
    #cipher;
    #role;
    #onComplete;
    #kept;
    #isRecalled = false;
    #entries = [];
    #work = new OneByOne({ next: () => this.#due, work: (entry) => this.#upload(entry) });

    /**
     * `path` + "/FILEID/NUMBER" is where chunks are put; `cipher()`: a promise of the Cipher; `kept`: a KeptText; `onComplete(document, blob)`:
     * the server has it all.
     */
    constructor({ path, cipher, role, kept, onComplete }) {
        super();
        this.#path = path;
        this.#cipher = cipher;
        this.#role = role;
        this.#kept = kept;
        this.#onComplete = onComplete;
    }

    /** A reload has given up what was on its way, and its bytes are not here any more: it is named. Call once there is a Cipher. */
    async recall() {
        const kept = JSON.parse((await this.#kept.recall()) || "[]");
        if (this.#kept.isUnopened) return;
        const lost = kept.map((document) => entryOf(document, { state: "failed", trouble: t("document.reloaded"), isLost: true }));
        this.#entries.unshift(...lost);
        this.#isRecalled = true;
        this.#changed();
    }

    get entries() {
        return this.#entries;
    }

    /** `blob` stays where it is (on the disk, or in the page), and is read one chunk at a time. */
    send({ blob, name, kind }) {
        this.#entries.push(entryOf({ fileId: newId(), name, kind, size: blob.size }, { blob }));
        this.#changed();
        this.#work.go();
    }

    retry(fileId) {
        const entry = this.#find(fileId);
        if (entry?.state !== "failed") return;
        Object.assign(entry, { state: "sending", trouble: null });
        this.#changed();
        this.#work.go();
    }

    /** Nothing is sent any more; what was to be sent is still known. */
    close() {
        for (const entry of this.#entries) entry.stop.abort();
    }

    /** Gives one up; what the server has of it goes. */
    cancel(fileId) {
        const entry = this.#find(fileId);
        if (!entry) return;
        this.#remove(entry);
        entry.stop.abort();
        this.takeBack(fileId);
        this.#changed();
    }

    /** What the server has of a document goes, also where it is complete and was never announced. */
    takeBack(fileId) {
        // What this call does not reach goes by itself: after some minutes, or with the chat.
        call("DELETE", `${this.#path}/${fileId}`).catch(() => {});
    }

    clear() {
        this.close();
        this.#entries = [];
    }

    #stuck(isStuck) {
        this.isStuck = isStuck;
        this.#changed();
    }

    get #due() {
        return this.#entries.find((entry) => entry.state === "sending" && !entry.stop.signal.aborted);
    }

    #find(fileId) {
        return this.#entries.find((entry) => entry.fileId === fileId);
    }

    #remove(entry) {
        this.#entries = this.#entries.filter((candidate) => candidate !== entry);
    }

    #changed() {
        this.#keep();
        this.dispatchEvent(new Event("change"));
    }

    #keep() {
        if (!this.#isRecalled) return;
        const documents = this.#entries.map(({ fileId, name, kind, size }) => ({ fileId, name, kind, size }));
        const text = documents.length > 0 ? JSON.stringify(documents) : "";
        if (text !== this.#kept.text) this.#kept.keep(text);
    }

    async #upload(entry) {
        const { signal } = entry.stop;
        try {
            const { fileId, name, kind, size, blob } = entry;
            const cipher = await (await this.#cipher()).fileCipher({ fileId, size, from: this.#role });
            while (entry.next < chunkCount(size)) await this.#putNext(entry, cipher);
            if (signal.aborted) return;
            this.#remove(entry);
            this.#onComplete({ fileId, name, kind, size }, blob);
        } catch (error) {
            if (signal.aborted) return;
            if (error.code === "bad_request" && entry.restarts < RESTARTS) this.#restart(entry);
            else this.#fail(entry, error);
        } finally {
            this.#stuck(false);
        }
    }

    async #putNext(entry, cipher) {
        const { fileId, size, blob, next } = entry;
        const { signal } = entry.stop;
        entry.sealed ??= await cipher.seal(await blob.slice(next * CHUNK, (next + 1) * CHUNK).arrayBuffer(), next);
        const last = next + 1 === chunkCount(size) ? "?last=1" : "";
        const put = () => call("PUT", `${this.#path}/${fileId}/${next}${last}`, { bytes: entry.sealed, signal });
        const slow = setTimeout(() => this.#slow(entry), SLOW);
        await deliver(put, { signal, onTrouble: () => this.#stuck(true) }).finally(() => clearTimeout(slow));
        Object.assign(entry, { isSlow: false, sealed: null, next: next + 1, sent: Math.min(size, (next + 1) * CHUNK) });
        this.#stuck(false);
    }

    #slow(entry) {
        entry.isSlow = true;
        this.#changed();
    }

    // After some minutes without a line the server has removed what it had: all of it again, as another document.
    #restart(entry) {
        Object.assign(entry, { fileId: newId(), next: 0, sent: 0, sealed: null, restarts: entry.restarts + 1 });
    }

    #fail(entry, error) {
        const isUnreadable = error instanceof DOMException; // moved or changed on the disk while it was read
        Object.assign(entry, { state: "failed", trouble: isUnreadable ? t("document.unreadable") : error.message, isLost: isUnreadable || error.isForGood === true });
        if (!error.status && !isUnreadable) throw error; // a bug of ours
        if (error.status !== 401) return;
        this.close();
        this.dispatchEvent(new CustomEvent("refused", { detail: error }));
    }
}

// What is sealed stays sealed: a chunk that is sent again must be the same bytes.
function entryOf(document, more) {
    const start = { blob: null, sent: 0, next: 0, sealed: null, restarts: 0, state: "sending", trouble: null, isLost: false, isSlow: false, stop: new AbortController() };
    return Object.assign(start, document, more);
}
