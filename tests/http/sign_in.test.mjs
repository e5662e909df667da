// A flood of tries does not keep counselors out: browsers that signed in before go first, others do a piece of work, and it is good once.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { counselors } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { choosePassword, ownPasswords } from '../lib/password.mjs';
import { Counselor, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';
import { workFor } from '../lib/work.mjs';

const wrong = { login: 'anna', proof: 'ab'.repeat(32) };
const right = { login: 'anna', proof: ownPasswords.anna.proof };

describe('sign-in', () => {
  const stack = useStack({ people: ['anna', 'ben', 'clara'] });
  const attempt = (json, client = new Client(stack)) => client.post('/counselor/session', json);

  /// Runs `work` while forty strangers guess without a pause.
  async function besideAFlood(work) {
    const leaving = new AbortController();
    const codes = {};
    const flood = Array.from({ length: 40 }, async () => {
      while (!leaving.signal.aborted) {
        const { json, status } = await attempt(wrong);
        const code = json?.error?.code ?? status;
        codes[code] = (codes[code] ?? 0) + 1;
      }
    });
    try {
      await eventually('work is asked for', () => codes.work_required > 0);
      return await work();
    } finally {
      leaving.abort();
      await Promise.all(flood);
      assert.deepEqual(Object.keys(codes).sort(), ['work_required', 'wrong_login']);
    }
  }

  /// What is asked of a stranger while many try.
  const challenged = async (json = wrong) => {
    let answer;
    await eventually('work is asked for', async () => (answer = await attempt(json)).json?.error?.code === 'work_required');
    return answer;
  };

  test('a browser keeps a token after a sign-in: closed to scripts, for counselors\' addresses only, and the database has its hash alone', async () => {
    const anna = new Counselor(stack);
    const answer = await anna.trySignIn(counselors.anna);
    const cookie = answer.headers['set-cookie'].find((line) => line.startsWith('__Secure-device='));
    assert.match(cookie, /^__Secure-device=[A-Za-z0-9_-]{43}; Path=\/api\/v1\/counselor; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000$/);
    const token = anna.cookies.get('__Secure-device');
    const hash = createHash('sha256').update(token).digest('hex');
    assert.equal(await stack.count('known_devices', `token_hash = UNHEX('${hash}')`), 1);
    await anna.signIn();
    assert.equal(anna.cookies.get('__Secure-device'), token, 'the same browser stays the same');
    assert.equal((await anna.get('/counselor/session')).status, 200);
    const other = new Client(stack);
    other.cookies.set('__Secure-device', token);
    assertRefused(await other.get('/counselor/session'), 'no_session');
  });

  test('while strangers guess, a known browser signs in without work, a new one with it', async () => {
    const known = await signedIn(stack);
    await besideAFlood(async () => {
      for (let i = 0; i < 3; ++i) {
        known.cookies.delete('__Host-counselor');
        assert.equal((await attempt(right, known)).status, 200);
        assert.equal((await new Counselor(stack).tryProof(right.login, right.proof)).status, 200);
      }
      assert.equal((await new Counselor(stack).tryProof(wrong.login, wrong.proof)).status, 403);
    });
  });

  test('a living session changes its password beside a flood', async () => {
    const ben = await signedIn(stack, counselors.ben);
    await besideAFlood(async () => {
      assert.equal((await ben.tryChangePassword(counselors.ben.password, 'ganz-anders-7531', ownPasswords.ben)).status, 200);
    });
    await choosePassword(stack, 'ben');
  });

  test('work is good for one try, once, and for nothing else', async () => {
    await besideAFlood(async () => {
      for (const language of ['de', 'en']) {
        let asked;
        await eventually('work is asked for', async () => {
          asked = await new Client(stack, { language }).post('/counselor/session', wrong);
          return asked.json?.error?.code === 'work_required';
        });
        const { challenge, bits } = asked.json.error;
        assertRefused(asked, 'work_required', { challenge, bits }, language);
        assert.match(challenge, /^[0-9a-f]{82}$/);
      }
      const { json: { error } } = await challenged();
      const work = workFor(error, wrong.login, wrong.proof);
      const isAsked = async (json) => (await attempt(json)).json?.error?.code === 'work_required';
      // Among forty that guess the queue may be short for a moment: a try that is taken then proves nothing.
      for (const [what, json] of Object.entries({
        'another password': { ...right, work }, 'another login': { ...wrong, login: 'ben', work },
        'another number': { ...wrong, work: { ...work, number: `${work.number}0` } },
        'a challenge of one\'s own': { ...wrong, work: { ...work, challenge: `ff${work.challenge.slice(2)}` } },
      })) {
        await eventually(`refused: ${what}`, () => isAsked(json));
      }
      assert.equal((await attempt({ ...wrong, work })).status, 403, 'the try that it was done for');
      await eventually('not a second time', () => isAsked({ ...wrong, work }));
    });
  });

  test('a known browser that only guesses is soon one of the others', async () => {
    const thief = await signedIn(stack, counselors.ben);
    thief.cookies.delete('__Host-counselor');
    const guesses = () => Promise.all(Array.from({ length: 20 }, () => attempt(wrong, thief)));
    const isAsked = ({ json }) => json?.error?.code === 'work_required';
    await besideAFlood(() => eventually('work is asked for', async () => (await guesses()).some(isAsked), 90_000));
  });

  test('a session that only guesses its password is soon one of the others', async () => {
    const thief = await signedIn(stack, counselors.clara);
    const guess = () => thief.tryChangePassword('geraten-und-falsch', 'ganz-mein-eigenes');
    const isAsked = ({ json }) => json?.error?.code === 'work_required';
    await besideAFlood(() => eventually('work is asked for', async () => (await Promise.all(Array.from({ length: 20 }, guess))).some(isAsked), 90_000));
  });

  test('who is disabled, or gets a new password, leaves no known browser', async () => {
    const of = (login) => stack.count('known_devices', `counselor_id = (SELECT id FROM counselors WHERE login = '${login}')`);
    assert.ok((await of('ben')) > 0 && (await of('anna')) > 0);
    await stack.must('admin', ['counselor', 'disable', 'ben']);
    await stack.must('admin', ['counselor', 'password', 'anna'], 'von-der-verwaltung\n');
    assert.deepEqual([await of('ben'), await of('anna')], [0, 0]);
  });
});
