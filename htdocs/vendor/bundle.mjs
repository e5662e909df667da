// Makes the files of /vendor/ out of the modules that the lockfile names: `npm run bundle`, in the build's copy of this folder.
import { build } from "esbuild";
import { cp, mkdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";

const to = "../vendor";

// Changes that a strict policy of the page, and people who want no trace on their device, need in the emoji picker. Its version is the
// lockfile's; where a place is not found any more, the build fails.
const CHANGES = [
    {
        what: "a store of emoji in the page's memory instead of the browser's database",
        from: /import Database from '\.\/database\.js';/,
        to: `import Database from ${JSON.stringify(resolve("vendor/emoji_database.mjs"))};`,
    },
    {
        what: "styles by a sheet instead of a <style> element",
        from: /const style = document\.createElement\('style'\);\s*style\.textContent = ([^;]+);\s*this\.shadowRoot\.appendChild\(style\);/,
        to: "const sheet = new CSSStyleSheet(); sheet.replaceSync($1); this.shadowRoot.adoptedStyleSheets = [sheet];",
    },
    {
        what: "styles of single elements by the object model instead of an attribute",
        from: /targetNode\.setAttribute\(attributeName, newValue\);/,
        to: "if (attributeName === 'style') targetNode.style.cssText = newValue; else targetNode.setAttribute(attributeName, newValue);",
    },
];

const strictPicker = {
    name: "strict-picker",
    setup({ onLoad }) {
        onLoad({ filter: /emoji-picker-element\/picker\.js$/ }, async ({ path }) => {
            let contents = await readFile(path, "utf8");
            for (const change of CHANGES) {
                if (!change.from.test(contents)) throw new Error(`emoji-picker-element has changed: ${change.what}`);
                contents = contents.replace(change.from, change.to);
            }
            return { contents, loader: "js" };
        });
    },
};

const common = { bundle: true, format: "esm", target: "es2022", minify: true, legalComments: "inline", outdir: to };

await build({
    ...common,
    entryPoints: ["vendor/hpke.js"],
    banner: { js: "/* @hpke/core and @hpke/common, MIT license, Ajitomi Daisuke */" },
});
await build({
    ...common,
    entryPoints: ["vendor/emoji_picker.js"],
    plugins: [strictPicker],
    banner: { js: "/* emoji-picker-element (Nolan Lawson), Apache-2.0 */" },
});
await build({
    ...common,
    entryPoints: ["vendor/zip.js"],
    // Its licence wants to be there in full.
    banner: { js: `/* @zip.js/zip.js\n${await readFile("node_modules/@zip.js/zip.js/LICENSE", "utf8")}*/` },
});
await mkdir(`${to}/emoji`, { recursive: true });
for (const language of ["de", "en"]) {
    await cp(`node_modules/emoji-picker-element-data/${language}/cldr/data.json`, `${to}/emoji/${language}.json`);
}
