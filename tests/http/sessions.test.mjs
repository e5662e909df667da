// Dead sessions: 401 with the reason that is true, the cookie taken back, and nothing possible with the old one any more.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { counselors, topics } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { choosePassword, ownPasswords } from '../lib/password.mjs';
import { Counselor, makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { acceptedAgo, actedAgo, hours, older, window } from '../lib/time.mjs';

/// Every guarded call of a role is answered with this end; each try comes with the old cookie.
async function assertDead(client, reason) {
  const cookies = new Map(client.cookies);
  const calls = client.role === 'seeker'
    ? [['GET', '/seeker/events'], ['POST', '/seeker/begin', { json: {} }], ['PUT', `/seeker/messages/${newId()}`, { text: 'Hallo' }],
      ['POST', '/seeker/leave', { json: {} }], ['POST', '/seeker/end', { json: {} }]]
    : [['GET', '/counselor/events'], ['GET', '/counselor/session'], ['POST', `/counselor/requests/${newId()}/accept`, { json: {} }],
      ['PUT', '/counselor/password', { json: {} }], ['DELETE', '/counselor/sessions']];
  for (const [method, path, options] of calls) {
    client.cookies = new Map(cookies);
    const answer = await client.call(method, path, options);
    assertRefused(answer, 'session_ended', { reason });
    assert.equal(client.token(client.role), undefined, `${method} ${path} takes the cookie back`);
  }
  client.cookies = cookies;
}

describe("a seeker's dead session", () => {
  const stack = useStack({ people: ['anna', 'ben'] });

  test('seeker: ended it themself, waiting, accepted or running', async () => {
    for (const state of ['waiting', 'accepted', 'running']) {
      const { seeker } = await makeChat(stack, { state });
      const cookies = new Map(seeker.cookies);
      await seeker.end();
      assert.equal(seeker.cookies.size, 0, 'the page has no cookie any more');
      seeker.cookies = cookies;
      await assertDead(seeker, 'seeker');
    }
  });

  test('counselor: the counselor ended it', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    await counselor.end(id);
    await assertDead(seeker, 'counselor');
  });

  test('window: 180 minutes are over, with the janitor and without', async () => {
    const { seeker, id } = await makeChat(stack);
    await acceptedAgo(stack, id, window + 1);
    await assertDead(seeker, 'window');
    await stack.tidy();
    await assertDead(seeker, 'window');
  });

  test('admin: the counselor was disabled', async () => {
    const { seeker } = await makeChat(stack, { counselor: await signedIn(stack, counselors.ben) });
    await stack.must('admin', ['counselor', 'disable', 'ben']);
    await assertDead(seeker, 'admin');
    await stack.must('admin', ['counselor', 'enable', 'ben']);
  });

  test('absent: the place was kept no longer, with the janitor and without', async () => {
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    await older(stack, id, 30 * 60 + 1);
    await assertDead(seeker, 'absent');
    await stack.tidy();
    await assertDead(seeker, 'absent');
  });

  test('elsewhere: left for another topic, waiting or running', async () => {
    for (const state of ['waiting', 'running']) {
      const { seeker } = await makeChat(stack, { state });
      const old = new Map(seeker.cookies);
      await seeker.enqueue(topics.pregnancy.slug, { leaveOther: true });
      const young = new Map(seeker.cookies);
      seeker.cookies = old;
      await assertDead(seeker, 'elsewhere');
      seeker.cookies = young;
      await seeker.end();
    }
  });

  test('a dead session joins anew as anybody', async () => {
    const { seeker, id } = await makeChat(stack);
    const old = new Map(seeker.cookies);
    await seeker.end();
    seeker.cookies = old;
    const chat = await seeker.enqueue();
    assert.notEqual(chat.id, id);
    assert.equal(chat.state, 'waiting');
    await seeker.end();
  });
});

describe("a counselor's dead session", () => {
  const stack = useStack({ people: ['anna'] });
  let counselor, other;
  const alive = async (who) => assert.equal((await who.get('/counselor/session')).status, 200);
  before(async () => {
    other = await signedIn(stack);
  });

  test('signed_out: this one only', async () => {
    counselor = await signedIn(stack);
    const cookies = new Map(counselor.cookies);
    await counselor.must('DELETE', '/counselor/session');
    assert.equal(counselor.token('counselor'), undefined);
    counselor.cookies = cookies;
    await assertDead(counselor, 'signed_out');
    await alive(other);
  });

  test('signed_out: everywhere, also while polls are parked', async () => {
    counselor = await signedIn(stack);
    const desk = other.follow();
    await desk.until('the first look', () => desk.answers > 0);
    await counselor.must('DELETE', '/counselor/sessions');
    await desk.end('signed_out');
    await other.close();
    other = await signedIn(stack);
  });

  test('idle: 8 hours without an act; polls are none', async () => {
    counselor = await signedIn(stack);
    await actedAgo(stack, 'anna', 8 * hours - 60);
    assert.equal((await counselor.get('/counselor/events')).status, 200);
    await actedAgo(stack, 'anna', 8 * hours + 1);
    await assertDead(counselor, 'idle');
    const { idle_sessions: ended } = await stack.tidy();
    assert.ok(ended >= 2, `the janitor writes it down: ${ended}`);
    await assertDead(counselor, 'idle');
    other = await signedIn(stack);
  });

  test('an act renews the 8 hours', async () => {
    await actedAgo(stack, 'anna', 8 * hours - 60);
    await alive(other);
    assert.ok(Number(await stack.value('SELECT MIN(TIMESTAMPDIFF(SECOND, acted_at, NOW())) FROM counselor_sessions WHERE ended_reason IS NULL')) < 60);
  });

  test('password_changed: all others die at once, this one lives, only the new password is good', async () => {
    counselor = await signedIn(stack);
    const cookies = new Map(other.cookies);
    const desk = other.follow();
    await desk.until('the first look', () => desk.answers > 0);
    const changed = { ...counselors.anna, password: 'noch-geheimer-97531' };
    assert.equal((await counselor.tryChangePassword(counselors.anna.password, changed.password, ownPasswords.anna)).status, 200);
    await desk.end('password_changed');
    await other.close();
    other.cookies = cookies;
    await assertDead(other, 'password_changed');
    await alive(counselor);
    assertRefused(await new Counselor(stack).trySignIn(counselors.anna), 'wrong_login');
    await stack.must('admin', ['counselor', 'password', 'anna'], `${counselors.anna.password}\n`);
    await assertDead(counselor, 'password_changed');
    await choosePassword(stack, 'anna');
  });

  test('disabled', async () => {
    counselor = await signedIn(stack);
    await stack.must('admin', ['counselor', 'disable', 'anna']);
    await assertDead(counselor, 'disabled');
  });
});
