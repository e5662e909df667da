// The limits that are shipped: a flood gets 429 with Retry-After and a sentence in both languages; what a centre does in earnest passes.
import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { afterEach, describe, test } from 'node:test';

import { Client, newId } from '../lib/client.mjs';
import { counselors, topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { bare } from '../lib/http.mjs';
import { newPassword } from '../lib/password.mjs';
import { makeChat, signedIn, seekerKey } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';
import { addCrowd, clientOf } from '../load/lib/crowd.mjs';

const languageOf = (i) => (i % 2 === 0 ? 'de' : 'en');

/// `count` calls at once, every second one in English; those with 429 must be proper refusals. { passed, refused, others }
async function flood(count, call) {
  const answers = await Promise.all(Array.from({ length: count }, (_, i) => call({ 'Accept-Language': languageOf(i) }, i)));
  const limited = answers.map((answer, i) => [answer, languageOf(i)]).filter(([answer]) => answer.status === 429 && answer.json?.error?.code !== 'work_required');
  for (const [answer, language] of limited) assertRefused(answer, 'too_many_requests', {}, language);
  return { answers, refused: limited.length, languages: new Set(limited.map(([, language]) => language)) };
}

describe('floods', () => {
  const stack = useStack({ limits: 'shipped', people: ['anna', 'ben'], poll: 'min_seconds = 70\nmax_seconds = 70' }); // parked for long
  // nginx counts in memory: a new one begins at zero.
  afterEach(async () => {
    await stack.stopNginx();
    await stack.startNginx();
  });

  test('enqueue: a class of 20 joins together, a script does not get a 60th place', async () => {
    const join = (headers) => new Client(stack).call('POST', '/seeker/enqueue', { json: { topic: topics.young.slug, clientId: newId(), publicKey: seekerKey }, headers });
    const was = await stack.count('chats');
    const together = await flood(20, join);
    assert.equal(together.answers.filter((answer) => answer.status === 201).length, 20);
    const { refused, languages } = await flood(40, join);
    assert.ok(refused >= 20, `${refused} of 40`);
    assert.equal(languages.size, 2);
    assert.equal(await stack.count('chats'), was + 60 - refused, 'a refused call leaves no place');
  });

  test('sign-in: a whole centre begins its day; guessing is slowed down, and the right password with it', async () => {
    const guess = (headers) => new Client(stack).call('POST', '/counselor/session', { json: { login: 'anna', proof: 'ab'.repeat(32) }, headers });
    for (let i = 0; i < 20; ++i) await signedIn(stack, counselors.anna);
    const { refused, answers, languages } = await flood(30, guess);
    assert.ok(refused >= 5, `${refused} of 30`);
    assert.equal(languages.size, 2);
    // A machine that is too slow for the rest says so (two hashes at once, a bounded wait); nobody gets in.
    // Those that wait behind others have to work first.
    answers.filter((answer) => answer.status !== 429).forEach((answer, i, rest) => {
      if (answer.status !== 503) assert.equal(answer.status, 403, `${i} of ${rest.length}: ${answer.text}`);
    });
  });

  test('guessing the current password counts as sign-in', async () => {
    const anna = await signedIn(stack);
    const json = { ...(await newPassword('ein-neues-passwort')), current: 'ab'.repeat(32) };
    const { refused } = await flood(40, (headers) => anna.call('PUT', '/counselor/password', { json, headers }));
    assert.ok(refused >= 5, `${refused} of 40`);
  });

  test('send: 60 lines at once pass, 150 more do not; a line that was refused can be sent again', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const put = (headers, i, clientId = newId()) => seeker.call('PUT', `/seeker/messages/${clientId}`, { text: `Zeile ${i}`, headers });
    const burst = await flood(60, put);
    assert.equal(burst.refused, 0);
    const { refused, languages } = await flood(150, put);
    assert.ok(refused >= 20, `${refused} of 150`);
    assert.equal(languages.size, 2);
    assert.equal((await counselor.history(id)).length, 210 - refused);
    const clientId = newId();
    const again = await eventually('room for one more', async () => {
      const answer = await put({}, 'zuletzt', clientId);
      return answer.status === 200 && answer;
    });
    assert.ok(again.json.seq > 0);
    await seeker.end();
  });

  test('the counselor has the same limit for writing', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const { refused } = await flood(150, (headers) => counselor.call('PUT', `/counselor/chats/${id}/messages/${newId()}`, { text: 'x', headers }));
    assert.ok(refused >= 20, `${refused} of 150`);
    await seeker.end();
  });

  test('polls and short calls: 200 at once pass, 400 more do not', async () => {
    const { seeker } = await makeChat(stack, { state: 'waiting' });
    const look = (headers) => seeker.call('GET', '/seeker/events', { headers });
    assert.equal((await flood(180, look)).refused, 0);
    const { refused, languages } = await flood(400, look);
    assert.ok(refused >= 50, `${refused} of 400`);
    assert.equal(languages.size, 2);
  });

  test('polls that are parked: 400 of one address, then 429', async () => {
    // A person has sixteen polls at most, so it takes many: a school class.
    const { seekers } = await addCrowd(stack, { counselors: 1, seekers: 40 });
    const pages = await Promise.all(seekers.map(async (seeker) => {
      const client = clientOf(stack, 'seeker', seeker);
      return { client, cursor: (await client.get('/seeker/events')).json.cursor };
    }));
    const leaving = new AbortController();
    setMaxListeners(0, leaving.signal);
    const polls = new Set();
    let limited;
    const park = async () => {
      const page = pages[polls.size % pages.length];
      const answer = await page.client.get(`/seeker/events?after=${page.cursor}`, { signal: leaving.signal }).catch(() => undefined);
      if (answer?.status === 200) page.cursor = answer.json.cursor; // there was news: an old cursor is answered at once
      if (answer?.status === 429 && stack.parkedPolls() === 400) limited = answer;
    };
    // 30 a second are let in, besides the 200 at once; what comes faster than that is refused, and tried again.
    await eventually('400 are parked, and one more is refused', () => {
      const room = 400 - stack.parkedPolls();
      for (let i = 0; i < Math.max(1, Math.min(room, 4)); ++i) polls.add(park());
      return limited;
    }, 60_000);
    assertRefused(limited, 'too_many_requests');
    leaving.abort();
    await Promise.all(polls);
    await eventually('all have left', () => stack.parkedPolls() === 0);
  });

  test('chunks that come slowly: 60 of one address are held, then 429', async () => {
    const { seeker } = await makeChat(stack);
    const head = `PUT /api/v1/seeker/files/${newId()}/0 HTTP/1.1\r\nHost: localhost:${stack.port}\r\nOrigin: ${stack.origin}\r\nX-Requested-With: caritas\r\n` +
      'Content-Type: application/octet-stream\r\nContent-Length: 262160\r\n\r\nnur der Anfang';
    // Whichever comes too late for a place is answered, and tries again like any upload; the others say a byte of their chunk now and then.
    const slow = new Set();
    const hold = () => {
      const socket = bare(stack.port, head).once('data', () => socket.destroy());
      const speaking = setInterval(() => socket.write('.'), 1000);
      slow.add(socket.once('close', () => {
        clearInterval(speaking);
        if (slow.delete(socket)) hold();
      }));
    };
    for (let i = 0; i < 60; ++i) hold();
    // The same chunk each time: a person has a number of documents, but may repeat one as often as it takes.
    const file = newId();
    const put = () => seeker.call('PUT', `/seeker/files/${file}/0?last=1`, { text: 'x' });
    let answer = await put();
    await eventually('one more is refused', async () => answer.status === 429 || ((answer = await put()).status === 429));
    assertRefused(answer, 'too_many_requests');
    const open = [...slow];
    slow.clear();
    for (const socket of open) socket.destroy();
    await eventually('there is room again', async () => (await put()).status === 200);
  });

  test('one counselor with two chats and two seekers, writing briskly, is never refused', async () => {
    const anna = await signedIn(stack);
    const chats = [await makeChat(stack, { counselor: anna }), await makeChat(stack, { counselor: anna })];
    const desk = anna.follow();
    const pages = chats.map(({ seeker }) => seeker.follow());
    await desk.until('the first look', () => desk.answers > 0);
    for (let i = 0; i < 10; ++i) {
      for (const { seeker, id } of chats) {
        await seeker.send(`Frage ${i}`);
        await anna.send(id, `Antwort ${i}`);
      }
    }
    for (const page of pages) await page.text('Antwort 9');
    await desk.until('both last questions', () => desk.messages.filter((message) => message.text === 'Frage 9').length === 2);
    for (const follower of [desk, ...pages]) assert.deepEqual(follower.failures, []);
    await Promise.all([anna.close(), ...chats.map(({ seeker }) => seeker.close())]);
  });
});
