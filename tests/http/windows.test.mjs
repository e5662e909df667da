// 180 minutes and 48 hours hold at every call, with the janitor off: rows are aged to a second past them, or to just before them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { acceptedAgo, endedAgo, hours, readable, window } from '../lib/time.mjs';

/// What a counselor sees of an ended chat: readable, and nothing else.
async function assertEndedByWindow(counselor, id) {
  assertRefused(await counselor.trySend(id, 'zu spät'), 'chat_over');
  assertRefused(await counselor.post(`/counselor/chats/${id}/end`), 'chat_over');
  const chat = (await counselor.get('/counselor/events')).json.chats.find((entry) => entry.id === id);
  assert.equal(chat.state, 'ended');
  assert.equal(chat.endedBy, 'window');
  assert.equal(chat.endedAt, chat.openUntil, 'ended when the window did');
  assert.equal(chat.readableUntil, chat.openUntil + readable * 1000);
  assert.equal((await counselor.get(`/counselor/chats/${id}/messages`)).status, 200);
}

/// No call of its counselor finds the chat any more.
async function assertGone(counselor, id) {
  assertRefused(await counselor.trySend(id, 'zu spät'), 'not_found');
  for (const [method, path, json] of [['GET', 'messages'], ['POST', 'read', { seq: 1 }], ['POST', 'end', {}]]) {
    assertRefused(await counselor.call(method, `/counselor/chats/${id}/${path}`, { json }), 'not_found');
  }
  assertRefused(await counselor.tryAccept(id), 'not_found');
  const { json } = await counselor.get('/counselor/events');
  assert.ok(!JSON.stringify(json).includes(id), 'not in the whole picture');
}

describe('the window of 180 minutes, janitor off', () => {
  const stack = useStack({ people: ['anna'] });

  for (const state of ['accepted', 'running']) {
    test(`${state}: open a minute before, over at 180:00 + 1 s, for both`, async () => {
      const { seeker, counselor, id } = await makeChat(stack, { state });
      await acceptedAgo(stack, id, window - 60);
      assert.equal((await counselor.trySend(id, 'noch offen')).status, 200);
      assert.equal((await seeker.get('/seeker/events')).json.chat.state, state);
      await acceptedAgo(stack, id, window + 1);
      const cookies = new Map(seeker.cookies);
      for (const call of [() => seeker.get('/seeker/events'), () => seeker.trySend('zu spät'), () => seeker.post('/seeker/begin'), () => seeker.post('/seeker/end')]) {
        seeker.cookies = new Map(cookies);
        assertRefused(await call(), 'session_ended', { reason: 'window' });
      }
      await assertEndedByWindow(counselor, id);
      assert.equal(await stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${id}')`), state, 'nobody has written it down yet');
    });
  }

  test('a poll that is parked is answered when the window ends, on both sides', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    await acceptedAgo(stack, id, window - 2);
    const [mine, theirs] = [(await seeker.get('/seeker/events')).json, (await counselor.get('/counselor/events')).json];
    const [page, desk] = await Promise.all([
      seeker.get(`/seeker/events?after=${mine.cursor}`),
      counselor.get(`/counselor/events?after=${theirs.cursor}`),
    ]);
    assertRefused(page, 'session_ended', { reason: 'window' });
    const chat = desk.json.chats.find((entry) => entry.id === id);
    assert.deepEqual([chat.state, chat.endedBy], ['ended', 'window']);
    for (const answer of [page, desk]) assert.ok(answer.json.now >= chat.openUntil && answer.json.now < chat.openUntil + 10_000, `${answer.json.now - chat.openUntil} ms after the end`);
  });

  test('a line sent before the end is repeated after it: its receipt for the counselor, the end for the seeker', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const clientId = newId();
    const { seq } = await counselor.send(id, 'in der letzten Minute', clientId);
    await acceptedAgo(stack, id, window + 1);
    assert.equal((await counselor.send(id, 'in der letzten Minute', clientId)).seq, seq);
    assertRefused(await seeker.trySend('hallo?'), 'session_ended', { reason: 'window' });
  });

  test('the number of a chat that is over stays taken while it is readable', async () => {
    const { id, counselor } = await makeChat(stack);
    await acceptedAgo(stack, id, window + 1);
    const number = (await counselor.get('/counselor/events')).json.chats.find((chat) => chat.id === id).number;
    const seeker = new Seeker(stack);
    assert.notEqual((await seeker.enqueue()).number, number);
    await seeker.end();
  });
});

describe('48 hours, janitor off', () => {
  const stack = useStack({ people: ['anna'] });

  test('readable a minute before, gone at 48 h + 1 s: ended by a person', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    await seeker.send('ein Satz');
    await counselor.end(id);
    await endedAgo(stack, id, readable - 60);
    assert.equal((await counselor.history(id)).length, 1);
    await endedAgo(stack, id, readable + 1);
    await assertGone(counselor, id);
    assertRefused(await seeker.get('/seeker/events'), 'session_ended', { reason: 'counselor' });
    assert.equal(await stack.count('messages'), 1, 'nobody has deleted it yet');
  });

  test('gone at 180 minutes and 48 h + 1 s: ended by the window alone', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    await seeker.send('ein Satz');
    await acceptedAgo(stack, id, window + readable - 60);
    await assertEndedByWindow(counselor, id);
    await acceptedAgo(stack, id, window + readable + 1);
    await assertGone(counselor, id);
    assertRefused(await seeker.get('/seeker/events'), 'session_ended', { reason: 'window' });
  });

  test('another counselor, and the same one in another browser, see nothing of it either', async () => {
    const { counselor, id } = await makeChat(stack);
    await counselor.end(id);
    const elsewhere = await signedIn(stack);
    assert.ok(JSON.stringify((await elsewhere.get('/counselor/events')).json).includes(id));
    await endedAgo(stack, id, 49 * hours);
    await assertGone(elsewhere, id);
  });
});
