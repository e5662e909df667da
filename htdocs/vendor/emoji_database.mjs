// Stands in the emoji picker's bundle for its own Database and has the same methods: https://www.npmjs.com/package/emoji-picker-element#database
// The emoji lie in the page's memory: nothing is left on the device, and nothing is slowed down by a browser's database.

const SHORTEST_WORD = 2;
const NO_TONE = 0;

/** What is loaded, by its address: all pickers of a page share it. */
const stores = new Map();

async function load(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return storeOf(await response.json());
}

function storeOf(data) {
    const emojis = data.map(emojiOf).sort((one, other) => one.order - other.order);
    const byUnicode = new Map();
    for (const emoji of emojis) for (const { unicode } of [emoji, ...(emoji.skins ?? [])]) byUnicode.set(unicode, emoji);
    return { emojis, byUnicode, words: new Map(emojis.map((emoji) => [emoji, wordsOf(emoji)])), picked: new Map(), tone: NO_TONE };
}

function emojiOf({ emoji: unicode, skins, ...rest }) {
    return { ...rest, unicode, ...(skins && { skins: skins.map(({ emoji, ...skin }) => ({ ...skin, unicode: emoji })) }) };
}

const split = (text) => text.toLowerCase().split(/[\s_]+/);
const withoutMarks = (word) => word.replace(/[)(:,]/g, "").replaceAll("’", "'");

/** The words by which an emoji is found. */
function wordsOf({ annotation, tags = [], shortcodes = [], emoticon = "" }) {
    return [...[annotation, ...tags, ...shortcodes].flatMap(split).map(withoutMarks), emoticon.toLowerCase()].filter(Boolean);
}

/** Whether one of the words is what was typed, or begins with it; an emoticon is typed with its marks. */
function isAmong(words, typed, { isBegun }) {
    const wanted = [typed, withoutMarks(typed)].filter((word) => word.length >= SHORTEST_WORD);
    return wanted.some((start) => words.some((word) => (isBegun ? word.startsWith(start) : word === start)));
}

export default class Database {
    customEmoji = [];
    #store = null;

    constructor({ dataSource, locale }) {
        Object.assign(this, { dataSource, locale });
    }

    async ready() {
        if (!stores.has(this.dataSource)) stores.set(this.dataSource, load(this.dataSource));
        try {
            this.#store = await stores.get(this.dataSource);
        } catch (error) {
            stores.delete(this.dataSource); // another try fetches it again
            throw error;
        }
    }

    async #ask(look) {
        await this.ready();
        return look(this.#store);
    }

    getEmojiByGroup(group) {
        return this.#ask(({ emojis }) => emojis.filter((emoji) => emoji.group === group));
    }

    /** Every word counts, and the last one may be begun only. */
    getEmojiBySearchQuery(query) {
        const typed = split(query).filter((word) => word.length >= SHORTEST_WORD);
        if (typed.length === 0) return Promise.resolve([]);
        const fits = (words) => typed.every((word, i) => isAmong(words, word, { isBegun: i === typed.length - 1 }));
        return this.#ask(({ emojis, words }) => emojis.filter((emoji) => fits(words.get(emoji))));
    }

    getEmojiByUnicodeOrName(unicode) {
        return this.#ask(({ byUnicode }) => byUnicode.get(unicode) ?? null);
    }

    getPreferredSkinTone() {
        return this.#ask(({ tone }) => tone);
    }

    setPreferredSkinTone(tone) {
        return this.#ask((store) => void (store.tone = tone));
    }

    incrementFavoriteEmojiCount(unicode) {
        return this.#ask(({ picked }) => void picked.set(unicode, (picked.get(unicode) ?? 0) + 1));
    }

    getTopFavoriteEmoji(limit) {
        const most = ({ picked }) => [...picked].sort(([, one], [, other]) => other - one).slice(0, limit);
        return this.#ask((store) => most(store).map(([unicode]) => store.byUnicode.get(unicode)).filter(Boolean));
    }

    async close() {}
}
