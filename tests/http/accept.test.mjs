// Many counselors press "Chat starten" at once: exactly one wins, the others are told; and what a repeat of it brings.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { counselors } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

const crowd = 50;
const rounds = 10;

describe('accepting', () => {
  const stack = useStack({ people: ['anna', 'ben', 'clara'] });
  const sessions = [];

  before(async () => {
    const people = [counselors.anna, counselors.ben, counselors.clara];
    for (let i = 0; i < crowd; ++i) sessions.push(await signedIn(stack, people[i % people.length]));
  });

  test('50 sessions of three counselors: one counselor wins, 409 for the others', async () => {
    for (let round = 0; round < rounds; ++round) {
      const { id, seeker } = await makeChat(stack, { state: 'waiting' });
      const answers = await Promise.all(sessions.map((session) => session.tryAccept(id)));
      const winners = new Set(answers.flatMap((answer, i) => (answer.status === 200 ? [sessions[i].me.login] : [])));
      assert.equal(winners.size, 1, `winners: ${[...winners]}`);
      const [winner] = winners;
      answers.forEach((answer, i) => {
        // The same person in another browser is no rival: the repeat gets the first answer.
        if (sessions[i].me.login === winner) assert.equal(answer.json.chat.id, id);
        else assertRefused(answer, 'already_accepted');
      });
      assert.equal(await stack.value(`SELECT login FROM counselors JOIN chats ON counselor_id = counselors.id WHERE public_id = UNHEX('${id}')`), winner);
      await seeker.end();
    }
  });

  test('50 counselors, each with a session of their own: one 200, 49 times 409', async () => {
    // Copies of one hash: hashing 50 passwords would prove nothing more.
    const numbers = Array.from({ length: crowd }, (_, i) => i);
    await stack.sql(`INSERT INTO counselors (login, password_hash, password_salt, password_is_initial, public_key)
        SELECT n, password_hash, password_salt, FALSE, public_key FROM counselors JOIN (${numbers.map((i) => `SELECT 'person${i}' AS n`).join(' UNION ')}) AS names WHERE login = 'anna';
      INSERT INTO counselor_topics SELECT id, (SELECT id FROM topics WHERE slug = 'kinder-jugendliche') FROM counselors WHERE login LIKE 'person%'; SELECT 1`);
    const people = [];
    for (const i of numbers) people.push(await signedIn(stack, { login: `person${i}`, password: counselors.anna.password }));
    for (let round = 0; round < rounds; ++round) {
      const { id, seeker } = await makeChat(stack, { state: 'waiting' });
      const answers = await Promise.all(people.map((person) => person.tryAccept(id)));
      assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
      for (const answer of answers.filter((one) => one.status !== 200)) assertRefused(answer, 'already_accepted');
      await seeker.end();
    }
  });

  test('the request leaves the list of every counselor of the topic, and of nobody else\'s', async () => {
    const [anna, ben] = [sessions[0], sessions[1]];
    const desks = [anna.follow(), ben.follow()];
    const { id, seeker } = await makeChat(stack, { state: 'waiting' });
    for (const desk of desks) await desk.until('the request', () => desk.requests.some((request) => request.id === id));
    await ben.accept(id);
    for (const desk of desks) await desk.until('no request', () => desk.requests.length === 0);
    await desks[1].until('the chat', () => desks[1].chats.get(id)?.state === 'accepted');
    assert.ok(!desks[0].chats.has(id), 'not among the chats of the one who was slower');
    await Promise.all([anna.close(), ben.close(), seeker.end()]);
  });

  test('accept and withdraw at once: one of the two is true for both sides', async () => {
    for (let round = 0; round < 20; ++round) {
      const { id, seeker } = await makeChat(stack, { state: 'waiting' });
      const cookies = new Map(seeker.cookies);
      const [accepted, ended] = await Promise.all([sessions[0].tryAccept(id), seeker.post('/seeker/end')]);
      assert.equal(ended.status, 200, ended.text);
      // Withdrawn first: 409 for the counselor. Accepted first: the chat is erased, since nothing was written.
      if (accepted.status !== 200 && accepted.status !== 404) assertRefused(accepted, 'request_withdrawn');
      const state = await stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${id}')`);
      assert.ok(accepted.status === 409 ? state === 'withdrawn' : state === 'erased', `${accepted.status} ${state}`);
      seeker.cookies = cookies;
      assertRefused(await seeker.get('/seeker/events'), 'session_ended', { reason: 'seeker' });
    }
  });

  test('accepting an erased request is like one that was withdrawn or taken, never a chat', async () => {
    const seeker = new Seeker(stack);
    const { id } = await seeker.enqueue();
    await sessions[0].accept(id);
    await seeker.end();
    const again = await sessions[0].tryAccept(id);
    assertRefused(again, 'not_found');
    assertRefused(await sessions[1].tryAccept(id), 'already_accepted');
  });
});
