// Rights that end: what was read from memory a moment ago, parked, or is on its way, gives nothing to a session that is over, and takes nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { counselors } from '../lib/demo.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { choosePassword, ownPasswords } from '../lib/password.mjs';
import { Counselor, makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';

const inBase64 = (text) => Buffer.from(text).toString('base64');

for (const workers of [1, 2]) {
  describe(`rights that end, with ${workers === 1 ? 'one worker' : 'two workers'}`, () => {
    const stack = useStack({ people: ['anna', 'ben'], workers });

    /// The same browser once more: its cookie is not taken back there.
    function copyOf(counselor) {
      const copy = new Counselor(stack);
      copy.cookies = new Map(counselor.cookies);
      return copy;
    }

    const endings = {
      'signs out': ['signed_out', (desk) => desk.must('DELETE', '/counselor/session')],
      'signs out everywhere': ['signed_out', async () => (await signedIn(stack, counselors.ben)).must('DELETE', '/counselor/sessions')],
      'changes the password elsewhere': ['password_changed', async () => {
        const other = await signedIn(stack, counselors.ben);
        assert.equal((await other.tryChangePassword(counselors.ben.password, 'ganz-anders-7531', ownPasswords.ben)).status, 200);
      }],
      'is disabled': ['disabled', () => stack.must('admin', ['counselor', 'disable', 'ben'])],
      'gets a new password': ['password_changed', () => stack.must('admin', ['counselor', 'password', 'ben'], 'von-der-verwaltung\n')],
    };
    for (const [how, [reason, end]] of Object.entries(endings)) {
      test(`a counselor ${how}`, async () => {
        const { seeker, counselor, id } = await makeChat(stack, { counselor: await signedIn(stack, counselors.ben) });
        const before = (await counselor.get('/counselor/events')).json.cursor;
        await seeker.send('vorher');
        // Rests after this answer: the next polls go on from it without a look.
        const { cursor, messages } = (await counselor.get(`/counselor/events?after=${before}`)).json;
        assert.equal(messages.length, 1);
        const [writer, ...readers] = Array.from({ length: 4 }, () => copyOf(counselor));
        let isOver = false;
        // Until the first refusal; what is asked once it is over must be refused. Before, other news may come: somebody signs in, or is away.
        const follow = async (reader) => {
          for (let after = cursor; ; ) {
            const wasOver = isOver;
            const answer = await reader.get(`/counselor/events?after=${after}`);
            if (answer.status !== 200 || wasOver) return answer;
            after = answer.json.cursor;
          }
        };
        const parked = readers.map(follow);
        await eventually('they are parked', () => Array.from({ length: workers }, (_, i) => stack.parkedPolls(i + 1)).reduce((sum, n) => sum + n) === readers.length);
        await end(copyOf(counselor));
        isOver = true;
        // What another process ends is known with the next look of the tail: until then they wait.
        for (const answer of await Promise.all(parked)) assertRefused(answer, 'session_ended', { reason });
        assertRefused(await writer.trySend(id, 'von einer Sitzung, die es nicht mehr gibt'), 'session_ended', { reason });
        if ((await seeker.trySend('danach')).status !== 200) assert.equal(reason, 'disabled');
        for (const after of [`?after=${cursor}`, `?after=${before}`, '']) assertRefused(await copyOf(counselor).get(`/counselor/events${after}`), 'session_ended', { reason });
        await seeker.post('/seeker/end');
        await stack.admin(['counselor', 'enable', 'ben']);
        await choosePassword(stack, 'ben');
      });
    }

    test('a chat ends while the seeker writes: nothing is read or written any more, by whichever cursor', async () => {
      const { seeker, counselor, id } = await makeChat(stack, { counselor: await signedIn(stack) });
      const before = (await seeker.get('/seeker/events')).json.cursor;
      await counselor.send(id, 'vorher');
      const { cursor } = (await seeker.get(`/seeker/events?after=${before}`)).json;
      const cookies = new Map(seeker.cookies);
      await Promise.all([counselor.end(id), seeker.trySend('im selben Moment')]);
      for (const after of [`?after=${cursor}`, `?after=${before}`, '']) {
        seeker.cookies = new Map(cookies);
        assertRefused(await seeker.get(`/seeker/events${after}`), 'session_ended', { reason: 'counselor' });
      }
      seeker.cookies = new Map(cookies);
      assertRefused(await seeker.trySend('danach'), 'session_ended', { reason: 'counselor' });
    });

    test("somebody else's cursor and chat open nothing", async () => {
      const mine = await makeChat(stack, { counselor: await signedIn(stack) });
      const other = await makeChat(stack, { counselor: await signedIn(stack, counselors.ben) });
      const [desk, page] = [(await mine.counselor.get('/counselor/events')).json.cursor, (await mine.seeker.get('/seeker/events')).json.cursor];
      await mine.seeker.send('nur für anna');
      await mine.counselor.send(mine.id, 'nur für mich');
      for (const [who, path] of [[other.counselor, `/counselor/events?after=${desk}`], [other.seeker, `/seeker/events?after=${page}`]]) {
        const answer = await who.get(path); // streams of others are none of theirs: there is news at once
        assert.equal(answer.status, 200);
        for (const text of ['nur für anna', 'nur für mich']) assert.ok(!answer.text.includes(inBase64(text)), path);
      }
      assertRefused(await other.counselor.get(`/counselor/chats/${mine.id}/messages`), 'not_found');
    });

    test('one client id with six bodies at once: one is stored, and all have its receipt', async () => {
      const { seeker, counselor, id } = await makeChat(stack, { counselor: await signedIn(stack) });
      for (let i = 1; i <= 20; ++i) {
        const clientId = newId();
        const answers = await Promise.all(Array.from({ length: 6 }, (_, k) => seeker.trySend(`Text ${k}`, clientId)));
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
        assert.equal(new Set(answers.map(({ json }) => json.seq)).size, 1);
      }
      assert.equal((await counselor.history(id)).length, 20);
    });
  });
}
