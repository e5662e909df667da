// Limits of worker, nginx and system: said in a sentence at the start where they do not fit together, and a 503 at once where one is reached.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { bare } from '../lib/http.mjs';
import { makeChat } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually, within } from '../lib/wait.mjs';

// Nobody waits for a limit: an answer comes at once, however slow the machine.
const atOnce = 5_000;

const pidOf = (stack, part) => Number(readFileSync(join(stack.folder, `run/${part}.pid`), 'utf8'));

/// The soft limit of a program that runs, set as its own user: root in a container may lack the right to.
function limitOpenFiles(stack, pid, number) {
  const { uid, gid } = statSync(realpathSync(stack.folder));
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${number}:`], { cwd: '/', ...(process.getuid() === 0 ? { uid, gid } : {}) });
}

/// Polls that wait, from the cursor of `client`; { answers, leave }.
function park(client, cursor, count) {
  const leaving = Array.from({ length: count }, () => new AbortController());
  const answers = leaving.map(({ signal }) => client.get(`/seeker/events?after=${cursor}`, { signal }).catch(() => undefined));
  return { answers, leave: async (some = count) => {
    leaving.splice(0, some).forEach((one) => one.abort());
    if (leaving.length === 0) await Promise.all(answers);
  } };
}

/// A cursor without the streams of typing, which stand where the clock stood at the look.
const withoutClock = (cursor) => Buffer.from(cursor, 'base64url').toString().split(',').filter((position) => !/^[tu]/.test(position)).join();

/// A chat whose seeker has seen all there is: { seeker, cursor }.
async function atRest(stack) {
  const { seeker } = await makeChat(stack);
  let cursor;
  // The counselor is not there, which is news as well some time.
  await eventually('nothing is new', async () => {
    const { json } = await seeker.get('/seeker/events');
    const isSame = withoutClock(json.cursor) === withoutClock(cursor ?? '');
    cursor = json.cursor;
    return isSame;
  });
  return { seeker, cursor };
}

describe('max_parked is reached', () => {
  const stack = useStack({ people: ['anna'], worker: 'max_parked = 5' });

  test('the next poll is 503 with Retry-After, short calls go on, and there is room again when one leaves', async () => {
    const { seeker, cursor } = await atRest(stack);
    const polls = park(seeker, cursor, 5);
    await eventually('five are parked', () => stack.parkedPolls() === 5);
    for (const language of ['de', 'en']) {
      const refused = await within(seeker.get(`/seeker/events?after=${cursor}`, { headers: { 'Accept-Language': language } }), 'a refusal', atOnce);
      assertRefused(refused, 'unavailable', {}, language);
    }
    assert.equal((await within(seeker.trySend('Ich schreibe trotzdem'), 'a short call', atOnce)).status, 200);
    await Promise.all(polls.answers); // the line woke them
    const { json: { cursor: now } } = await seeker.get('/seeker/events');
    const again = park(seeker, now, 5);
    await eventually('five are parked again', () => stack.parkedPolls() === 5);
    await again.leave(1);
    await eventually('one has left', () => stack.parkedPolls() === 4);
    const next = park(seeker, now, 1);
    await eventually('another has its place', () => stack.parkedPolls() === 5);
    await Promise.all([again.leave(), next.leave()]);
  });
});

describe('the worker runs out of descriptors', () => {
  // Whether an object is what it claims to be UBSan finds out with a pipe: without a descriptor it takes every one for broken.
  const unfounded = /^.*runtime error: .* which does not point to an object of type .*$/gm;
  const stack = useStack({ people: ['anna'], unfounded });
  // The numbers of descriptors are limited, not their count: with this one as the limit there is none to have.
  const lowestFree = (pid) => {
    const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
    let number = 0;
    while (taken.has(number)) number += 1;
    return number;
  };
  const answersAtOnce = (what) => within(new Client(stack).get('/site'), what, atOnce);

  test('few are left: polls are 503, short calls go on', async () => {
    const { seeker, cursor } = await atRest(stack);
    const pid = pidOf(stack, 'worker-1');
    limitOpenFiles(stack, pid, lowestFree(pid) + 20);
    const refused = await within(Promise.all(park(seeker, cursor, 40).answers), 'all know it', atOnce);
    for (const answer of refused) assertRefused(answer, 'unavailable');
    assert.equal((await answersAtOnce('a short call')).status, 200);
    limitOpenFiles(stack, pid, 1024);
    await seeker.end();
  });

  test('none is left: every call is 503 at once, and it recovers', async () => {
    const { seeker, cursor } = await atRest(stack);
    const pid = pidOf(stack, 'worker-1');
    const polls = park(seeker, cursor, 15);
    await eventually('all are parked', () => stack.parkedPolls() === 15);
    limitOpenFiles(stack, pid, lowestFree(pid));
    for (let i = 0; i < 10; ++i) {
      const answers = await within(Promise.all(Array.from({ length: 10 }, () => new Client(stack).get('/site'))), 'all know it', atOnce);
      for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 'unavailable');
    }
    await polls.leave();
    await eventually('short calls work again', async () => (await answersAtOnce('a short call')).status === 200);
    limitOpenFiles(stack, pid, 1024);
    const again = park(seeker, (await seeker.get('/seeker/events')).json.cursor, 15);
    await eventually('all are parked again', () => stack.parkedPolls() === 15);
    await again.leave();
  });
});

describe('nginx has no connections left', () => {
  const stack = useStack({ people: ['anna'] });
  const sockets = [];
  after(() => sockets.forEach((socket) => socket.destroy()));

  test('who comes is answered with 503 or hung up on at once, and it recovers', async () => {
    const { seeker, cursor } = await atRest(stack);
    await stack.stopNginx();
    const file = join(stack.folder, 'etc/nginx.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/worker_connections \d+/, 'worker_connections 60').replace(/worker_processes \d+/, 'worker_processes 1'));
    await stack.startNginx();
    const polls = park(seeker, cursor, 100);
    const outcomes = [];
    polls.answers.forEach((poll) => poll.then((answer) => outcomes.push(answer)));
    await eventually('all that have no room know it', () => outcomes.length >= 100 - 30, atOnce);
    const statuses = outcomes.map((answer) => answer?.status ?? 'hung up');
    console.log(`limits: nginx without connections: ${JSON.stringify(Object.fromEntries([...new Set(statuses)].map((s) => [s, statuses.filter((one) => one === s).length])))}`);
    for (const answer of outcomes) if (answer) assertRefused(answer, 'unavailable');
    await polls.leave();
    await eventually('it works again', async () => (await new Client(stack).get('/site').catch(() => ({}))).status === 200, atOnce);
  });

  test('connections that say nothing do not keep people out for long', async () => {
    for (let i = 0; i < 100; ++i) sockets.push(bare(stack.port));
    const answer = await within(new Client(stack).get('/site').catch(() => 'hung up'), 'an answer or an end', atOnce);
    console.log(`limits: beside silent connections: ${answer.status ?? answer}`);
    sockets.splice(0).forEach((socket) => socket.destroy());
    await eventually('it works again', async () => (await new Client(stack).get('/site').catch(() => ({}))).status === 200, atOnce);
  });
});
