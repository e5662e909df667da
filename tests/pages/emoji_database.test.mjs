// The store of the emoji picker: what it finds, and what it remembers as long as the page is open.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { programs, repository } from '../lib/stack.mjs';

const { default: Database } = await import(pathToFileURL(join(repository, 'htdocs/vendor/emoji_database.mjs')));

let isUp = true;
let fetched = 0;
before(() => {
  globalThis.fetch = async (address) => {
    fetched += 1;
    return isUp ? new Response(readFileSync(join(programs, '..', address))) : new Response('', { status: 503 });
  };
});

const open = (locale) => new Database({ locale, dataSource: `/vendor/emoji/${locale}.json` });
const signs = (emojis) => emojis.map(({ unicode }) => unicode);

test('is tried again after a failure, and fetched once for all pickers of a page', async () => {
  isUp = false;
  await assert.rejects(open('de').ready(), /503/);
  isUp = true;
  const first = open('de');
  await first.ready();
  fetched = 0;
  await Promise.all([first.ready(), open('de').ready()]);
  assert.equal(fetched, 0);
});

test('a group comes in its order, with the tones of each', async () => {
  const faces = await open('de').getEmojiByGroup(0);
  assert.equal(faces[0].unicode, '😀');
  assert.ok(faces.length > 100 && faces.every(({ group }) => group === 0));
  assert.deepEqual(faces.map(({ order }) => order), faces.map(({ order }) => order).sort((one, other) => one - other));
  const hand = (await open('de').getEmojiByGroup(1)).find(({ unicode }) => unicode === '👋');
  assert.deepEqual(hand.skins.map(({ tone, unicode }) => [tone, unicode])[4], [5, '👋🏿']);
});

for (const [locale, query, found] of [['de', 'winkende hand', '👋'], ['de', 'Hand wink', '👋'], ['de', 'herz', '❤️'], ['en', 'HEART', '❤️'], ['en', ':d', '😄'],
  ['en', '<3', '❤️'], ['en', 'waving', '👋']]) {
  test(`"${query}" finds ${found} (${locale})`, async () => {
    assert.ok(signs(await open(locale).getEmojiBySearchQuery(query)).includes(found));
  });
}

test('every word counts, and only the last may be begun', async () => {
  for (const query of ['hand gibtesnicht', 'wink hand', 'xyz', 'a', '  ', '']) assert.deepEqual(await open('de').getEmojiBySearchQuery(query), [], query);
});

test('an emoji is found by each of its tones; one that does not exist is null', async () => {
  assert.equal((await open('de').getEmojiByUnicodeOrName('👋🏽')).unicode, '👋');
  assert.equal(await open('de').getEmojiByUnicodeOrName('no emoji'), null);
});

test('remembers a tone, and what was picked most, for the other pickers of the page', async () => {
  const one = open('de');
  await one.setPreferredSkinTone(3);
  for (const emoji of ['😁', '😀', '👋', '😀', '😁', '😀']) await one.incrementFavoriteEmojiCount(emoji);
  await one.close();
  assert.equal(await open('de').getPreferredSkinTone(), 3);
  assert.deepEqual(signs(await open('de').getTopFavoriteEmoji(2)), ['😀', '😁']);
  assert.equal(await open('en').getPreferredSkinTone(), 0);
});
