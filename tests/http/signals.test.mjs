// Signs of typing: a flood of them reaches the other side as a few, and the reading of many chats at once as one answer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';

describe('signals', () => {
  const stack = useStack({ people: ['anna'] });

  /// Answers of this person's poll that held signals.
  function signalsOf({ follower }) {
    const answers = [];
    follower.news.on('news', () => { if (follower.last?.signals) answers.push(follower.last.signals); });
    return answers;
  }

  test('typing: of a hundred signs within moments the other side hears one for every two seconds', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    for (const [from, to, type] of [[seeker, counselor, () => seeker.post('/seeker/typing')], [counselor, seeker, () => counselor.post(`/counselor/chats/${id}/typing`)]]) {
      await to.follow().until('the first look', () => to.follower.answers > 0);
      const answers = signalsOf(to);
      const start = Date.now();
      for (let i = 0; i < 100; ++i) assert.equal((await type()).status, 200);
      await to.follower.until('a sign', () => answers.length > 0);
      const most = 1 + Math.floor((Date.now() - start) / 2000) + 1;
      assert.ok(answers.length <= most, `${answers.length} answers for 100 signs of ${from.role}, ${most} at most`);
      await to.close();
    }
    await seeker.end();
  });

  test('signals of many chats go to a counselor together', async () => {
    const anna = await signedIn(stack);
    const chats = [];
    for (let i = 0; i < 8; ++i) chats.push(await makeChat(stack, { counselor: anna }));
    await anna.follow().until('the first look', () => anna.follower.answers > 0);
    const answers = signalsOf(anna);
    const start = Date.now();
    for (const { seeker } of chats) {
      await seeker.post('/seeker/typing');
      await eventually('the counselor polls', () => stack.parkedPolls() === 1);
    }
    const heard = () => new Set(answers.flat().map(({ chat }) => chat)).size;
    await anna.follower.until('all of them', () => heard() === chats.length);
    const most = 1 + Math.floor((Date.now() - start) / 1000) + 1;
    assert.ok(answers.length <= most, `${answers.length} answers, ${most} at most`);
    // How far somebody has read is not lost by waiting.
    const sent = await Promise.all(chats.map(({ id }) => anna.send(id, 'Hallo')));
    await Promise.all(chats.map(({ seeker }, i) => seeker.post('/seeker/read', { seq: sent[i].seq })));
    const isRead = ({ id }, i) => answers.flat().some(({ chat, read }) => chat === id && read >= sent[i].seq) || anna.follower.chats.get(id)?.seekerReadSeq >= sent[i].seq;
    await anna.follower.until('all have read', () => chats.every(isRead));
    await anna.close();
  });
});
