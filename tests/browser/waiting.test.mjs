// The waiting room: the place is kept through reloads, other tabs and lost lines, and what changes is said.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { Client } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';

describe('waiting', () => {
  const world = suite({ chat: 'offer_minutes = 0' });
  const waiting = () => world.stack.count('chats', "state = 'waiting' AND place_until > NOW(3)");
  const only = () => world.stack.value("SELECT LOWER(HEX(public_id)) FROM chats WHERE state = 'waiting'");

  test('a reload keeps name and place, and cancels the grace that leaving had started', async () => {
    const first = await world.devices.seeker();
    const second = await world.devices.seeker();
    await first.enqueue();
    await second.enqueue();
    await second.reads('Du bist auf Platz 2');
    const before = await second.texts('.waiting__name');
    await second.page.reload();
    await second.reads('Du bist auf Platz 2');
    assert.deepEqual(await second.texts('.waiting__name'), before);
    await eventually('the long patience again', async () => (await world.stack.count('chats', "state = 'waiting' AND place_until > NOW(3) + INTERVAL 25 MINUTE")) === 2);
    await first.click('#leave');
    await first.click('dialog .button--danger');
    await first.see('.goodbye #portal');
    await second.reads('Du bist auf Platz 1');
    assert.equal(await waiting(), 1);
  });

  test('closing the page starts two minutes of grace, and counselors see it', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await counselor.see('.entry');
    const spare = await seeker.tab();
    await seeker.page.close({ runBeforeUnload: true });
    seeker.page = spare;
    await counselor.reads('1 abwesende Person');
    // The lost line shows "abwesend" by itself, perhaps before the beacon has arrived.
    await eventually('two minutes of grace', async () => (await world.stack.count('chats', "state = 'waiting' AND TIMESTAMPDIFF(SECOND, NOW(3), place_until) BETWEEN 61 AND 120")) === 1);
  });

  test("closed with a poll on its way: it arrives after the page's last word, and the two minutes stay", async () => {
    const seeker = await world.devices.seeker();
    const polls = [];
    seeker.page.on('request', (request) => request.url().includes('/seeker/events?after=') && polls.push(request.url().split('/api/v1')[1]));
    await seeker.enqueue();
    await eventually('it polls', () => polls.length > 0);
    const late = new Client(world.stack);
    for (const { name, value } of await seeker.context.cookies()) late.cookies.set(name, value);
    const spare = await seeker.tab();
    await seeker.page.close({ runBeforeUnload: true });
    seeker.page = spare;
    const graced = () => world.stack.count('chats', "state = 'waiting' AND NOT seeker_present AND place_until <= NOW(3) + INTERVAL 120 SECOND");
    await eventually('two minutes of grace', async () => (await graced()) === 1);
    assert.equal((await late.get(polls.at(-1))).status, 200);
    assert.equal(await graced(), 1);
  });

  test('two tabs that press "Bestätigen" at once have one place between them', async () => {
    const was = await world.stack.count('chats');
    const seeker = await world.devices.seeker();
    await seeker.portal();
    const tab = await seeker.tab();
    await tab.goto(`${world.stack.origin}/${topics.young.slug}?lang=de`);
    const tabs = [seeker.page, tab];
    const joins = [];
    let hold = true;
    for (const page of tabs) {
      await page.setRequestInterception(true);
      page.on('request', (request) => (hold && request.url().endsWith('/seeker/enqueue') ? joins.push(request) : request.continue()));
      await page.bringToFront();
      await seeker.click('#start', page);
      await seeker.see('#confirm', page);
    }
    // Both have pressed before either has an answer.
    for (const page of tabs) await page.$eval('#confirm', (node) => node.click());
    for (const page of tabs) await page.waitForFunction(() => document.querySelector('#confirm').disabled, { polling: 'mutation' });
    await eventually('one asks', () => joins.length > 0);
    hold = false;
    for (const request of joins) request.continue();
    for (const page of tabs) await page.waitForFunction(() => document.querySelector('.waiting__name')?.innerText, { polling: 'mutation' });
    assert.equal(await world.stack.count('chats'), was + 1);
    const names = await Promise.all(tabs.map((page) => page.$eval('.waiting__name', (node) => node.innerText)));
    assert.equal(names[0], names[1]);
  });

  test('a second tab has the same place; a second topic asks first', async () => {
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    const id = await only();
    const tab = await seeker.tab();
    await tab.goto(`${world.stack.origin}/${topics.young.slug}?lang=de`);
    await seeker.see('.waiting__name', tab);
    assert.equal(await only(), id);
    await tab.goto(`${world.stack.origin}/${topics.pregnancy.slug}?lang=de`);
    await seeker.click('#start', tab);
    await seeker.click('#confirm', tab);
    await seeker.see('dialog[open]', tab);
    await seeker.click('dialog .button--quiet', tab);
    assert.equal(await only(), id, 'asked, and stayed');
    await seeker.click('#confirm', tab);
    await seeker.click('dialog .button--danger', tab);
    await seeker.see('.waiting__name', tab);
    assert.notEqual(await only(), id);
    await seeker.see('.goodbye');
  });

  test('it offers online counselling beside, and only where there is one', async () => {
    const seeker = await world.devices.seeker();
    await seeker.enqueue(topics.pregnancy.slug);
    await seeker.reads('Dauert es Ihnen zu lange?');
    const link = await seeker.page.$eval('.waiting .card--quiet a', (node) => [node.href, node.target, node.rel]);
    assert.deepEqual(link, [topics.pregnancy.online, '_blank', 'noopener noreferrer']);
    assert.equal(await waiting(), 1, 'the place is kept');
    const other = await world.devices.seeker();
    await other.enqueue(topics.young.slug);
    assert.equal(await other.page.$('.waiting .card--quiet:not([hidden])'), null);
  });

  test('whether somebody is there, and whether the topic is open, is said as it changes', async () => {
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await seeker.reads('Gerade ist keine Berater_in angemeldet');
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const isGone = (text) => seeker.page.waitForFunction((words) => !document.body.innerText.includes(words), {}, text);
    await isGone('Gerade ist keine Berater_in angemeldet');
    const showsNumbers = () => seeker.page.$eval('.emergency', (numbers) => numbers.open);
    assert.equal(await showsNumbers(), false);
    await world.stack.must('admin', ['topic', 'close', topics.young.slug]);
    await seeker.reads('nimmt inzwischen niemanden mehr auf');
    assert.equal(await showsNumbers(), true, 'the sentence points at the numbers');
    const late = await world.devices.seeker();
    await late.portal();
    await late.reads('Der Livechat ist gerade geschlossen');
    assert.equal(await late.page.$('#start'), null);
    await world.stack.must('admin', ['topic', 'open', topics.young.slug]);
    await isGone('nimmt inzwischen niemanden mehr auf');
    await counselor.click('#sign-out');
    await counselor.see('#login');
    await seeker.reads('Gerade ist keine Berater_in angemeldet');
  });

  test('whoever does not come is shown as such, and can be ended freely', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await counselor.accept();
    await seeker.see('#begin');
    await counselor.reads('hat noch nicht „Jetzt chatten“ gedrückt');
    await seeker.page.goto('about:blank');
    await counselor.reads('ist gerade abwesend');
    await counselor.end();
    await seeker.portal();
    await seeker.reads('Deine Berater_in hat den Chat beendet');
  });

  test('"Doch nicht" ends it, and what was never begun is erased', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await counselor.accept();
    await seeker.click('.accepted #leave');
    await seeker.see('dialog');
    await seeker.page.keyboard.press('Enter'); // on "Zurück": nothing ends by a slip
    await seeker.see('.accepted #begin');
    assert.equal(await world.stack.count('chats', "state = 'accepted'"), 1);
    await seeker.click('.accepted #leave');
    await seeker.click('dialog .button--danger');
    await seeker.see('.goodbye #portal');
    await counselor.reads('Diesen Chat gibt es nicht mehr');
    assert.equal(await counselor.page.$('.entry'), null);
  });
});
