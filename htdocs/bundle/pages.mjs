// Builds the pages as they are delivered: node pages.mjs FROM TO. FROM is this repository's htdocs, TO a folder that is made.
//
// Each page becomes its HTML, one first script (boot.js, with the page's styles), and one program with its first texts of all languages;
// what is needed later follows in files of its own, texts in one per language. Bundled by Rollup, since esbuild moves what first and later
// parts share into a further file that the browser would have to fetch before the page starts; minified by esbuild.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { build, transform } from "esbuild";
import { rollup } from "rollup";

const [from, to] = process.argv.slice(2).map((folder) => resolve(folder));
const TARGET = "es2022";
/** `texts`: the catalogues that a page needs at once; `laterTexts`: those that follow. */
const PAGES = [
    { html: "index.html", name: "start", texts: ["common", "start"] },
    { html: "seeker.html", name: "seeker", texts: ["common", "seeker"], laterTexts: ["conversation", "seeker_chat"] },
    { html: "counselor.html", name: "counselor", texts: ["common", "conversation", "counselor"] },
];
/** Web Workers: programs of their own, at the same address as their source. */
const WORKERS = ["documents/inspect_worker"];
/** Files that a page names besides its program: they are bundled each by itself. */
const LATER_STYLES = ["chat", "recipe"];

const small = async (code, options) => (await transform(code, { minify: true, target: TARGET, legalComments: "none", ...options })).code;

/** The build's own copies of other people's modules stay files of their own, loaded when they are needed. */
const vendorStaysOutside = {
    name: "vendor-stays-outside",
    resolveId: (id) => (id.includes("/vendor/") ? { id: `/vendor/${basename(id)}`, external: "absolute" } : null),
};

async function textsOf(language, names) {
    const read = async (name) => [name, JSON.parse(await readFile(join(from, "i18n", language, `${name}.json`), "utf8"))];
    return JSON.stringify(Object.fromEntries(await Promise.all(names.map(read))));
}

/**
 * Replaces the module that fetches catalogues: the first ones of every language are inlined, the later ones become a module per language.
 */
const carryTexts = (first, later) => ({
    name: "carry-texts",
    resolveId: (id) => (id.startsWith("texts/") ? id : null),
    async load(id) {
        if (id.startsWith("texts/")) return `export default ${await textsOf(basename(id), later)};\n`;
        if (id !== join(from, "js/lib/catalogues.js")) return null;
        const languages = await readdir(join(from, "i18n"));
        const carried = await Promise.all(languages.map(async (language) => `${language}: ${await textsOf(language, first)}`));
        const following = later.length > 0 ? languages.map((language) => `${language}: () => import("texts/${language}")`) : [];
        return `const carried = {${carried}};
            const following = {${following}};
            export const loadCatalogue = async (language, name) => carried[language][name] ?? (await following[language]()).default[name];`;
    },
});

const makeSmall = { name: "make-small", renderChunk: (code) => small(code, { format: "esm" }) };

async function buildProgram(name, plugins) {
    const bundle = await rollup({
        input: { [name]: join(from, "js", `${name}.js`) },
        plugins: [...plugins, vendorStaysOutside, makeSmall],
        onwarn: (warning) => {
            throw new Error(warning.message); // a circle of modules among them
        },
    });
    await bundle.write({ dir: join(to, "js"), format: "es", entryFileNames: "[name].js", chunkFileNames: `${name}-[name]-[hash].js` });
    await bundle.close();
}

async function buildStyles(name) {
    const { outputFiles } = await build({ entryPoints: [join(from, "css", `${name}.css`)], bundle: true, minify: true, target: TARGET, write: false });
    await writeFile(join(to, "css", `${name}.css`), outputFiles[0].contents);
    return outputFiles[0].text.trim();
}

// Runs in the page. A style sheet by script is allowed where an inline one is not, and costs no request.
function putStyles(css, address) {
    try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
    } catch {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = address;
        document.head.append(link);
    }
}

async function buildBoot(name, css) {
    const styles = `(${putStyles})(${JSON.stringify(css)}, ${JSON.stringify(`/css/${name}.css`)});\n`;
    const boot = await readFile(join(from, "js/boot.js"), "utf8");
    await writeFile(join(to, "js", `boot-${name}.js`), await small(styles + boot, { target: "es2017" }));
}

/** The page's HTML: styles by the first script (without scripts by the sheet), the program fetched at the same time. */
async function buildHtml(html, name) {
    const text = await readFile(join(from, html), "utf8");
    const changed = replaceOnce(
        replaceOnce(text, `<link rel="stylesheet" href="/css/${name}.css">`, `<noscript><link rel="stylesheet" href="/css/${name}.css"></noscript>`),
        `<script src="/js/boot.js"></script>`,
        `<link rel="modulepreload" href="/js/${name}.js"><script src="/js/boot-${name}.js"></script>`,
    );
    await writeFile(join(to, html), changed);
}

function replaceOnce(text, before, after) {
    if (text.split(before).length !== 2) throw new Error(`${before} stands in a page not once`);
    return text.replace(before, after);
}

if (to === from || `${to}${sep}`.startsWith(`${from}${sep}`)) throw new Error("the built pages must lie elsewhere");
await rm(to, { recursive: true, force: true });
for (const folder of ["js", "css"]) await mkdir(join(to, folder), { recursive: true });
for (const { html, name, texts, laterTexts = [] } of PAGES) {
    await buildProgram(name, [carryTexts(texts, laterTexts)]);
    await buildBoot(name, await buildStyles(name));
    await buildHtml(html, name);
}
for (const name of WORKERS) await buildProgram(name, []);
for (const name of LATER_STYLES) await buildStyles(name);
await cp(join(from, "rezept.html"), join(to, "rezept.html"));
