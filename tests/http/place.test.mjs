// The place in the queue: one per browser, kept in silence, given up by leaving, by the door to another topic, or by the seeker's end.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Client, newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { makeChat, Seeker, signedIn, seekerKey } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { older } from '../lib/time.mjs';

const young = topics.young.slug;
const pregnancy = topics.pregnancy.slug;
const grace = 120;
const patience = 30 * 60;

describe('a place whose cookie the browser did not take', () => {
  const stack = useStack({ people: ['anna'] });
  const withdraw = (clientId) => new Client(stack).must('POST', '/seeker/withdraw', { json: { clientId } });
  const enqueue = async (clientId) => (await new Client(stack).must('POST', '/seeker/enqueue', { json: { topic: young, clientId, publicKey: seekerKey } })).chat.id;
  const state = (id) => stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${id}')`);

  test('is given up by the id with which it was taken; a repeat and an unknown id change nothing', async () => {
    const [mine, other] = [newId(), newId()];
    const [id, stays] = [await enqueue(mine), await enqueue(other)];
    await withdraw(newId());
    assert.equal(await state(id), 'waiting');
    for (let i = 0; i < 2; ++i) await withdraw(mine);
    assert.deepEqual([await state(id), await state(stays)], ['withdrawn', 'waiting']);
    assertRefused(await new Client(stack).post('/seeker/enqueue', { topic: young, clientId: mine, publicKey: seekerKey }), 'session_ended', { reason: 'seeker' });
    await withdraw(other);
  });

  test('accepted meanwhile, it ends for the counselor', async () => {
    const clientId = newId();
    const id = await enqueue(clientId);
    const counselor = await signedIn(stack);
    await counselor.accept(id);
    const desk = counselor.follow();
    await withdraw(clientId);
    await desk.until('it is over', () => ['ended', 'erased'].includes(desk.chats.get(id)?.state) || !desk.chats.has(id));
    await desk.stop();
    assert.notEqual(await state(id), 'accepted');
  });

  test('an id that is none is refused', async () => {
    assertRefused(await new Client(stack).post('/seeker/withdraw', { clientId: 'x' }), 'bad_request');
  });
});

describe('one waiting request per session', () => {
  const stack = useStack({ people: ['anna'] });

  test('a second enqueue for the same topic is the same place, also when accepted and running', async () => {
    const { seeker, counselor, id } = await makeChat(stack, { state: 'waiting', counselor: await signedIn(stack) });
    const again = async () => {
      const answer = await seeker.post('/seeker/enqueue', { topic: young, clientId: newId(), publicKey: seekerKey });
      assert.equal(answer.status, 200);
      assert.equal(answer.json.chat.id, id);
      return answer.json.chat.state;
    };
    assert.equal(await again(), 'waiting');
    await counselor.accept(id);
    assert.equal(await again(), 'accepted');
    await seeker.begin();
    assert.equal(await again(), 'running');
    assert.equal(await stack.count('chats'), 1);
    await seeker.end();
  });

  test('another topic asks first; leaveOther gives up the first place and takes one in the other', async () => {
    const seeker = new Seeker(stack);
    const first = await seeker.enqueue(young);
    assertRefused(await seeker.post('/seeker/enqueue', { topic: pregnancy, clientId: newId(), publicKey: seekerKey }), 'waiting_elsewhere', { topic: { slug: young, name: topics.young.de } });
    assertRefused(await seeker.post('/seeker/enqueue', { topic: pregnancy, clientId: newId(), publicKey: seekerKey, leaveOther: false }), 'waiting_elsewhere', { topic: { slug: young, name: topics.young.de } });
    const second = await seeker.enqueue(pregnancy, { leaveOther: true });
    assert.notEqual(second.id, first.id);
    assert.equal(second.topic.slug, pregnancy);
    assert.equal(await stack.value(`SELECT state FROM chats WHERE public_id = UNHEX('${first.id}')`), 'withdrawn');
    assert.equal((await seeker.get('/seeker/events')).json.chat.id, second.id);
    await seeker.end();
  });

  test('leaveOther from a running chat ends it for the counselor', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    await seeker.send('Ich gehe nach nebenan.');
    const desk = counselor.follow();
    await desk.until('running', () => desk.chats.get(id)?.state === 'running');
    await seeker.enqueue(pregnancy, { leaveOther: true });
    await desk.until('ended by the seeker', () => desk.chats.get(id)?.state === 'ended' && desk.chats.get(id).endedBy === 'seeker');
    await desk.stop();
    await seeker.end();
  });

  test('the place is counted per topic and moves up; the number is the lowest free of the whole house', async () => {
    const people = [];
    for (const slug of [young, pregnancy, young, young]) {
      const seeker = new Seeker(stack);
      await seeker.enqueue(slug);
      people.push(seeker);
    }
    assert.deepEqual(people.map(({ chat }) => chat.position), [1, 1, 2, 3]);
    const numbers = people.map(({ chat }) => chat.number);
    assert.equal(new Set(numbers).size, 4);
    const last = people[3].follow();
    await last.until('third', () => last.chat?.position === 3);
    await people[0].end();
    await last.until('second', () => last.chat.position === 2);
    const anna = await signedIn(stack);
    await anna.accept(people[2].chat.id);
    await last.until('first', () => last.chat.position === 1);
    const next = new Seeker(stack);
    assert.equal((await next.enqueue(young)).number, numbers[0], 'the number of the one who went is free');
    await last.stop();
    await Promise.all([people[1], people[2], people[3], next].map((seeker) => seeker.end()));
  });
});

