// Parts that are away: the database, the worker (killed while polls are parked), and both back again; nothing lost, nothing double.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { Client, newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused, refusedInBoth } from '../lib/expect.mjs';
import { makeChat, signedIn, seekerKey } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually, pause, within } from '../lib/wait.mjs';

// Generous: a page must not wait for a minute to learn that it has to try again.
const bound = 15_000;

describe('the database is away', () => {
  const stack = useStack({ people: ['anna'] });
  let seeker, counselor, id;
  beforeEach(async () => {
    ({ seeker, counselor, id } = await makeChat(stack));
  });
  afterEach(async () => {
    await stack.startDatabase();
    await Promise.all([seeker.close(), counselor.close()]);
  });

  test('every kind of call is 503 with Retry-After and a sentence, within a bound', async () => {
    await stack.stopDatabase();
    const calls = {
      topics: (headers) => new Client(stack).call('GET', '/topics', { headers }),
      enqueue: (headers) => new Client(stack).call('POST', '/seeker/enqueue', { json: { topic: topics.young.slug, clientId: newId(), publicKey: seekerKey }, headers }),
      'sign in': (headers) => new Client(stack).call('POST', '/counselor/session', { json: { login: 'anna', proof: 'ab'.repeat(32) }, headers }),
      poll: (headers) => seeker.call('GET', '/seeker/events', { headers }),
      send: (headers) => seeker.call('PUT', `/seeker/messages/${newId()}`, { text: 'Hallo', headers }),
      'send as counselor': (headers) => counselor.call('PUT', `/counselor/chats/${id}/messages/${newId()}`, { text: 'Hallo', headers }),
      end: (headers) => seeker.call('POST', '/seeker/end', { json: {}, headers }),
    };
    for (const [name, call] of Object.entries(calls)) {
      await within(refusedInBoth(call, 'unavailable'), `an answer to ${name}`, 2 * bound);
    }
    assert.ok(seeker.token('seeker') && counselor.token('counselor'), 'nobody was signed out by it');
  });

  test('a line sent again and again with one id is stored exactly once when it is back', async () => {
    const clientId = newId();
    await stack.stopDatabase();
    assertRefused(await seeker.trySend('Kommt das an?', clientId), 'unavailable');
    let tries = 0;
    const sending = eventually('the line is taken', async () => {
      tries += 1;
      const answer = await seeker.trySend('Kommt das an?', clientId);
      if (answer.status !== 200) assertRefused(answer, 'unavailable');
      return answer.status === 200 && answer;
    }, 60_000);
    await eventually('some more tries', () => tries > 3);
    await stack.startDatabase();
    const { json } = await sending;
    assert.equal((await seeker.trySend('Kommt das an?', clientId)).json.seq, json.seq);
    assert.equal((await counselor.history(id)).length, 1);
  });

  test('parked polls of both sides go on from their cursor', async () => {
    const [page, desk] = [seeker.follow(), counselor.follow()];
    await counselor.send(id, 'vorher');
    await page.text('vorher');
    await desk.until('the first look', () => desk.answers > 0);
    await stack.stopDatabase();
    await pause(500); // long enough for the tail to notice; nothing is expected to happen in it
    await stack.startDatabase();
    await eventually('a line is taken', async () => (await counselor.trySend(id, 'nachher')).status === 200);
    await eventually('a line is taken', async () => (await seeker.trySend('auch ich')).status === 200);
    for (const text of ['nachher', 'auch ich']) await page.text(text);
    await desk.text('auch ich');
    for (const follower of [page, desk]) {
      const seqs = follower.messages.map((message) => message.seq);
      assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
    }
    assert.deepEqual(page.messages.map((message) => message.text), (await counselor.history(id)).map((message) => Buffer.from(message.body, 'base64').toString()));
    assert.ok(!page.ended && !desk.ended);
  });

  test('killed in the middle of writing: what was acknowledged is there, once', async () => {
    const acknowledged = [];
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; ++i) {
        const clientId = newId();
        await eventually(`line ${i} is taken`, async () => (await seeker.trySend(`Zeile ${i}`, clientId)).status === 200, 60_000);
        acknowledged.push(`Zeile ${i}`);
      }
    })();
    for (let round = 0; round < 2; ++round) {
      const so_far = acknowledged.length;
      await eventually('some lines', () => acknowledged.length > so_far + 10);
      await stack.stopDatabase();
      await stack.startDatabase();
    }
    const so_far = acknowledged.length;
    await eventually('some lines', () => acknowledged.length > so_far + 10);
    writing = false;
    await writer;
    assert.deepEqual((await counselor.history(id)).map((message) => Buffer.from(message.body, 'base64').toString()), acknowledged);
  });
});

