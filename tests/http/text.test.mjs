// What a message may be: any bytes, 32,768 at most; for both sides, and back as they were sent. What they mean is the pages' business.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';

import { newId, toText } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

const most = 32_768;

const kept = {
  'random bytes': randomBytes(1000),
  'every byte': Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  'zeros only': Buffer.alloc(64),
  'one byte': Buffer.from([0xff]),
  'what JSON and SQL escape': Buffer.from('\\ " \u2028 \u001b[31m \b \'; DROP TABLE chats; -- %s'),
  'as many as there may be': randomBytes(most),
};

describe('the body of a message', () => {
  const stack = useStack({ people: ['anna'] });
  const sides = {};

  before(async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    sides.seeker = { put: (text, clientId = newId()) => seeker.call('PUT', `/seeker/messages/${clientId}`, { text }), seeker };
    sides.counselor = { put: (text, clientId = newId()) => counselor.call('PUT', `/counselor/chats/${id}/messages/${clientId}`, { text }) };
    sides.history = () => counselor.history(id);
  });

  for (const side of ['seeker', 'counselor']) {
    test(`${side}: comes back byte for byte`, async () => {
      for (const [what, bytes] of Object.entries(kept)) {
        assert.equal((await sides[side].put(bytes)).status, 200, what);
        assert.ok(Buffer.from((await sides.history()).at(-1).body, 'base64').equals(bytes), what);
      }
    });

    test(`${side}: nothing, or more than there may be, is refused and not stored`, async () => {
      const was = await stack.count('messages');
      assertRefused(await sides[side].put(''), 'bad_request');
      assertRefused(await sides[side].put(randomBytes(most + 1)), 'too_large');
      assert.equal(await stack.count('messages'), was);
    });
  }

  test('the most characters that a page may send are what it is told', async () => {
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
