// What the buttons of the writing area do to a text: "[" and "]" stand for the selection.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importPage } from '../lib/pages.mjs';

const { breakLine, toggleMark, togglePrefix, withPlainBreaks } = await importPage('lib/text_edit.js');

function apply(marked, edit, ...args) {
  const selectionStart = marked.indexOf('[');
  const value = marked.replace('[', '').replace(']', '');
  const selectionEnd = marked.replace('[', '').indexOf(']');
  const { from, to, text, select: [start, end] } = edit({ value, selectionStart, selectionEnd }, ...args);
  const after = value.slice(0, from) + text + value.slice(to);
  return `${after.slice(0, start)}[${after.slice(start, end)}]${after.slice(end)}`;
}

const expectAll = (edit, cases, ...args) => Object.entries(cases).forEach(([before, after]) => assert.equal(apply(before, edit, ...args), after, before));

test('bold, and back', () => expectAll(toggleMark, {
  'ein [Wort] hier': 'ein **[Wort]** hier',
  'ein **[Wort]** hier': 'ein [Wort] hier',
  'ein[ Wort ]hier': 'ein **[Wort]** hier',
  'leer []': 'leer **[]**',
  'ein *[Wort]* hier': 'ein ***[Wort]*** hier',
  'ein ***[Wort]*** hier': 'ein *[Wort]* hier',
  'sehr **wichtig[]**': 'sehr **wichtig**[]',
  'leer **[]**': 'leer []',
}, '**'));

test('italic, and back, also within bold', () => expectAll(toggleMark, {
  'ein [Wort]': 'ein *[Wort]*',
  'ein *[Wort]*': 'ein [Wort]',
  'ein **[Wort]**': 'ein ***[Wort]***',
  'ein ***[Wort]***': 'ein **[Wort]**',
  'sehr *leise[]*': 'sehr *leise*[]',
}, '*'));

test('lists and quotes, whole lines', () => {
  expectAll(togglePrefix, { 'eins[]': '- eins[]', '- eins[]': 'eins[]', 'a\n[b\nc]': 'a\n[- b\n- c]', '[- b\n- c]': '[b\nc]', '[- b\nc]': '[- - b\n- c]', '[]': '- []' }, '- ');
  expectAll(togglePrefix, { 'eins[]\nzwei': '> eins[]\nzwei' }, '> ');
});

test('a line break goes on with the list, and an empty item ends it', () => expectAll(breakLine, {
  'Text[]': 'Text\n[]',
  '- eins[]': '- eins\n- []',
  '- eins\n- []': '- eins\n[]',
  '1. eins[]': '1. eins\n2. []',
  '8. acht\n9. neun[]': '8. acht\n9. neun\n10. []',
  '8. acht\n9. []': '8. acht\n[]',
  '24. Dezember[]': '24. Dezember\n[]',
  '- 5 Grad[]': '- 5 Grad\n[]',
  '- Milch\n- 6 Eier[]': '- Milch\n- 6 Eier\n- []',
  '> 18 Jahre[]': '> 18 Jahre\n[]',
  '>:( so[]': '>:( so\n[]',
  '> gesagt[]': '> gesagt\n> []',
  '- ei[n]s': '- ei\n- []s',
}));

test('every kind of line break is one, and nothing else is touched', () => {
  assert.equal(withPlainBreaks('a\r\nb\rc\nd'), 'a\nb\nc\nd');
  assert.equal(withPlainBreaks('Word\vnext\fpage'), 'Word\nnext\npage');
  assert.equal(withPlainBreaks('Apple\u2028note\u2029end\u0085'), 'Apple\nnote\nend\n');
  assert.equal(withPlainBreaks('two\n\nparagraphs\tand\u00a0a tab'), 'two\n\nparagraphs\tand\u00a0a tab');
});
