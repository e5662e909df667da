// The open line of a page: what is a break and what is none, and when it is said.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { UnreliableLine, isPoll } from '../lib/unreliable_line.mjs';

const down = 'Die Verbindung ist gerade unterbrochen';

/// Notices whenever a page reads this, for however short a moment.
const watchFor = (page, words) => page.evaluate((wanted) => {
  globalThis.wasRead = false;
  const look = () => { globalThis.wasRead ||= document.body.innerText.includes(wanted); };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  look();
}, words);
const wasRead = (page) => page.evaluate(() => globalThis.wasRead);

describe('the line', () => {
  // Polls that are answered with "nothing new" after 8 s: longer than a page's patience with a break.
  const world = suite({ people: ['anna'], poll: 'min_seconds = 8\nmax_seconds = 8' });
  const line = () => UnreliableLine.start(world.stack);

  test('a poll that the page itself ends is no trouble: in the waiting room, in the chat, at the desk', async () => {
    const lines = { seeker: await line(), waiting: await line(), counselor: await line() };
    const counselor = await world.devices.counselor({ line: lines.counselor });
    await counselor.signIn();
    const seeker = await world.devices.seeker({ line: lines.seeker });
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    await seeker.see('.conversation');
    const waiting = await world.devices.seeker({ line: lines.waiting });
    await waiting.enqueue();
    for (const { page, line: over } of [seeker, waiting, counselor]) {
      await eventually('it polls', () => over.openPolls.length > 0);
      await watchFor(page, down);
      const next = over.next(isPoll);
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      const again = await next;
      assert.match(again.path, /fresh=1/);
      // "Nothing new" is its answer, long after the sentence would have come.
      for (let call; call !== again; ) [call] = await once(over, 'answered');
      assert.equal(await wasRead(page), false);
    }
  });
});

describe('a line that breaks', () => {
  const world = suite({ people: ['anna'] });
  const line = () => UnreliableLine.start(world.stack);

  test('is said, and no longer than until the first answer, though the poll goes on waiting', async () => {
    const over = await line();
    const counselor = await world.devices.counselor({ line: over });
    await counselor.signIn();
    await (await world.devices.counselor()).signIn(); // stays there: the return of this device is no news
    await eventually('it polls', () => over.openPolls.length > 0);
    over.refuses();
    await counselor.reads(down);
    const next = over.next(isPoll);
    over.mends();
    const poll = await next;
    await counselor.page.waitForFunction((words) => !document.body.innerText.includes(words), { polling: 'mutation' }, down);
    assert.ok(over.openPolls.includes(poll), 'it waits for news');
  });

  test('a proxy that cuts quiet lines delays nothing, and is not worth a word', async (t) => {
    const over = await line();
    const { seeker, counselor } = await world.devices.meet({ line: over });
    await watchFor(seeker.page, down);
    const gaps = [];
    over.cutsAfter(6000);
    for (let cuts = 0; cuts < 4; ) {
      const [call] = await once(over, 'cut');
      if (!call.path.includes('/seeker/')) continue;
      const at = performance.now();
      cuts += 1;
      await over.next((call) => isPoll(call) && call.path.includes('/seeker/'));
      gaps.push(Math.round(performance.now() - at));
    }
    over.mends();
    await counselor.write('Bist du noch da?');
    await seeker.receives('Bist du noch da?');
    assert.equal(await wasRead(seeker.page), false);
    t.diagnostic(`asked again after ${gaps.join(', ')} ms`);
  });
});
