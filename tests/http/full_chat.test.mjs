// What a chat stores and how fast one session writes have bounds: said before they bite, for each side by itself, whatever the addresses are.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker, seekerKey } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';

describe('a chat that is full', () => {
  const stack = useStack({ people: ['anna'], chat: 'max_messages = 10\nmax_message_kib = 64' });

  /// Writes until it is refused: what was told with each message.
  async function fill(send) {
    const told = [];
    while (told.length < 30) {
      const answer = await send();
      if (answer.status !== 200) return { told, answer };
      told.push(answer.json.nearlyFull ?? false);
    }
    throw new Error('it takes whatever is written');
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

  /// Makes a call 150 times at once: how many were taken, the others being told to wait.
  async function paced(call) {
    const answers = await Promise.all(Array.from({ length: 150 }, call));
    const refused = answers.filter(({ status }) => status !== 200 && status !== 201);
    for (const answer of refused) {
      assertRefused(answer, 'too_many_requests');
      assert.ok(Number(answer.headers['retry-after']) >= 1);
    }
    return answers.length - refused.length;
  }

  test('is slowed down by the worker, whatever nginx lets through; another is not, and nothing is lost', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const other = await makeChat(stack, { counselor });
    const taken = await paced((_, i) => seeker.trySend(`Zeile ${i}`));
    assert.ok(taken >= 60 && taken < 150, `${taken} of 150`);
    assert.equal((await other.seeker.trySend('Ich schreibe in Ruhe')).status, 200);
    assert.equal((await counselor.trySend(id, 'Ich auch')).status, 200);
    await eventually('its turn comes again', async () => (await seeker.trySend('später')).status === 200);
    assert.equal((await counselor.history(id)).filter(({ from }) => from === 'seeker').length, taken + 1);
  });

  test('joining again with the same id makes no more tokens than its pace allows', async () => {
    const place = { topic: topics.young.slug, clientId: newId(), publicKey: seekerKey };
    const taken = await paced(() => new Seeker(stack).post('/seeker/enqueue', place));
    assert.ok(taken >= 60 && taken < 150, `${taken} of 150`);
    assert.equal(await stack.count('seeker_sessions', "chat_id = (SELECT id FROM chats WHERE state = 'waiting')"), taken);
    assert.equal((await new Seeker(stack).enqueue()).position, 2, 'another is not slowed down');
  });

  test('a place gets new keys at the same pace', async () => {
    const { seeker } = await makeChat(stack, { state: 'waiting' });
    const taken = await paced(() => seeker.put('/seeker/key', { publicKey: seekerKey }));
    assert.ok(taken >= 60 && taken < 150, `${taken} of 150`);
  });
});
