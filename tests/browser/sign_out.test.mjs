// A counselor signs out while chats still run: they are named, and the seekers are told what is true.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';

describe('signing out with running chats', () => {
  const world = suite();

  async function twoChats() {
    const { seeker, counselor } = await world.devices.meet();
    const other = await world.devices.seeker();
    await other.enqueue();
    await counselor.accept();
    await other.see('#begin');
    return { seeker, other, counselor };
  }

  test('they are named; staying changes nothing, and ending tells both seekers that the counselor has ended', async () => {
    const { seeker, other, counselor } = await twoChats();
    const numbers = await world.stack.sql("SELECT name_number FROM chats WHERE state IN ('accepted', 'running') ORDER BY id");
    await counselor.click('#sign-out');
    await counselor.see('dialog[open]');
    const question = await counselor.page.$eval('dialog', (dialog) => dialog.innerText);
    assert.match(question, /2 Chats laufen noch/);
    for (const { name_number: number } of numbers) assert.ok(question.includes(`Ratsuchende_r ${number}`), question);
    await counselor.screen('45-sign-out');
    await counselor.page.keyboard.press('Escape');
    await counselor.see('.desk');
    assert.equal(await world.stack.count('chats', "state IN ('accepted', 'running')"), 2);
    await counselor.click('#sign-out');
    await counselor.click('#sign-out-end');
    await counselor.see('#login');
    for (const device of [seeker, other]) await device.reads('Deine Berater_in hat den Chat beendet');
    assert.equal(await world.stack.count('chats', "state = 'ended' AND ended_by = 'counselor'"), 2);
  });

  test('left open, both seekers read that the counselor has signed out, and when there is somebody again', async () => {
    const { seeker, other, counselor } = await twoChats();
    await counselor.click('#sign-out');
    await counselor.click('#sign-out-leave');
    await counselor.see('#login');
    await seeker.reads('hat sich abgemeldet');
    await seeker.reads('Bis ');
    await other.reads('hat sich inzwischen abgemeldet');
    await other.lacks('wartet auf dich', 'ist jetzt für dich da');
    await seeker.screen('46-signed-out');
    await other.screen('47-signed-out-before');
    await seeker.write('Falls du wiederkommst');
    await seeker.delivered('Falls du wiederkommst');
    await counselor.signIn();
    await seeker.page.waitForFunction(() => !document.body.innerText.includes('hat sich abgemeldet'));
    await other.reads('wartet auf dich');
  });

  test('a page that is only closed has not signed out', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const spare = await counselor.tab();
    await counselor.page.close();
    counselor.page = spare;
    await seeker.reads('ist gerade nicht verbunden');
    await seeker.lacks('hat sich abgemeldet');
  });

  test('signing out everywhere asks the same', async () => {
    const { counselor } = await world.devices.meet();
    await counselor.room('#/profil');
    await counselor.click('#everywhere');
    await counselor.see('#sign-out-end');
    await counselor.click('#sign-out-leave');
    await counselor.see('#login');
    assert.equal(await world.stack.count('chats', "state = 'running'"), 1);
  });
});
