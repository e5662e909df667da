// The grammar of formatted text: what is formatted, and that everything else stays as it was written.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importPage } from '../lib/pages.mjs';

const { parse, plainOf } = await importPage('lib/rich_text.js');

/// The structure in short: "<b>…</b>" and the like.
const short = (spans) => spans.map((span) => ({ plain: () => span.text, link: () => `<a>${span.address}</a>`, bold: () => `<b>${short(span.spans)}</b>`, italic: () => `<i>${short(span.spans)}</i>` })[span.kind]()).join('');
const shape = (text) => parse(text).map((block) => (block.items ? `${block.kind}${block.first ?? ''}[${block.items.map(short).join('|')}]` : `${block.kind}:${short(block.spans)}`));

const inline = {
  'nichts': 'nichts',
  '**fett** und *kursiv* und _auch_': '<b>fett</b> und <i>kursiv</i> und <i>auch</i>',
  '**fett mit *kursiv* darin**': '<b>fett mit <i>kursiv</i> darin</b>',
  '*kursiv mit **fett** darin*': '<i>kursiv mit <b>fett</b> darin</i>',
  '2 * 3 * 4 = 24': '2 * 3 * 4 = 24',
  'snake_case_name und _so_ nicht_': 'snake_case_name und <i>so</i> nicht_',
  '**offen': '**offen',
  'offen** zu': 'offen** zu',
  '** fett **': '** fett **',
  '\\*nicht kursiv\\*': '*nicht kursiv*',
  'C:\\Ordner': 'C:\\Ordner',
  '****': '****',
  'siehe https://example.org/a_b_c*d*?x=1.': 'siehe <a>https://example.org/a_b_c*d*?x=1</a>.',
  '**https://example.org/x**': '<b><a>https://example.org/x</a></b>',
  'xhttps://example.org': 'xhttps://example.org',
  'javascript:alert(1) data:text/html,x': 'javascript:alert(1) data:text/html,x',
  '<b>kein HTML</b> & so': '<b>kein HTML</b> & so',
  'über **zwei\nZeilen** hinweg': 'über <b>zwei\nZeilen</b> hinweg',
  '🙂 **👍🏽** 🙂': '🙂 <b>👍🏽</b> 🙂',
};

test('marks within a line', () => {
  for (const [text, wanted] of Object.entries(inline)) assert.deepEqual(shape(text), [`text:${wanted}`], text);
});

test('a mark does not reach over an empty line', () => assert.deepEqual(shape('**eins\n\nzwei**'), ['text:**eins\n\nzwei**']));

test('lists, numbers and quotes are lines', () => {
  assert.deepEqual(shape('Vorher\n- eins\n- **zwei**\n\nNachher'), ['text:Vorher', 'bullets[eins|<b>zwei</b>]', 'text:Nachher']);
  assert.deepEqual(shape('3. drei\n4. vier'), ['numbers3[drei|vier]']);
  assert.deepEqual(shape('> gesagt\n> und mehr\nAntwort'), ['quote:gesagt\nund mehr', 'text:Antwort']);
  assert.deepEqual(shape('* Stern\n*kursiv*'), ['bullets[Stern]', 'text:<i>kursiv</i>']);
  assert.deepEqual(shape('-keine Liste\n1.keine\n- '), ['text:-keine Liste\n1.keine\n- ']);
  assert.deepEqual(shape('2026. Ein Jahr'), ['text:2026. Ein Jahr']);
});

test('empty lines within a text stay', () => assert.deepEqual(shape('eins\n\n\nzwei'), ['text:eins\n\n\nzwei']));

test('without marks, in one line', () => {
  assert.equal(plainOf('**Hallo** du\n- eins\n- zwei\n> *gesagt*'), 'Hallo du eins · zwei gesagt');
  assert.equal(plainOf('siehe https://example.org/x.'), 'siehe https://example.org/x.');
});

// 32 KB are what a page can be sent by a stranger; a parser that looks for the same thing again and again takes minutes for some of these.
test('the longest and worst text is read to its end', () => {
  const n = 32_600;
  const worst = ['*', '**a', '*a _b ', '_a', ' _a', ' **a', 'http://', ' http://x', '\\*', ' *a', '**a *b _c ', '> *a\n', '- _a\n', '*a', 'a* ', '\n\n*a'];
  const texts = [...worst.map((part) => part.repeat(n / part.length)), `https://${'a'.repeat(n)}`, `https://x${')'.repeat(n)}a`, `a${'\n'.repeat(n)}a`, `${'*a'.repeat(n / 4)} ${'b*'.repeat(n / 4)}`, `${'**'.repeat(n / 4)}a${'**'.repeat(n / 4)}`];
  const textOf = (spans) => spans.map((span) => span.text ?? span.address ?? textOf(span.spans)).join('');
  for (const text of texts) {
    const letters = (whole) => whole.replace(/[^a-z]/g, '');
    const read = parse(text).map((block) => (block.items ? block.items.map(textOf).join('') : textOf(block.spans))).join('');
    assert.equal(letters(read), letters(text), `${text.slice(0, 8)}…`);
  }
});
