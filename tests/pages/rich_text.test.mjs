// The grammar of formatted text: what is formatted, and that everything else stays as it was written.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Chance, chooseSeed } from '../lib/chance.mjs';
import { importPage } from '../lib/pages.mjs';

const { withoutPiles } = await importPage('lib/piles.js');
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
  '\\*nicht kursiv\\*': '\\*nicht kursiv\\*',
  'C:\\Ordner': 'C:\\Ordner',
  '****': '****',
  'siehe https://example.org/a_b_c*d*?x=1.': 'siehe <a>https://example.org/a_b_c*d*?x=1</a>.',
  '**https://example.org/x**': '<b><a>https://example.org/x</a></b>',
  'xhttps://example.org': 'xhttps://example.org',
  'https://example.org/\u202egro.example//:sptth': '<a>https://example.org/</a>\u202egro.example//:sptth',
  'https://bank.example@example.org/': 'https://bank.example@example.org/',
  'javascript:alert(1) data:text/html,x': 'javascript:alert(1) data:text/html,x',
  '<b>kein HTML</b> & so': '<b>kein HTML</b> & so',
  'über **zwei\nZeilen** hinweg': 'über <b>zwei\nZeilen</b> hinweg',
  '🙂 **👍🏽** 🙂': '🙂 <b>👍🏽</b> 🙂',
  '***beides*** und ***fett** kursiv* und ***kursiv* fett**': '<b><i>beides</i></b> und <i><b>fett</b> kursiv</i> und <b><i>kursiv</i> fett</b>',
  '*kursiv und **fett***': '<i>kursiv und <b>fett</b></i>',
  '(*lacht*) und **Stopp!**, „*leise*“': '(<i>lacht</i>) und <b>Stopp!</b>, „<i>leise</i>“',
  '*Kolleg*innen* sind': '<i>Kolleg*innen</i> sind',
  '***halb* offen': '**<i>halb</i> offen',
};

// What people type and do not mean as formatting.
const typed = [
  'Berater*innen und Freund*innen', 'jede*r und Schüler*', 'an alle *innen und Freund*innen', 'Berater*innen* und Kolleg*innen*', '2*3*4', '2**3**4', '5 * 3*',
  'f*ck und sh*t', 'sch***, f***', '*** Achtung ***', '**** **', '__init__ und ___', '^_^ und ^_^', '-_- T_T >_<', '*_* und *_*', '*-* **!**', '*.* und *.txt und *.doc',
  ':* und :*', '¯\\_(ツ)_/¯', '\\\\server\\_daten_\\*.*', '"*" und "*"', '**offen und *auch', 'Ratsuchende_r und Berater_in', 'Ma\u0308dchen*innen und Ha\u0308*n*',
  '24. Dezember ist es passiert', '3. Mai\n12. Juni', '1. eins', '01. eins\n02. zwei', '>:( so', '>:( so\n>:-(', '>', '>>> mehr', '> 18 Jahre', '- 5 Grad', '- 5 Grad\n- 10 Grad', '- ,5', '- - -', '* * *',
];

test('what is not certainly formatting stays as it was typed, everywhere', () => {
  for (const text of typed.flatMap((line) => [line, `Vorher\n${line}\nNachher`])) {
    assert.deepEqual(shape(text), [`text:${text}`]);
    assert.equal(plainOf(text), text.replace(/\s+/g, ' '));
  }
});

test('marks within a line', () => {
  for (const [text, wanted] of Object.entries(inline)) assert.deepEqual(shape(text), [`text:${wanted}`], text);
});

test('a mark does not reach over an empty line', () => assert.deepEqual(shape('**eins\n\nzwei**'), ['text:**eins\n\nzwei**']));

test('lists, numbers and quotes are lines', () => {
  assert.deepEqual(shape('Vorher\n- eins\n- **zwei**\n\nNachher'), ['text:Vorher', 'bullets[eins|<b>zwei</b>]', 'text:Nachher']);
  assert.deepEqual(shape('3. drei\n4. vier'), ['numbers3[drei|vier]']);
  assert.deepEqual(shape('1. a\n2. b\n1. c\n2. d'), ['numbers1[a|b]', 'numbers1[c|d]']);
  assert.deepEqual(shape('1. a\n2. b\n24. Dezember'), ['numbers1[a|b]', 'text:24. Dezember']);
  assert.deepEqual(shape('- Milch\n- 6 Eier'), ['bullets[Milch|6 Eier]']);
  assert.deepEqual(shape('> eins\n>\n> zwei'), ['quote:eins\n\nzwei']);
  assert.deepEqual(shape('> gesagt\n> und mehr\nAntwort'), ['quote:gesagt\nund mehr', 'text:Antwort']);
  assert.deepEqual(shape('* Stern\n*kursiv*'), ['bullets[Stern]', 'text:<i>kursiv</i>']);
  assert.deepEqual(shape('-keine Liste\n1.keine\n- '), ['text:-keine Liste\n1.keine\n- ']);
  assert.deepEqual(shape('2026. Ein Jahr'), ['text:2026. Ein Jahr']);
});

