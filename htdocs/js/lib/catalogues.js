// The catalogues of texts, i18n/LANGUAGE/NAME.json. The build replaces this module by one that contains the texts of its page.
import { persist } from "./backoff.js";
import { Offline } from "./offline.js";

/** The texts of a catalogue by their keys; tries until the server gives them. */
export function loadCatalogue(language, name) {
    return persist(async () => {
        const response = await fetch(`/i18n/${language}/${name}.json`).catch(() => null);
        if (!response?.ok) throw new Offline();
        return response.json();
    });
}