describe('leaving and silence', () => {
  const stack = useStack({ people: ['anna'], chat: 'presence_seconds = 0' });
  const left = async (id) => Number(await stack.value(`SELECT TIMESTAMPDIFF(MICROSECOND, NOW(6), place_until) / 1e6 FROM chats WHERE public_id = UNHEX('${id}')`));

  test('leave starts 2 minutes of grace, seen as away at once; a poll cancels it', async () => {
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const anna = await signedIn(stack);
    const desk = anna.follow();
    const away = (value) => desk.until(`away: ${value}`, () => desk.requests.find((request) => request.id === id)?.away === value);
    await away(false);
    assert.ok((await left(id)) > patience - 60);
    await seeker.leave();
    await away(true);
    const seconds = await left(id);
    assert.ok(seconds > grace - 30 && seconds <= grace, `${seconds}`);
    assert.equal((await seeker.get('/seeker/events?fresh=1')).json.chat.state, 'waiting');
    await away(false);
    assert.ok((await left(id)) > patience - 60);
    await seeker.leave();
    await older(stack, id, grace + 1);
    assertRefused(await seeker.get('/seeker/events'), 'session_ended', { reason: 'absent' });
    await stack.tidy();
    await desk.until('no request', () => desk.requests.length === 0);
    await desk.stop();
  });

  test('a poll that the page sent before it was left, and that arrives after, takes nothing back; one of the next page does', async () => {
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const anna = await signedIn(stack);
    const away = async () => (await anna.get('/counselor/events')).json.requests.find((one) => one.id === id).away;
    const [page, next] = [newId(), newId()];
    const { cursor } = (await seeker.get(`/seeker/events?fresh=1&page=${page}`)).json;
    assert.ok((await left(id)) > patience - 60);
    await seeker.must('POST', `/seeker/leave?page=${page}`, { json: {} });
    for (const query of [`after=${cursor}&fresh=1`, `after=${cursor}`, 'fresh=1']) {
      assert.equal((await seeker.get(`/seeker/events?${query}&page=${page}`)).status, 200);
      assert.ok((await left(id)) <= grace, query);
      assert.equal(await away(), true, query);
    }
    await seeker.get(`/seeker/events?fresh=1&page=${next}`);
    assert.ok((await left(id)) > patience - 60);
    assert.equal(await away(), false);
    assertRefused(await seeker.get('/seeker/events?page=x'), 'bad_request');
    await seeker.end();
  });

  test('silence keeps the place 30 minutes, shown as away after a while; then it is gone', async () => {
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const anna = await signedIn(stack);
    await older(stack, id, 5 * 60);
    const request = async () => (await anna.get('/counselor/events')).json.requests.find((one) => one.id === id);
    assert.equal((await request()).away, true);
    assert.equal((await request()).enqueuedAt < Date.now() - 4 * 60_000, true);
    await older(stack, id, 24 * 60);
    assert.ok(await request(), 'after 29 minutes');
    assert.equal((await seeker.get('/seeker/events')).json.chat.position, 1, 'who comes back has the place');
    assert.equal((await request()).away, false);
    await older(stack, id, patience + 1);
    assert.equal(await request(), undefined, 'after 30 minutes, janitor off');
    assertRefused(await anna.tryAccept(id), 'request_withdrawn');
    assertRefused(await seeker.get('/seeker/events'), 'session_ended', { reason: 'absent' });
  });

  test('a place that ran out counts for nobody behind it', async () => {
    const [first, second] = [new Seeker(stack), new Seeker(stack)];
    await first.enqueue();
    assert.equal((await second.enqueue()).position, 2);
    await older(stack, first.chat.id, patience + 1);
    assert.equal((await second.get('/seeker/events')).json.chat.position, 1);
    await second.end();
  });

  test('leave in a running chat means away, and the chat stays', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const desk = counselor.follow();
    await desk.until('present', () => desk.chats.get(id)?.seekerPresent === true);
    await seeker.leave();
    await desk.until('away', () => desk.chats.get(id).seekerPresent === false);
    await older(stack, id, 40 * 60);
    await stack.tidy();
    assert.equal((await seeker.get('/seeker/events?fresh=1')).json.chat.state, 'running');
    await desk.until('back', () => desk.chats.get(id).seekerPresent === true);
    await desk.stop();
  });

  test('an accepted seeker who does not come is seen as such, and the counselor can end freely', async () => {
    const { seeker, counselor, id } = await makeChat(stack, { state: 'accepted' });
    const desk = counselor.follow();
    await desk.until('accepted', () => desk.chats.get(id)?.state === 'accepted');
    await older(stack, id, 200); // silent for longer than presence lasts
    await stack.tidy();
    await desk.until('not begun and away', () => desk.chats.get(id).beganAt === null && desk.chats.get(id).seekerPresent === false);
    await counselor.send(id, 'Sind Sie noch da?');
    await counselor.end(id);
    await desk.until('ended', () => desk.chats.get(id).state === 'ended');
    assertRefused(await seeker.get('/seeker/events'), 'session_ended', { reason: 'counselor' });
    await desk.stop();
  });

  test('a silent place is dismissed by a counselor of its topic; who waits behind it moves up, and its page is told', async () => {
    const [silent, next] = [new Seeker(stack), new Seeker(stack)];
    const { id } = await silent.enqueue(young);
    await next.enqueue(young);
    const [place, anna] = [next.follow(), await signedIn(stack)];
    const desk = anna.follow();
    await place.until('behind it', () => place.chat?.position >= 2);
    const { position } = place.chat;
    assertRefused(await anna.tryDismiss(id), 'seeker_present');
    await older(stack, id, 101); // silent for longer than presence lasts
    for (let i = 0; i < 2; ++i) assert.equal((await anna.tryDismiss(id)).status, 200, 'a repeat changes nothing');
    await place.until('moved up', () => place.chat.position === position - 1);
    await desk.until('gone from the list', () => desk.requests.every((request) => request.id !== id));
    assertRefused(await silent.get('/seeker/events'), 'session_ended', { reason: 'absent' });
    await Promise.all([desk.stop(), place.stop()]);
    await next.end();
  });

  test('a quick exit is told to the counselor as one, waiting and running', async () => {
    const waiting = await makeChat(stack, { state: 'waiting' });
    await waiting.seeker.end({ quickExit: true });
    assert.equal(await stack.value(`SELECT quick_exit FROM chats WHERE public_id = UNHEX('${waiting.id}')`), '1');
    const { seeker, counselor, id } = await makeChat(stack);
    await seeker.send('Hallo');
    const desk = counselor.follow();
    await desk.until('running', () => desk.chats.get(id)?.quickExit === false);
    await seeker.end({ quickExit: true });
    await desk.until('a quick exit', () => desk.chats.get(id)?.state === 'ended' && desk.chats.get(id).endedBy === 'seeker' && desk.chats.get(id).quickExit === true);
    assert.equal(seeker.cookies.size, 0);
    await desk.stop();
  });

  test('nothing is remembered of one who only looks', async () => {
    const visitor = new Client(stack);
    for (const path of ['/site', '/topics', `/topics/${young}`]) assert.equal((await visitor.get(path)).headers['set-cookie'], undefined);
  });
});