test('empty lines within a text stay', () => assert.deepEqual(shape('eins\n\n\nzwei'), ['text:eins\n\n\nzwei']));

test('without marks, in one line', () => {
  assert.equal(plainOf('**Hallo** du\n- eins\n- zwei\n> *gesagt*'), 'Hallo du eins · zwei gesagt');
  assert.equal(plainOf('siehe https://example.org/x.'), 'siehe https://example.org/x.');
  assert.equal(plainOf('23. Dezember\n24. Dezember'), '23. Dezember · 24. Dezember');
});

const textOf = (spans) => spans.map((span) => span.text ?? span.address ?? textOf(span.spans)).join('');

/// How a reader would see a text: the words of the nodes, and the numbers that the browser sets before the items.
const seen = (text) => parse(text).map((block) => (block.items ? block.items.map((spans, i) => (block.first ? `${block.first + i}.` : '') + textOf(spans)).join('') : textOf(block.spans))).join('');
const dense = (text) => text.replace(/\s+/g, '');
/// How many characters the formatting itself took: two or four for marks, one for a line's bullet or ">".
const taken = (text) => {
  const marks = (spans) => spans.reduce((sum, span) => sum + (span.spans ? marks(span.spans) + (span.kind === 'bold' ? 4 : 2) : 0), 0);
  return parse(text).reduce((sum, block) => {
    const lines = { bullets: block.items?.length, quote: textOf(block.spans ?? []).split('\n').length }[block.kind] ?? 0;
    return sum + lines + (block.items ?? [block.spans]).reduce((inner, spans) => inner + marks(spans), 0);
  }, 0);
};

/// At the edge of a quote they are not shown.
const emptyQuotes = (text) => text.split('\n').filter((line) => line.trim() === '>').length;

test('a reader sees every character but the formatting itself, and the plain form loses none of what a reader sees', (t) => {
  const parts = ['*', '**', '***', '_', ' ', '\n', '\n\n', 'a', 'Wort', 'ä\u0308', '7', '1. ', '2. ', '3. ', '- ', '* ', '> ', '>', '\\', '.', '!', '(', ')', '"', '„', '🙂', 'https://x.de/a*b', 'h', '-', '·'];
  const chance = new Chance(chooseSeed());
  t.diagnostic(`CARITAS_SEED=${chance.seed}`);
  for (let i = 0; i < 20_000; ++i) {
    const text = Array.from({ length: chance.between(1, 14) }, () => chance.pick(parts)).join('').trim();
    const plain = plainOf(text);
    assert.equal(dense(plain).replaceAll('·', ''), dense(seen(text)).replaceAll('·', ''), JSON.stringify(text));
    assert.ok(plain.split('·').length >= text.split('·').length, JSON.stringify(text));
    // In order, nothing but marks is missing, and as many of them as there is formatting.
    let missing = '';
    let at = 0;
    const shown = dense(seen(text));
    for (const character of dense(text)) {
      if (shown.startsWith(character, at)) at += character.length;
      else missing += character;
    }
    assert.equal(at, shown.length, JSON.stringify(text));
    assert.match(missing, /^[-*_>]*$/, JSON.stringify(text));
    assert.ok(missing.length <= taken(text) + emptyQuotes(text), JSON.stringify(text));
  }
});

test('eight marks on a letter are kept, and no more', () => {
  assert.equal(withoutPiles(`Z${'\u0301'.repeat(8)} ok`), `Z${'\u0301'.repeat(8)} ok`);
  assert.equal(withoutPiles(`a${'\u0301'.repeat(16_000)}b${'\u0e49'.repeat(9)}`), `a${'\u0301'.repeat(8)}b${'\u0e49'.repeat(8)}`);
});

// 32 KB are what a page can be sent by a stranger; a parser that looks for the same thing again and again takes minutes for some of these.
test('the longest and worst text is read to its end', () => {
  const n = 32_600;
  const worst = ['*', '**a', '*a _b ', '_a', ' _a', ' **a', 'http://', ' http://x', '\\*', ' *a', '**a *b _c ', '> *a\n', '- _a\n', '*a', 'a* ', '\n\n*a', 'https://[', '***a', '***a ', '*_a', '1. a\n', '>\n', '- 1\n', 'h*'];
  const texts = [...worst.map((part) => part.repeat(n / part.length)), `https://${'a'.repeat(n)}`, `https://x${')'.repeat(n)}a`, `- ${' '.repeat(n)}-`, `a${'\n'.repeat(n)}a`, `${'*a'.repeat(n / 4)} ${'b*'.repeat(n / 4)}`, `${'**'.repeat(n / 4)}a${'**'.repeat(n / 4)}`];
  for (const text of texts) {
    const letters = (whole) => whole.replace(/[^a-z]/g, '');
    const read = parse(text).map((block) => (block.items ? block.items.map(textOf).join('') : textOf(block.spans))).join('');
    assert.equal(letters(read), letters(text), `${text.slice(0, 8)}…`);
  }
});
