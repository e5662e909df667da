// What a message may be: bytes that are UTF-8, something visible, 8,000 characters; for both sides, and back as it was sent.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { newId, toText } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

const empty = {
  nothing: '',
  blanks: '  \t\r\n ',
  'no-break space': '\u00a0',
  'zero-width space, joiner and non-joiner': '\u200b\u200c\u200d',
  'word joiner and byte order mark': '\u2060\ufeff',
  'soft hyphen': '\u00ad',
  'directional marks': '\u200e\u200f\u202a\u202e\u2066\u2069',
  'Hangul fillers': '\u3164\u115f\uffa0',
  'tag characters': '\u{e0041}\u{e007f}',
  'Braille blank': '\u2800',
  'nothing but NUL': '\0\0',
};

const broken = {
  'a lone continuation byte': [0x80],
  'a lead byte without its continuation': [0x48, 0xc3],
  'an overlong slash': [0xc0, 0xaf],
  'a surrogate half': [0xed, 0xa0, 0x80],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  'Latin-1': [0x47, 0x72, 0xfc, 0xdf, 0x65],
  'four bytes cut short': [0xf0, 0x9f, 0x91],
};

const kept = {
  'line breaks and blanks at both ends': '  eins\n\n  zwei\r\n',
  'four bytes a character': '👩‍👧‍👦 𝔊𝔯ü𝔰𝔰𝔢 🏳️‍🌈',
  'right to left': 'שלום \u200fمرحبا',
  markup: '<script>alert("x")</script> & <b>fett</b> %s \'; DROP TABLE chats; --',
  'a NUL in the middle': 'vorher\0nachher',
  'what JSON and SQL escape': '\\ " \u2028 \u001b[31m \b',
};

describe('the text of a message', () => {
  const stack = useStack({ people: ['anna'] });
  const sides = {};

  before(async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    sides.seeker = { put: (text, clientId = newId()) => seeker.call('PUT', `/seeker/messages/${clientId}`, { text }), seeker };
    sides.counselor = { put: (text, clientId = newId()) => counselor.call('PUT', `/counselor/chats/${id}/messages/${clientId}`, { text }) };
    sides.history = () => counselor.history(id);
  });

  const lastText = async () => toText((await sides.history()).at(-1).body);

  for (const side of ['seeker', 'counselor']) {
    test(`${side}: empty to the eye`, async () => {
      const was = await stack.count('messages');
      for (const text of Object.values(empty)) assertRefused(await sides[side].put(text), 'empty_text');
      assert.equal(await stack.count('messages'), was);
    });

    test(`${side}: no UTF-8`, async () => {
      const was = await stack.count('messages');
      for (const bytes of Object.values(broken)) {
        assertRefused(await sides[side].put(Buffer.from(bytes)), 'not_utf8');
        assertRefused(await sides[side].put(Buffer.concat([Buffer.from('Guten Tag '), Buffer.from(bytes)])), 'not_utf8');
      }
      assert.equal(await stack.count('messages'), was);
    });

    test(`${side}: 8,000 characters go, 8,001 do not, whatever their bytes`, async () => {
      for (const character of ['a', 'ß', '€', '👋']) {
        const was = await stack.count('messages');
        assertRefused(await sides[side].put(character.repeat(8001)), 'too_long', { limit: 8000 });
        assert.equal(await stack.count('messages'), was);
        assert.equal((await sides[side].put(character.repeat(8000))).status, 200);
        assert.ok((await lastText()) === character.repeat(8000), `8,000 times ${character} came back`);
      }
    });

    test(`${side}: comes back byte for byte`, async () => {
      for (const text of Object.values(kept)) {
        assert.equal((await sides[side].put(text)).status, 200, text);
        assert.equal(await lastText(), text);
      }
    });
  }

  test('the limit that a page is told is the one that holds', async () => {
    assert.equal((await sides.seeker.seeker.get('/site')).json.maxCharacters, 8000);
  });

  test('500 messages come in pages, each once and in order', async () => {
    const was = (await sides.history()).length;
    const texts = Array.from({ length: 520 }, (_, i) => `Zeile ${i}`);
    for (const text of texts) assert.equal((await sides.seeker.put(text)).status, 200);
    assert.deepEqual((await sides.history()).slice(was).map((message) => toText(message.body)), texts);
    const page = sides.seeker.seeker.follow(); // from nothing: the whole chat
    await page.until('all of it', () => page.messages.length === was + texts.length);
    assert.deepEqual(page.messages.slice(was).map((message) => message.text), texts);
    await sides.seeker.seeker.close();
  });
});
