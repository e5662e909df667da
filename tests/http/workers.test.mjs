// Two workers of one host behind nginx: news passes from one to the other, and one that is killed takes nobody's words along.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually, pause } from '../lib/wait.mjs';

const plain = (messages) => messages.map((message) => message.text);

describe('two workers', () => {
  const stack = useStack({ people: ['anna'], workers: 2 });

  test('polls are spread over both, and everybody hears everything once and in order', async () => {
    const counselor = await signedIn(stack);
    const chats = [];
    for (let i = 0; i < 8; ++i) chats.push(await makeChat(stack, { counselor }));
    const desk = counselor.follow();
    const pages = chats.map(({ seeker }) => seeker.follow());
    for (const follower of [desk, ...pages]) await follower.until('the first look', () => follower.answers > 0);
    await eventually('both workers hold polls', () => stack.parkedPolls(1) > 0 && stack.parkedPolls(2) > 0);
    const lines = Array.from({ length: 15 }, (_, i) => `Zeile ${i}`);
    await Promise.all(chats.map(async ({ seeker, id }) => {
      for (const line of lines) {
        await seeker.send(line);
        await counselor.send(id, line);
      }
    }));
    for (const [i, { id }] of chats.entries()) {
      const heard = () => desk.messages.filter((message) => message.chat === id && message.from === 'seeker');
      const read = () => pages[i].messages.filter((message) => message.from === 'counselor');
      await desk.until('all lines', () => heard().length >= lines.length);
      await pages[i].until('all lines', () => read().length >= lines.length);
      assert.deepEqual([plain(heard()), plain(read())], [lines, lines]);
    }
    await Promise.all([counselor.close(), ...chats.map(({ seeker }) => seeker.close())]);
  });

  test('a worker with the socket of another is refused with a sentence, and the other goes on', async () => {
    const { seeker } = await makeChat(stack);
    for (let i = 0; i < 2; ++i) {
      const { code, stderr } = await stack.spareWorker();
      assert.equal(code, 1);
      assert.match(stderr, /^caritas-worker: another worker listens on .*worker-1\.sock: each needs a \[worker\] socket of its own\n$/);
    }
    await seeker.send('Noch da?');
    await seeker.end();
  });

  test('one is killed (-9): the other serves at once, those whose polls broke go on', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const [page, desk] = [seeker.follow(), counselor.follow()];
    for (const follower of [page, desk]) await follower.until('the first look', () => follower.answers > 0);
    const said = [];
    for (const number of [1, 2]) {
      await stack.killWorker(number);
      for (let i = 0; i < 10; ++i) {
        const [text, clientId] = [`ohne ${number}: ${i}`, newId()];
        await eventually('a line is taken', async () => (await counselor.trySend(id, text, clientId).catch(() => ({}))).status === 200);
        said.push(text);
        await pause(10);
      }
      await page.text(said.at(-1));
      await stack.startWorker();
    }
    assert.deepEqual(plain(page.messages), said);
    await seeker.send('Danke');
    await desk.text('Danke');
    await Promise.all([seeker.close(), counselor.close()]);
  });
});
