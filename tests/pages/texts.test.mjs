// The texts: both languages say the same, and every part of a page has loaded the texts that its code names.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';

import { repository } from '../lib/stack.mjs';

const htdocs = join(repository, 'htdocs');
const read = (path) => readFileSync(join(htdocs, path), 'utf8');
const catalogue = (language, name) => JSON.parse(read(`i18n/${language}/${name}.json`));
const names = readdirSync(join(htdocs, 'i18n/de')).map((file) => file.replace(/\.json$/, ''));
const forms = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(forms));
const holes = (entry) => [...new Set(forms(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe('the catalogues', () => {
  test('both languages say the same things, with the same places to fill', () => {
    assert.deepEqual(readdirSync(join(htdocs, 'i18n/en')), readdirSync(join(htdocs, 'i18n/de')));
    for (const name of names) {
      const [german, english] = ['de', 'en'].map((language) => catalogue(language, name));
      assert.deepEqual(Object.keys(english), Object.keys(german), name);
      for (const key of Object.keys(german)) assert.deepEqual(holes(english[key]), holes(german[key]), key);
    }
  });

  test('whoever is addressed as "du" never reads "Sie", and the other way round', () => {
    const sie = /\b(Sie|Ihnen|Ihre?[nmrs]?)\b/;
    const du = /\b(du|dich|dir|deine?[nmrs]?|euch)\b/i;
    for (const [key, entry] of ['seeker', 'seeker_chat', 'conversation'].flatMap((name) => Object.entries(catalogue('de', name)))) {
      const fitsBoth = entry.du === undefined;
      for (const text of forms(fitsBoth ? entry : entry.du)) assert.doesNotMatch(text, sie, key);
      for (const text of forms(fitsBoth ? entry : entry.sie)) assert.doesNotMatch(text, du, key);
    }
  });
});

/// A module and all that it imports, and what these import later: { now, later }, paths below htdocs/js.
function partsOf(program) {
  const parts = { now: new Set(), later: new Set() };
  const visit = (path, part) => {
    if (path.startsWith('..') || part.has(path)) return; // copies of other people's modules have no texts of ours
    part.add(path);
    for (const [, how, beside] of read(join('js', path)).matchAll(/(from |import\()"(\.[^"]+)"/g)) {
      visit(join(dirname(path), beside), how === 'from ' ? part : parts.later);
    }
  };
  visit(program, parts.now);
  return parts;
}

/// The catalogues that a program loads at once (with "common"), and all that it ever loads.
function loadedBy(program) {
  const calls = [...read(join('js', program)).matchAll(/\bloadTexts\(([^)]*)\)/g)].map(([, given]) => JSON.parse(`[${given}]`));
  const now = calls.find((call) => call.includes('common'));
  return { now, later: [...new Set(calls.flat())] };
}

const keysOf = (loaded) => loaded.flatMap((name) => Object.keys(catalogue('de', name)));
const everyKey = keysOf(names);

/// Keys that a module names: in t("…"), as a word of its own ("portal.facts"), or with a part that is filled in (`goodbye.${reason}.title`),
/// which stands for every key that fits.
function keysNamed(source) {
  const asked = [...source.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key);
  const words = [...source.matchAll(/"(\w+\.[\w.]+)"/g)].map(([, key]) => key).filter((key) => everyKey.includes(key));
  const filled = [...source.matchAll(/`(\w+\.[\w.]*\$\{[^`]*)`/g)].flatMap(([, template]) => {
    const pattern = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.')).join('\\w+');
    return everyKey.filter((key) => new RegExp(`^${pattern}$`).test(key));
  });
  return [...asked, ...words, ...filled];
}

describe('the texts that a page has loaded', () => {
  for (const [program, when] of [['start.js', 'now'], ['seeker.js', 'now'], ['seeker.js', 'later'], ['counselor.js', 'now']]) {
    test(`${program}: whatever key its code of ${when} names is among the texts of ${when}`, () => {
      const loaded = loadedBy(program)[when];
      const here = new Set(keysOf(loaded));
      const named = [...partsOf(program)[when]].flatMap((path) => keysNamed(read(join('js', path))).map((key) => ({ path, key })));
      assert.ok(named.length > 10, 'keys are found');
      for (const { path, key } of named) assert.ok(here.has(key), `${path} names ${key}, which is not in ${loaded.join(', ')}`);
    });
  }

  const refusals = [['queue_full', 'seeker.js', 'now'], ['chat_full', 'seeker.js', 'later'],
    ...['chat_full', 'seeker_present', 'work_required'].map((code) => [code, 'counselor.js', 'now'])];
  for (const [code, program, when] of refusals) {
    test(`${program} has a sentence of its own for ${code}`, () => assert.ok(keysOf(loadedBy(program)[when]).includes(code)));
  }

  test('a seeker loads nothing before the chat that only the chat needs', () => {
    const { now } = loadedBy('seeker.js');
    assert.deepEqual(now, ['common', 'seeker']);
    const first = [...partsOf('seeker.js').now].flatMap((path) => keysNamed(read(join('js', path))));
    const needless = keysOf(['conversation', 'seeker_chat']).filter((key) => first.includes(key));
    assert.deepEqual(needless, []);
  });
});
