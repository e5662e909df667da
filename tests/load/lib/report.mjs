// What a bench says: the table with the wished bounds, the line "figure: …", the pictures, and the page that shows them all.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { repository } from '../../lib/stack.mjs';
import { describeMachine } from './machine.mjs';
import { readable } from './picture.mjs';

const folder = join(repository, 'build/bench');
const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
const plain = (value) => (typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value));

/// A bound is { below: n } or { atLeast: n } or { atMost: n }.
const bounds = {
  below: ['<', (value, bound) => value < bound],
  atMost: ['≤', (value, bound) => value <= bound],
  atLeast: ['≥', (value, bound) => value >= bound],
};

function judged(value, wish) {
  if (wish === undefined) return '';
  const [[kind, bound]] = Object.entries(wish);
  const [sign, holds] = bounds[kind];
  return `${holds(value, bound) ? 'met' : 'NOT MET'}  (wished: ${sign} ${readable(bound)})`;
}

/// A table of the figure's keys, with what was wished for each.
export function table(figure, wished = {}) {
  const widest = Math.max(...Object.keys(figure).map((key) => key.length));
  return Object.entries(figure).map(([key, value]) => `  ${key.padEnd(widest)}  ${plain(value).padStart(12)}  ${judged(value, wished[key])}`.trimEnd());
}

export const figureLine = (name, figure) => `figure: ${name} ${Object.entries(figure).map(([key, value]) => `${key}=${plain(value)}`).join(' ')}`;

/// Keeps a scenario's results in build/bench: its pictures, and NAME.json for the page, so that a later run of one scenario does not
/// lose the others.
export function keep(name, { figure, lines = [], pictures = [], wished = {} }, text) {
  mkdirSync(folder, { recursive: true });
  const files = pictures.map(({ svg, caption = '' }, i) => {
    const file = `${name}-${i + 1}.svg`;
    writeFileSync(join(folder, file), svg);
    return { file, caption };
  });
  const said = { figure: figureLine(name, figure), table: table(figure, wished), lines };
  const taken = { name, title: text, ...said, files, at: new Date().toISOString(), machine: describeMachine() };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(taken, null, 1));
}

function section({ name, title, figure, table: rows, lines, files, at, machine }) {
  const shown = files.map(({ file, caption }) => `<figure><img src="${file}" alt="${escaped(caption)}"><figcaption>${escaped(caption)}</figcaption></figure>`);
  return `<section><h2>${name}</h2><p>${escaped(title)}</p>
<pre>${escaped([...lines, ...rows].join('\n'))}</pre>
<pre class="figure">${escaped(figure)}</pre>
<p class="note">${escaped(`${at.replace('T', ' ').slice(0, 16)} UTC, ${machine}`)}</p>
${shown.join('\n')}</section>`;
}

/// build/bench/index.html of everything that was kept; returns its path.
export function writePage(names) {
  const taken = names.map((name) => join(folder, `${name}.json`)).filter(existsSync).map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const file = join(folder, 'index.html');
  writeFileSync(file, `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Benchmarks</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 "DejaVu Sans", "Liberation Sans", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  pre { white-space: pre-wrap; font-size: 13px; }
  .figure { border-left: 4px solid #2a78b8; padding-left: 0.8rem; font-weight: bold; }
  .note { font-size: 13px; opacity: 0.8; }
  figure { margin: 1rem 0; }
  img { max-width: 100%; height: auto; }
  figcaption { font-size: 13px; opacity: 0.8; }
</style>
<h1>Benchmarks</h1>
${taken.map(section).join('\n')}
</html>
`);
  return file;
}
