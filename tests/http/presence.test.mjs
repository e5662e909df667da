// Presence: it follows the parked poll. A dropped connection is noticed in seconds; the moment between two polls is not.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually, pause } from '../lib/wait.mjs';

describe('presence', () => {
  // Polls that are answered with "nothing new" every second: many moments between two.
  const stack = useStack({ people: ['anna'], poll: 'min_seconds = 1\nmax_seconds = 1' });

  test('"nothing new" is now and cursor alone, after the configured time', async () => {
    const { seeker } = await makeChat(stack, { state: 'waiting' });
    const { cursor } = (await seeker.get('/seeker/events')).json;
    const { json } = await seeker.get(`/seeker/events?after=${cursor}`);
    assert.deepEqual(Object.keys(json).sort(), ['cursor', 'now']);
    assert.equal(json.cursor, cursor);
    await seeker.end();
  });

  test("a seeker's line that drops is seen by the counselor, and its return; the chat stays", async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const desk = counselor.follow();
    const seen = [];
    desk.news.on('news', () => {
      const present = desk.chats.get(id)?.seekerPresent;
      if (present !== undefined && present !== seen.at(-1)) seen.push(present);
    });
    let { cursor } = (await seeker.get('/seeker/events')).json;
    for (let i = 0; i < 5; ++i) {
      cursor = (await seeker.get(`/seeker/events?after=${cursor}`)).json.cursor;
      await pause(1000); // a slow line: what the test is about, not something it waits for
    }
    assert.deepEqual(seen, [true], 'between two polls nobody is away');
    let page = seeker.follow();
    await page.until('a poll', () => page.answers > 1);
    await seeker.close();
    await desk.until('away', () => desk.chats.get(id).seekerPresent === false);
    assert.equal(desk.chats.get(id).state, 'running');
    page = seeker.follow();
    await desk.until('back', () => desk.chats.get(id).seekerPresent === true);
    assert.deepEqual(seen, [true, false, true]);
    await Promise.all([seeker.close(), counselor.close()]);
  });

  test('while waiting: away in the list of requests, and back', async () => {
    const counselor = await signedIn(stack);
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const desk = counselor.follow();
    const away = (value) => desk.until(`away: ${value}`, () => desk.requests.find((request) => request.id === id)?.away === value);
    await seeker.follow().until('the first look', () => seeker.follower.answers > 1);
    await away(false);
    await seeker.close();
    await away(true);
    seeker.follow();
    await away(false);
    await Promise.all([seeker.close(), counselor.close()]);
  });

  test("a counselor's line: the seeker sees it drop and return, those who wait as well", async () => {
    const { seeker, counselor } = await makeChat(stack);
    const waiting = await makeChat(stack, { state: 'waiting' });
    const [page, queue] = [seeker.follow(), waiting.seeker.follow()];
    counselor.follow();
    await page.until('there', () => page.chat?.counselorPresent === true);
    await queue.until('somebody', () => queue.chat?.counselorsOnline === true);
    await counselor.close();
    await page.until('away', () => page.chat.counselorPresent === false);
    await queue.until('nobody', () => queue.chat.counselorsOnline === false);
    counselor.follow();
    await page.until('back', () => page.chat.counselorPresent === true);
    await queue.until('somebody again', () => queue.chat.counselorsOnline === true);
    await counselor.must('DELETE', '/counselor/session');
    await page.until('signed out', () => page.chat.counselorPresent === false);
    await queue.until('nobody any more', () => queue.chat.counselorsOnline === false);
    await Promise.all([seeker.close(), waiting.seeker.close(), counselor.close()]);
  });

  test('two tabs: one that closes leaves the person present', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const desk = counselor.follow();
    const leaving = new AbortController();
    const { cursor } = (await seeker.get('/seeker/events')).json;
    seeker.follow();
    const tab = seeker.get(`/seeker/events?after=${cursor}`, { signal: leaving.signal }).catch(() => undefined);
    await seeker.follower.until('both poll', () => seeker.follower.answers > 1);
    leaving.abort();
    await tab;
    // Longer than a dropped line is waited for: counted by polls, each a second.
    const now = seeker.follower.answers;
    await seeker.follower.until('eight more polls', () => seeker.follower.answers > now + 8, 60_000);
    assert.equal((await counselor.get('/counselor/events')).json.chats.find((chat) => chat.id === id).seekerPresent, true);
    await Promise.all([seeker.close(), counselor.close()]);
    assert.equal(desk.chats.get(id).seekerPresent, true);
  });
});

describe('presence that flickers', () => {
  const stack = useStack({ people: ['anna'], chat: 'presence_seconds = 60' });
  const queueSeq = (slug) => stack.value(`SELECT queue_seq FROM topics WHERE slug = '${slug}'`);

  test('a seeker who leaves and comes back again and again changes the list once, and keeps the place', async () => {
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const slug = seeker.chat.topic.slug;
    await seeker.get('/seeker/events?fresh=1');
    await seeker.leave();
    const once = await queueSeq(slug);
    for (let i = 0; i < 20; ++i) {
      assert.equal((await seeker.get('/seeker/events?fresh=1')).status, 200);
      await seeker.leave();
    }
    await seeker.get('/seeker/events?fresh=1');
    assert.equal(await queueSeq(slug), once);
    const left = await stack.value(`SELECT TIMESTAMPDIFF(SECOND, NOW(), place_until) FROM chats WHERE public_id = UNHEX('${id}')`);
    assert.ok(Number(left) > 20 * 60, `the place is kept: ${left}`);
    await seeker.end();
  });

  test('what was held is told when its time has come', async () => {
    const counselor = await signedIn(stack);
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const desk = counselor.follow();
    const away = () => desk.requests.find((request) => request.id === id)?.away;
    await seeker.follow().until('the first look', () => seeker.follower.answers > 0);
    await seeker.close();
    await desk.until('away', () => away() === true);
    // As if the 60 seconds had passed: the worker looks again at the next sign of life, or when it said it would.
    await stack.sql(`UPDATE chats SET presence_moved_at = NOW(3) - INTERVAL 61 SECOND WHERE public_id = UNHEX('${id}')`);
    await eventually('there again', async () => (await seeker.get('/seeker/events?fresh=1')).status === 200 && away() === false);
    await Promise.all([seeker.end(), counselor.close()]);
  });
});

describe('presence that flickers for a moment', () => {
  const stack = useStack({ people: ['anna'], chat: 'presence_seconds = 1' });

  test('who comes back within that moment and stays is seen as there, without another sign', async () => {
    const counselor = await signedIn(stack);
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const desk = counselor.follow();
    const away = (value) => desk.until(`away: ${value}`, () => desk.requests.find((request) => request.id === id)?.away === value);
    await seeker.follow().until('the first look', () => seeker.follower.answers > 0);
    await away(false);
    await seeker.leave(); // its own poll is woken and asks again: too soon to be told at once
    await away(true);
    await away(false);
    await Promise.all([seeker.close(), counselor.close()]);
  });
});
