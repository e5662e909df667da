// A row that somebody holds keeps back the messages of its own chat only: all others go on, and what waited is stored once it is free.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { makeChat } from '../lib/people.mjs';
import { SqlSession } from '../lib/sql_session.mjs';
import { useStack } from '../lib/suite.mjs';

describe('two chats whose rows are held', () => {
  const stack = useStack({ people: ['anna'] });

  test('stall no message of another chat, neither a new one nor a repeat, and lose nothing', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const held = [await makeChat(stack, { counselor }), await makeChat(stack, { counselor })];
    const admin = new SqlSession(stack);
    await admin.run(`START TRANSACTION; SELECT id FROM chats WHERE public_id IN (${held.map((chat) => `UNHEX('${chat.id}')`).join(', ')}) FOR UPDATE`);
    let isFree = false;
    const waiting = held.flatMap((chat) => [['seeker', chat.seeker], ['counselor', counselor]].map(async ([from, who]) => {
      const [text, clientId] = [`wartet von ${from}`, newId()];
      const write = () => (from === 'seeker' ? who.trySend(text, clientId) : who.trySend(chat.id, text, clientId));
      for (;;) {
        const answer = await write();
        if (answer.status === 200) return isFree;
        assert.equal(answer.status, 503, answer.text); // waited in vain, may try again
      }
    }));
    const first = newId();
    for (let i = 0; i < 20; ++i) {
      const clientId = i === 0 ? first : newId();
      assert.equal((await seeker.trySend(`Frage ${i}`, clientId)).status, 200);
      assert.equal((await counselor.trySend(id, `Antwort ${i}`)).status, 200);
    }
    assert.equal((await seeker.trySend('Frage 0', first)).status, 200, 'a repeat');
    assert.equal((await counselor.history(id)).length, 40);
    isFree = true;
    await admin.run('ROLLBACK');
    assert.deepEqual(await Promise.all(waiting), [true, true, true, true], 'none was stored while its row was held');
    for (const chat of held) assert.equal((await counselor.history(chat.id)).length, 2);
    await admin.close();
  });
});
