// What a chat stores and how fast one session writes have bounds: said before they bite, for each side by itself, whatever the addresses are.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';

describe('a chat that is full', () => {
  const stack = useStack({ people: ['anna'], chat: 'max_messages = 10\nmax_message_kib = 64' });

  /// Writes until it is refused: what was told with each message.
  async function fill(send) {
    const told = [];
    for (;;) {
      const answer = await send();
      if (answer.status !== 200) return { told, answer };
      told.push(answer.json.nearlyFull ?? false);
    }
  }

  test('by messages: the ninth says that there is little room, the eleventh is refused, and the other side still writes', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const first = newId();
    await seeker.send('zuerst', first);
    for (const [who, expected] of [[(text) => seeker.trySend(text), 9], [(text) => counselor.trySend(id, text), 10]]) {
      const { told, answer } = await fill(() => who('noch eins'));
      assert.deepEqual(told, [...Array(expected - 2).fill(false), true, true]);
      assertRefused(answer, 'chat_full');
    }
    for (const language of ['de', 'en']) {
      const answer = await seeker.call('PUT', `/seeker/messages/${newId()}`, { text: 'x', headers: { 'Accept-Language': language } });
      assertRefused(answer, 'chat_full', {}, language);
    }
    assert.equal((await seeker.trySend('zuerst', first)).status, 200, 'what was taken is acknowledged again');
    assert.equal((await counselor.history(id)).length, 20);
    await counselor.end(id);
  });

  test('by bytes', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const { told, answer } = await fill(() => seeker.trySend('x'.repeat(30_000)));
    assert.deepEqual(told, [false, true]);
    assertRefused(answer, 'chat_full');
    assert.equal((await seeker.trySend('etwas Kurzes')).status, 200);
    await counselor.end(id);
  });

  test('many at once do not pass the bound', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const answers = await Promise.all(Array.from({ length: 40 }, () => seeker.trySend('alle zugleich')));
    assert.equal(answers.filter(({ status }) => status === 200).length, 10);
    assert.equal((await counselor.history(id)).length, 10);
  });
});

describe('a session that writes too fast', () => {
  const stack = useStack({ people: ['anna'], chat: 'messages_per_minute = 60' });

  test('is slowed down by the worker, whatever nginx lets through; another is not, and nothing is lost', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const other = await makeChat(stack, { counselor });
    const answers = await Promise.all(Array.from({ length: 150 }, (_, i) => seeker.trySend(`Zeile ${i}`)));
    const taken = answers.filter(({ status }) => status === 200).length;
    for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 'too_many_requests');
    assert.ok(taken >= 60 && taken < 150, `${taken} of 150`);
    assert.equal((await other.seeker.trySend('Ich schreibe in Ruhe')).status, 200);
    assert.equal((await counselor.trySend(id, 'Ich auch')).status, 200);
    await eventually('its turn comes again', async () => (await seeker.trySend('später')).status === 200);
    assert.equal((await counselor.history(id)).filter(({ from }) => from === 'seeker').length, taken + 1);
  });
});
