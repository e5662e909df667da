// Two tabs of one seeker: one that is closed says so for both, and the other, which polls on, takes that back.
import { describe, test } from 'node:test';

import { makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';

// A poll waits 25 seconds at least; the sign of life must not wait for its end.
const soon = 5_000;

describe('one of two tabs is closed', () => {
  const stack = useStack({ people: ['anna'], chat: 'presence_seconds = 0' });

  test('in a running chat: away, and back with the next poll', async () => {
    const { seeker, counselor, id } = await makeChat(stack);
    const desk = counselor.follow();
    const page = seeker.follow();
    await page.until('the counselor', ({ chat }) => chat?.counselorPresent);
    const { lastSeq } = await desk.until('present', ({ chats }) => chats.get(id)?.seekerPresent && chats.get(id), soon);
    await seeker.leave();
    // Away and back are two moves; whether the desk sees both or only where they led is a matter of moments.
    await desk.until('away and back', ({ chats }) => chats.get(id).lastSeq >= lastSeq + 2 && chats.get(id).seekerPresent, soon);
    await Promise.all([seeker.close(), counselor.close()]);
  });

  test('while waiting: the place is kept as before', async () => {
    const counselor = await signedIn(stack);
    const { seeker, id } = await makeChat(stack, { state: 'waiting' });
    const desk = counselor.follow();
    const page = seeker.follow();
    await page.until('a counselor', ({ chat }) => chat?.counselorsOnline);
    const away = (value) => desk.until(`away: ${value}`, ({ requests }) => requests.find((one) => one.id === id)?.away === value, soon);
    await away(false);
    await seeker.leave(); // two minutes, unless somebody polls
    const left = () => stack.value(`SELECT TIMESTAMPDIFF(SECOND, NOW(3), place_until) FROM chats WHERE public_id = UNHEX('${id}')`);
    await eventually('the place is kept as long as before', async () => Number(await left()) > 29 * 60, soon);
    await away(false);
    await Promise.all([seeker.close(), counselor.close()]);
  });
});
