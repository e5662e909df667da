// Runs the inspectors over all documents below some folders: node corpus_look.mjs FOLDER…; see corpus.sh.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { importPage } from './pages.mjs';

const { inspect } = await importPage('documents/inspect.js');
const { kindOfName } = await importPage('documents/kinds.js');
const { tracesOf } = await importPage('documents/traces.js');

/// Tags of exiftool that name somebody or a place, in documents and in the pictures within. A PDF calls its program Creator.
const telling = ['Author', 'Creator', 'LastModifiedBy', 'LastSavedBy', 'Company', 'Manager', 'HyperlinkBase', 'Artist', 'By-line', 'OwnerName', 'GPSPosition'];
const ofProgram = ['SourceFile', 'PDF:Creator'];
const shown = 12;

function* documentsBelow(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* documentsBelow(path);
    else if (entry.isFile() && kindOfName(entry.name) !== null) yield path;
  }
}

async function look(path) {
  const bytes = readFileSync(path);
  const blob = new Blob([bytes]);
  const begin = performance.now();
  const kind = await inspect(blob).catch((error) => error);
  const { traces, isClosed } = typeof kind === 'string' ? await tracesOf(blob, kind) : { traces: [], isClosed: false };
  return { path, size: bytes.length, kind, traces, isClosed, took: performance.now() - begin };
}

/// [[path, [[tag, value]]]] of what names somebody.
function askExiftool(paths) {
  const args = ['-j', '-a', '-G1', '-s', '-n', ...telling.map((tag) => `-${tag}`), '-@', '-'];
  const { stdout, error, signal } = spawnSync('exiftool', args, { input: paths.join('\n'), maxBuffer: 1 << 30 });
  if (error || signal) throw error ?? new Error(`exiftool: ${signal}`);
  return JSON.parse(stdout).map((tags) => [tags.SourceFile, Object.entries(tags).filter(([tag]) => !ofProgram.includes(tag))]);
}

const plain = (text) => `${text}`.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim().toLowerCase();
const count = (map, key, path) => map.set(key, [...(map.get(key) ?? []), path]);
const print = (title, map) => {
  console.log(`\n${title}`);
  for (const [key, paths] of [...map].sort((one, other) => other[1].length - one[1].length)) {
    console.log(`  ${paths.length}\t${key}\t${[...new Set(paths)].slice(0, shown).map((path) => basename(path)).join(' ')}`);
  }
};

const found = [];
for (const folder of process.argv.slice(2)) for (const path of documentsBelow(folder)) found.push(await look(path));
const [kinds, refusals, closed, untold] = [new Map(), new Map(), new Map(), new Map()];
for (const { path, kind, isClosed } of found) {
  if (typeof kind === 'string') count(kinds, kind, path);
  else count(refusals, `${kindOfName(path)}: ${kind.trouble ?? kind.stack}`, path);
  if (isClosed) count(closed, kind, path);
}
const accepted = found.filter(({ kind }) => typeof kind === 'string' && kind !== 'jpg' && kind !== 'png');
const told = new Map(accepted.map(({ path, traces }) => [path, traces]));
for (const [path, tags] of askExiftool([...told.keys()])) {
  const traces = told.get(path);
  const values = traces.map(({ value }) => plain(value));
  for (const [tag, value] of tags) {
    const names = [value].flat().map(plain).filter((name) => name !== '');
    // A list of ten is full: the rest is not told.
    if (traces.length < 10 && names.some((name) => !values.some((one) => one !== '' && (one.includes(name.slice(0, 200)) || name.includes(one))))) count(untold, `${told.get(path).kind ?? kindOfName(path)} ${tag}`, path);
  }
}
console.log(`${found.length} documents, ${accepted.length} without pictures accepted`);
print('accepted', kinds);
print('refused', refusals);
print('could not be looked into as a whole', closed);
print('exiftool knows and we did not tell', untold);
const slow = found.sort((one, other) => other.took - one.took).slice(0, 5);
console.log(`\nslowest\n${slow.map(({ path, size, took }) => `  ${Math.round(took)} ms\t${size} bytes\t${basename(path)}`).join('\n')}`);
