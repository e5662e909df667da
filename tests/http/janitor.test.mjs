// The janitor on: nothing remains of what is over, in any table; twice at once is harmless; away is said with an exit code.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';

import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { findInTables, findRowsOf } from '../lib/tables.mjs';
import { acceptedAgo, actedAgo, deadAgo, endedAgo, hours, older, readable, window } from '../lib/time.mjs';
import { eventually } from '../lib/wait.mjs';

const mark = 'Merksatz-7391-äöü';
const yielded = 'caritas-janitor: another run is at work on this database\n';

/// Everything that could lead back to a chat: its ids, its text, the tokens of both sides as text and as hash.
async function traces(stack, { seeker, id }) {
  const token = seeker.token('seeker');
  const number = await stack.value(`SELECT id FROM chats WHERE public_id = UNHEX('${id}')`);
  const marks = { id: Buffer.from(id, 'hex'), text: mark, token, 'hash of the token': createHash('sha256').update(token).digest() };
  return { number, marks };
}

/// Chats that were accepted so many seconds ago and that no janitor has seen since.
async function addBacklog(stack, chats, lines, age) {
  const topic = "(SELECT id FROM topics WHERE slug = 'kinder-jugendliche')";
  const anna = "(SELECT id FROM counselors WHERE login = 'anna')";
  await stack.sql(`INSERT INTO chats (public_id, topic_id, counselor_id, state, accepted_at)
    SELECT UNHEX(MD5(CONCAT('${age}', seq))), ${topic}, ${anna}, 'running', NOW(3) - INTERVAL ${age} SECOND FROM seq_1_to_${chats};
    INSERT INTO messages (chat_id, seq, sender, client_id, body) SELECT id, seq, 'seeker', UNHEX(MD5(seq)), 'alt' FROM chats JOIN seq_1_to_${lines}
    WHERE state = 'running' AND accepted_at <= NOW(3) - INTERVAL ${age} SECOND AND accepted_at > NOW(3) - INTERVAL ${age + 30} SECOND; SELECT 1`);
}

