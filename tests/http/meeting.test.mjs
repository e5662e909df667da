// One chat from the queue to its end, both sides polling as pages do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { addDemo, counselors, topics } from '../lib/demo.mjs';
import { Seeker, signedIn } from '../lib/people.mjs';
import { Stack } from '../lib/stack.mjs';

describe('a chat, end to end', () => {
  let stack;
  before(async () => {
    stack = await Stack.start();
    await addDemo(stack, ['anna']);
  });
  after(() => stack?.end());

  test('two people find each other, talk, and part', async () => {
    const anna = await signedIn(stack);
    assert.deepEqual(anna.me.topics.map((topic) => topic.slug).sort(), [topics.young.slug, topics.pregnancy.slug].sort());
    const desk = anna.follow();
    const seeker = new Seeker(stack);
    const { id, number, position, state } = await seeker.enqueue();
    assert.deepEqual({ number, position, state }, { number: 1, position: 1, state: 'waiting' });
    const page = seeker.follow();
    await desk.until('the request', () => desk.requests.find((request) => request.id === id && request.number === 1 && !request.away));
    await page.until('a counselor online', () => page.chat?.counselorsOnline);

    await anna.accept(id);
    await page.until('accepted', () => page.chat.state === 'accepted');
    assert.equal(page.chat.openUntil - page.chat.acceptedAt, 180 * 60_000);
    assert.equal(page.chat.counselorName, topics.young.team, 'the team, never the login');
    assert.ok(!JSON.stringify(page.last).includes(counselors.anna.login));
    await desk.until('the request is gone', () => desk.requests.length === 0);

    await anna.send(id, 'Guten Tag!\nIch bin da.');
    await page.text('Guten Tag!\nIch bin da.');
    await seeker.begin();
    await desk.until('running', () => desk.chats.get(id)?.state === 'running' && desk.chats.get(id).beganAt);
    await seeker.send('Hallo 👋');
    const line = await desk.text('Hallo 👋');
    assert.deepEqual({ chat: line.chat, from: line.from }, { chat: id, from: 'seeker' });
    await desk.until('one unread', () => desk.chats.get(id).unread === 1);
    await anna.must('POST', `/counselor/chats/${id}/read`, { json: { seq: line.seq } });
    assert.equal((await anna.get('/counselor/events')).json.chats[0].unread, 0);

    await anna.end(id);
    await page.end('counselor');
    await desk.until('ended', () => desk.chats.get(id)?.state === 'ended' && desk.chats.get(id).endedBy === 'counselor');
    assert.deepEqual((await anna.history(id)).map((message) => [message.from, Buffer.from(message.body, 'base64').toString()]),
      [['counselor', 'Guten Tag!\nIch bin da.'], ['seeker', 'Hallo 👋']]);
    await anna.close();
  });
});
