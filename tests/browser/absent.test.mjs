// People who are away: folded behind the others, not counted before them, and asked about before one of them is taken.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';

describe('who is away', () => {
  const world = suite();

  /// Two people wait; the first one's phone dies without a word.
  async function ghostAndGuest() {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const ghost = await world.devices.seeker();
    await ghost.enqueue();
    const guest = await world.devices.seeker();
    await guest.enqueue();
    await guest.reads('Du bist auf Platz 2');
    await ghost.page.setRequestInterception(true);
    ghost.page.on('request', (request) => request.abort());
    ghost.page.goto('about:blank').catch(() => {});
    await eventually('it is away', async () => (await world.stack.count('chats', "state = 'waiting' AND NOT seeker_present")) === 1);
    return { counselor, ghost, guest };
  }

  test('is not counted: the place of who waits moves up, and count and list speak of those who are there', async () => {
    const { counselor, guest } = await ghostAndGuest();
    await guest.reads('Du bist auf Platz 1');
    await eventually('folded away', () => counselor.page.evaluate(() => document.querySelector('.list__away:not([hidden])') !== null));
    assert.deepEqual(await counselor.texts('.list__away summary'), ['1 abwesende Person']);
    assert.equal(await counselor.page.$$eval('.list > .list__rows .entry', (rows) => rows.length), 1);
    assert.deepEqual(await counselor.texts('.tab .count'), ['1']);
    assert.match(await counselor.page.title(), /^\(1\) /);
    await counselor.click('.list__away summary');
    await counselor.screen('43-absent');
  });

  test('is taken only after a question', async () => {
    const { counselor } = await ghostAndGuest();
    await counselor.click('.list__away summary');
    await counselor.click('.list__away .entry');
    await counselor.click('#accept');
    await counselor.see('dialog[open]');
    await counselor.reads('die 180 Minuten, auch wenn niemand zurückkommt');
    await counselor.screen('44-absent-question');
    await counselor.click('dialog .button--quiet');
    assert.equal(await world.stack.count('chats', "state = 'accepted'"), 0);
    await counselor.click('#accept');
    await counselor.click('dialog .button--danger');
    await counselor.see('#answer');
    assert.equal(await world.stack.count('chats', "state = 'accepted' AND NOT seeker_present"), 1);
  });

  test('can be taken out of the queue, and is told so on coming back', async () => {
    const { counselor, ghost } = await ghostAndGuest();
    await counselor.click('.list__away summary');
    await counselor.click('.list__away .entry');
    await counselor.screen('48-absent-request');
    await counselor.click('#dismiss');
    await counselor.reads('verliert den Platz in der Warteschlange');
    await counselor.click('dialog .button--danger');
    await counselor.reads('Der Platz ist freigegeben.');
    await eventually('it is out of the list', () => counselor.page.evaluate(() => document.querySelector('.list__away').hidden));
    ghost.page = await ghost.tab();
    await ghost.portal();
    await ghost.reads('Von deiner Seite kam länger nichts mehr bei uns an.');
  });

  test('who is there cannot be dismissed', async () => {
    const { counselor } = await ghostAndGuest();
    await counselor.click('.list > .list__rows .entry');
    await counselor.see('#accept');
    assert.equal(await counselor.page.$eval('#dismiss', (button) => button.hidden), true);
  });

  test('who is there is taken without a question', async () => {
    const { counselor } = await ghostAndGuest();
    await counselor.click('.list > .list__rows .entry');
    await counselor.click('#accept');
    await counselor.see('#answer');
    assert.equal(await world.stack.count('chats', "state = 'accepted' AND seeker_present"), 1);
  });
});