describe('the janitor', () => {
  const stack = useStack({ people: ['anna'] });
  afterEach(() => stack.startDatabase());

  test('180 minutes and 48 hours pass: ended, then nothing in any table', async () => {
    const chat = await makeChat(stack);
    await chat.seeker.send(mark);
    await chat.counselor.send(chat.id, mark);
    const { number, marks } = await traces(stack, chat);
    assert.deepEqual((await findInTables(stack, marks)).sort(), ['chats.public_id: id', 'messages.body: text', 'seeker_sessions.token_hash: hash of the token']);

    await acceptedAgo(stack, chat.id, window + 1);
    assert.equal((await stack.tidy()).ended_by_window, 1);
    assert.equal(await stack.value(`SELECT CONCAT(state, ' ', ended_by, ' ', ended_at = open_until) FROM chats WHERE id = ${number}`), 'ended window 1');
    assertRefused(await chat.seeker.get('/seeker/events'), 'session_ended', { reason: 'window' });
    assert.equal((await chat.counselor.history(chat.id)).length, 2, 'readable for 48 hours');

    await endedAgo(stack, chat.id, readable + 1);
    const counts = await stack.tidy();
    assert.deepEqual([counts.erased, counts.messages_removed, counts.chats_removed], [1, 2, 1], JSON.stringify(counts));
    assert.deepEqual(await findInTables(stack, marks), []);
    assert.deepEqual(await findRowsOf(stack, number), []);
    assertRefused(await chat.counselor.get(`/counselor/chats/${chat.id}/messages`), 'not_found');
  });

  test('a chat of 51 hours that no janitor ever saw goes in one run', async () => {
    const chat = await makeChat(stack);
    await chat.seeker.send(mark);
    const { number, marks } = await traces(stack, chat);
    await acceptedAgo(stack, chat.id, window + readable + 1);
    await stack.tidy();
    assert.deepEqual(await findInTables(stack, marks), []);
    assert.deepEqual(await findRowsOf(stack, number), []);
  });

  test('left before anything was written: erased for the counselor at once, and from the tables a minute later', async () => {
    const chat = await makeChat(stack, { state: 'accepted' });
    const { number, marks } = await traces(stack, chat);
    const desk = chat.counselor.follow();
    await desk.until('accepted', () => desk.chats.get(chat.id)?.state === 'accepted');
    await chat.seeker.end();
    await desk.until('told once that it is erased', () => desk.chats.get(chat.id)?.state === 'erased');
    await chat.counselor.close();
    assert.ok(!JSON.stringify((await chat.counselor.get('/counselor/events')).json).includes(chat.id));
    await stack.tidy();
    assert.equal(await stack.count('chats', `id = ${number}`), 1, 'open pages are still being told');
    await older(stack, chat.id, 61);
    assert.equal((await stack.tidy()).chats_removed, 1);
    await deadAgo(stack, 24 * hours + 1);
    await stack.tidy();
    assert.deepEqual(await findInTables(stack, marks), []);
    assert.deepEqual(await findRowsOf(stack, number), []);
  });

  test('a seeker who is gone: the request goes, and the counselor sees that', async () => {
    const chat = await makeChat(stack);
    const waiting = new Seeker(stack);
    const { id } = await waiting.enqueue();
    const desk = chat.counselor.follow();
    await desk.until('the request', () => desk.requests.some((request) => request.id === id));
    await older(stack, id, 30 * 60 + 1);
    assert.equal((await stack.tidy()).withdrawn, 1);
    await desk.until('no request', () => desk.requests.every((request) => request.id !== id));
    assertRefused(await chat.counselor.tryAccept(id), 'request_withdrawn');
    assertRefused(await waiting.get('/seeker/events'), 'session_ended', { reason: 'absent' });
    await chat.counselor.close();
  });

  test('dead sessions go after 24 hours, idle ones die after 8, living ones stay', async () => {
    const living = await makeChat(stack);
    await actedAgo(stack, 'anna', 8 * hours + 1);
    const { counselor } = await makeChat(stack);
    await stack.tidy();
    assert.equal((await counselor.get('/counselor/session')).status, 200);
    assertRefused(await living.counselor.get('/counselor/session'), 'session_ended', { reason: 'idle' });
    await deadAgo(stack, 24 * hours - 60);
    await stack.tidy();
    assert.ok((await stack.count('counselor_sessions', 'ended_reason IS NOT NULL')) > 0, 'a page can still say why');
    await deadAgo(stack, 24 * hours + 1);
    assert.ok((await stack.tidy()).sessions_removed > 0);
    for (const table of ['seeker_sessions', 'counselor_sessions']) assert.equal(await stack.count(table, 'ended_reason IS NOT NULL'), 0);
    assert.equal((await living.seeker.get('/seeker/events')).status, 200);
    assert.equal((await counselor.get('/counselor/session')).status, 200);
  });

  test('the freed numbers are given again, the lowest first', async () => {
    await stack.sql("UPDATE chats SET accepted_at = NOW(3) - INTERVAL 4 DAY, ended_at = NULL WHERE state <> 'waiting'; SELECT 1");
    await stack.tidy();
    assert.equal(await stack.count('chats', "state NOT IN ('waiting', 'withdrawn')"), 0);
    const numbers = [];
    for (let i = 0; i < 3; ++i) numbers.push((await new Seeker(stack).enqueue()).number);
    assert.deepEqual(numbers, [1, 2, 3]);
  });

  test('three at once, over 300 chats: one works or they take turns, none is left', async () => {
    await addBacklog(stack, 150, 1, window + 60);
    await addBacklog(stack, 150, 1, window + readable + 60);
    const runs = await Promise.all([stack.janitor(), stack.janitor(), stack.janitor()]);
    for (const run of runs) assert.equal(run.code, 0, run.stderr);
    const worked = runs.filter((run) => run.stdout !== yielded);
    assert.ok(worked.length >= 1);
    const sum = (name) => worked.reduce((total, run) => total + Number(new RegExp(`${name}=(\\d+)`).exec(run.stdout)[1]), 0);
    // 300 end, of which 150 are over their 48 hours as well.
    assert.deepEqual([sum('ended_by_window'), sum('erased'), sum('messages_removed'), sum('chats_removed')], [300, 150, 150, 150]);
    assert.equal(await stack.count('chats', "state = 'ended'"), 150);
    assert.equal(await stack.count('messages'), 150);
    await stack.sql("DELETE FROM messages; DELETE FROM chats WHERE state = 'ended'; SELECT 1");
  });

  test('killed in the middle of a backlog: whoever comes meanwhile yields, the next run completes it, a running chat goes on', async () => {
    const chat = await makeChat(stack);
    await chat.seeker.send(mark);
    const [chats, lines] = [2000, 10];
    await addBacklog(stack, chats, lines, window + readable + 60);
    const janitor = stack.spawnJanitor();
    const ended = once(janitor, 'exit');
    const left = () => stack.count('messages', `body = 'alt'`);
    await eventually('some lines are gone', async () => (await left()) < chats * lines);
    assert.deepEqual(await stack.janitor(), { code: 0, signal: null, stdout: yielded, stderr: '' });
    janitor.kill('SIGKILL');
    assert.equal((await ended)[1], 'SIGKILL');
    assert.ok((await left()) > 0, 'it was killed too late to tell anything');
    await eventually('a run has its turn', async () => (await stack.janitor()).stdout !== yielded); // MariaDB rolls back first
    assert.equal(await left(), 0);
    assert.equal(await stack.count('chats', "state IN ('ended', 'erased')"), 0);
    assert.equal((await chat.counselor.history(chat.id)).length, 1);
    await chat.seeker.send(mark);
  });

  test('prints its counts in one line, nothing else', async () => {
    const { code, stdout, stderr } = await stack.janitor();
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /^caritas-janitor: ended_by_window=\d+ withdrawn=\d+ erased=\d+ chunks_removed=\d+ files_removed=\d+ messages_removed=\d+ chats_removed=\d+ files_broken_off=\d+ absent=\d+ idle_sessions=\d+ sessions_removed=\d+ keys_destroyed=\d+\n$/);
  });

  test('the database is away: exit code and a sentence', async () => {
    await stack.stopDatabase();
    const { code, stdout, stderr } = await stack.janitor();
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^caritas-janitor: the database cannot be reached \(error \d+\)\n$/);
  });
});
