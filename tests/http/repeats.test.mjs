// Every write carries an id of the page's making: a repeat, also at the same moment, gets the first answer and changes nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker, seekerKey } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

const times = 20;
const repeat = (work) => Promise.all(Array.from({ length: times }, (_, i) => work(i)));

describe('repeats', () => {
  const stack = useStack({ people: ['anna', 'ben'] });

  test('enqueue: 20 at once with one id are one place, and each answer\'s cookie could be the last', async () => {
    const was = await stack.count('chats');
    const clientId = newId();
    const browsers = Array.from({ length: times }, () => new Seeker(stack));
    const answers = await repeat((i) => browsers[i].post('/seeker/enqueue', { topic: topics.young.slug, clientId, publicKey: seekerKey }));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 201]);
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1, 'one first');
    assert.equal(new Set(answers.map((answer) => answer.json.chat.id)).size, 1);
    assert.equal(await stack.count('chats'), was + 1);
    for (const browser of browsers) assert.equal((await browser.get('/seeker/events')).json.chat.id, answers[0].json.chat.id, 'every cookie is good');
    const last = new Seeker(stack);
    last.chat = (await last.must('POST', '/seeker/enqueue', { json: { topic: topics.young.slug, clientId, publicKey: seekerKey } })).chat;
    assert.equal((await last.get('/seeker/events')).json.chat.id, answers[0].json.chat.id, 'the repeat whose answer arrives has the session');
    await last.end();
    for (const browser of browsers) assert.equal((await browser.get('/seeker/events')).json.error?.reason, 'seeker', 'and all end together');
    assert.equal((await last.post('/seeker/enqueue', { topic: topics.young.slug, clientId, publicKey: seekerKey })).json.error?.reason, 'seeker', 'an id is used once');
    assert.equal(await stack.count('chats', "state = 'waiting'"), 0);
  });

  for (const side of ['seeker', 'counselor']) {
    test(`send (${side}): 20 at once with one id are one line with one receipt`, async () => {
      const { seeker, counselor, id } = await makeChat(stack);
      const clientId = newId();
      const send = (text) => (side === 'seeker' ? seeker.trySend(text, clientId) : counselor.trySend(id, text, clientId));
      const answers = await repeat((i) => send(`Fassung ${i}`));
      assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
      assert.equal(new Set(answers.map((answer) => `${answer.json.seq} ${answer.json.sentAt}`)).size, 1);
      const history = await counselor.history(id);
      assert.equal(history.length, 1);
      assert.equal((await send('noch eine')).json.seq, history[0].seq, 'later as well');
      assert.deepEqual(await counselor.history(id), history);
    });
  }

  test('the same id of both sides, and in two chats, are different lines', async () => {
    const [one, two] = [await makeChat(stack), await makeChat(stack)];
    const clientId = newId();
    for (const { seeker, counselor, id } of [one, two]) {
      await seeker.send('Frage', clientId);
      await counselor.send(id, 'Antwort', clientId);
      assert.equal((await counselor.history(id)).length, 2);
    }
  });

  test('a counselor\'s repeat after the end gets the first receipt; a new line does not', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const clientId = newId();
    const first = await counselor.send(id, 'Bis dahin', clientId);
    await seeker.end();
    const { seq, sentAt } = await counselor.send(id, 'Bis dahin', clientId);
    assert.deepEqual({ seq, sentAt }, { seq: first.seq, sentAt: first.sentAt });
    assertRefused(await counselor.trySend(id, 'Und dann'), 'chat_over');
  });

  test('begin, accept, end, read and leave twice', async () => {
    const { seeker, counselor, id } = await makeChat(stack, { state: 'accepted' });
    const began = await seeker.begin();
    assert.equal((await seeker.begin()).chat.state, began.chat.state);
    const { seq } = await seeker.send('Hallo');
    const first = await counselor.accept(id);
    assert.equal(first.acceptedAt, (await counselor.accept(id)).acceptedAt, 'the window does not begin anew');
    for (const upTo of [seq, seq, 0]) await counselor.must('POST', `/counselor/chats/${id}/read`, { json: { seq: upTo } });
    assert.equal((await counselor.get('/counselor/events')).json.chats.find((chat) => chat.id === id).unread, 0, 'an older mark takes nothing back');
    await seeker.leave();
    await seeker.leave();
    const ended = await counselor.end(id);
    assert.deepEqual(await counselor.end(id), ended);
  });

  test('many lines of both sides at once: one order for all, no line lost', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const [page, desk] = [seeker.follow(), counselor.follow()];
    // A counselor's first look brings no messages, those are read with the history: only what is written afterwards comes by the poll.
    for (const follower of [page, desk]) await follower.until('the first look', () => follower.answers > 0);
    const texts = await repeat(async (i) => {
      const [a, b] = [`seeker ${i}`, `counselor ${i}`];
      await Promise.all([seeker.send(a), counselor.send(id, b)]);
      return [a, b];
    });
    const wanted = texts.flat().sort();
    const ours = (follower) => follower.messages.filter((message) => !message.chat || message.chat === id);
    for (const follower of [page, desk]) await follower.until('all lines', () => ours(follower).length >= wanted.length);
    const history = await counselor.history(id);
    assert.deepEqual(history.map((message) => Buffer.from(message.body, 'base64').toString()).sort(), wanted);
    assert.deepEqual(ours(page).map((message) => message.seq), history.map((message) => message.seq));
    assert.deepEqual(ours(desk).map((message) => message.seq), history.map((message) => message.seq));
    await Promise.all([seeker.close(), counselor.close()]);
  });
});