describe('the worker is away', () => {
  const stack = useStack({ people: ['anna'] });

  test('503 of nginx, then it is back', async () => {
    const { seeker } = await makeChat(stack, { state: 'waiting' });
    await stack.stopWorker();
    await refusedInBoth((headers) => seeker.call('GET', '/seeker/events', { headers }), 'unavailable');
    await refusedInBoth((headers) => seeker.call('POST', '/seeker/leave', { json: {}, headers }), 'unavailable');
    await stack.startWorker();
    await eventually('it answers', async () => (await seeker.get('/seeker/events')).status === 200);
    await seeker.end();
  });

  test('a clean stop answers the parked polls with their cursor', async () => {
    const { seeker, counselor } = await makeChat(stack);
    const { cursor } = (await seeker.get('/seeker/events')).json;
    const parked = seeker.get(`/seeker/events?after=${cursor}`);
    await eventually('the poll is parked', async () => stack.parkedPolls() > 0);
    await stack.stopWorker();
    const answer = await parked;
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.json).sort(), ['cursor', 'now']);
    assert.equal(answer.json.cursor, cursor);
    await stack.startWorker();
    await eventually('it answers', async () => (await counselor.get('/counselor/session')).status === 200);
    await seeker.end();
  });

  test('killed (-9) under parked polls and half-done sends: no gap, no double', async () => {
    const counselor = await signedIn(stack);
    const chats = [];
    for (let i = 0; i < 5; ++i) chats.push(await makeChat(stack, { counselor }));
    const desk = counselor.follow();
    const followers = chats.map(({ seeker }) => seeker.follow());
    for (const follower of [desk, ...followers]) await follower.until('the first look', () => follower.answers > 0);

    const said = chats.map(() => ({ counselor: [], seeker: [] }));
    let writing = true;
    const write = async (send, list) => {
      for (let i = 0; writing; ++i) {
        const clientId = newId();
        await eventually(`line ${i} is taken`, async () => (await send(`Zeile ${i}`, clientId).catch(() => ({}))).status === 200, 60_000);
        list.push(`Zeile ${i}`);
        await pause(5);
      }
    };
    const writers = chats.flatMap(({ seeker, id }, i) => [
      write((text, clientId) => seeker.trySend(text, clientId), said[i].seeker),
      write((text, clientId) => counselor.trySend(id, text, clientId), said[i].counselor),
    ]);
    for (let round = 0; round < 3; ++round) {
      const enough = said[0].seeker.length + 10;
      await eventually('some lines', () => said[0].seeker.length > enough);
      await stack.killWorker();
      await stack.startWorker();
    }
    const enough = said[0].seeker.length + 10;
    await eventually('some lines after the last start', () => said[0].seeker.length > enough);
    writing = false;
    await Promise.all(writers);

    for (const [i, { id }] of chats.entries()) {
      const of = (follower, from) => follower.messages.filter((m) => m.from === from && (!m.chat || m.chat === id)).map((m) => m.text);
      const [wanted, heard] = [said[i], followers[i]];
      await heard.until('the last line', () => of(heard, 'counselor').length >= wanted.counselor.length);
      await desk.until('the last line', () => of(desk, 'seeker').length >= wanted.seeker.length);
      assert.deepEqual(of(heard, 'counselor'), wanted.counselor);
      assert.deepEqual(of(desk, 'seeker'), wanted.seeker);
    }
    assert.ok(followers.every((follower) => follower.failures.length > 0), 'the polls were broken by it');
    await Promise.all([counselor.close(), ...chats.map(({ seeker }) => seeker.close())]);
  });
});
