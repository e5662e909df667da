// The counselors' desk: signing in and out, requests that several see, the lists, the profile.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { addCounselor, counselors, topics } from '../lib/demo.mjs';
import { choosePassword } from '../lib/password.mjs';

describe('the desk', () => {
  const world = suite();

  test('a wrong password says so and tells nothing more; the page forgets nothing that was typed', async () => {
    const counselor = await world.devices.counselor();
    await counselor.go('/beratung');
    await counselor.see('#login');
    await counselor.page.type('#login', 'anna');
    await counselor.page.type('#password', 'falsch falsch falsch');
    await counselor.page.keyboard.press('Enter');
    await counselor.reads('Anmeldename und Passwort passen nicht zusammen.');
    assert.equal(await counselor.page.$eval('#login', (field) => field.value), 'anna');
  });

  for (const [language, title] of [['de', 'Beratung'], ['en', 'Counselling']]) {
    test(`the page is called "${title}" at the door, at the desk, after a reload and after signing out`, async () => {
      const counselor = await world.devices.counselor({ language });
      await counselor.go('/beratung');
      await counselor.see('#login');
      assert.equal(await counselor.page.title(), title);
      await counselor.signIn();
      assert.equal(await counselor.page.title(), title);
      await counselor.room('#/profil');
      await counselor.page.reload();
      await counselor.see('#profile-title');
      assert.equal(await counselor.page.title(), title);
      await counselor.click('#sign-out');
      await counselor.see('#login');
      assert.equal(await counselor.page.title(), title);
    });
  }

  test('two counselors see the same request; one wins, the other reads a sentence and the request leaves the list', async () => {
    const anna = await world.devices.counselor();
    const ben = await world.devices.counselor();
    await anna.signIn();
    await ben.signIn(counselors.ben);
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    for (const device of [anna, ben]) {
      await device.click('.entry');
      await device.see('#accept');
    }
    // Ben's list is kept from hearing of it, so that he presses on what is taken already.
    await ben.page.setRequestInterception(true);
    ben.page.on('request', (request) => (request.url().includes('/events') ? request.abort() : request.continue()));
    await anna.click('#accept');
    await anna.see('#answer');
    await seeker.see('#begin');
    await ben.page.evaluate(() => document.querySelector('#accept')?.click());
    await ben.page.waitForFunction(() => /war schneller|nicht mehr offen/.test(document.body.innerText));
    assert.equal(await ben.page.$('#accept'), null);
    assert.equal(await world.stack.count('chats', "state = 'accepted'"), 1);
  });

  test('a request that goes leaves every list, and an open view of it says so', async () => {
    const anna = await world.devices.counselor();
    await anna.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await anna.click('.entry');
    await anna.see('#accept');
    await seeker.click('#leave');
    await seeker.click('dialog .button--danger');
    await anna.reads('nicht mehr offen');
    await anna.reads('Gerade wartet niemand');
  });

  test('only the counselors of a topic see its requests', async () => {
    const ben = await world.devices.counselor();
    const dora = await world.devices.counselor();
    await ben.signIn(counselors.ben);
    await dora.signIn(counselors.dora);
    const seeker = await world.devices.seeker();
    await seeker.enqueue(topics.pregnancy.slug);
    await dora.see('.entry');
    assert.equal(await ben.page.$('.entry'), null);
  });

  test('counts stand in menu, tab and title, and a conversation that is not open counts what is unread', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await counselor.room('#/anfragen');
    await seeker.write('eins');
    await seeker.write('zwei');
    await counselor.page.waitForFunction(() => document.querySelector('.menu__entry .count:not([hidden])')?.innerText === '2');
    const second = await world.devices.seeker();
    await second.enqueue();
    await counselor.page.waitForFunction(() => document.title.startsWith('(3) '));
    assert.deepEqual(await counselor.texts('.tab .count'), ['1']);
    await counselor.room('#/nachrichten');
    assert.deepEqual(await counselor.texts('.entry__words'), ['zwei']);
    await counselor.click('.entry');
    await counselor.receives('zwei');
    await counselor.page.waitForFunction(() => document.title.startsWith('(1) '));
    await eventually('read on the server', async () => (await world.stack.count('chats', 'counselor_read_seq > 0')) === 1);
    await counselor.page.reload();
    await counselor.receives('zwei');
    await counselor.page.waitForFunction(() => document.title.startsWith('(1) '));
  });

  test('what was begun in one chat is still there after a look at another', async () => {
    const { counselor, id } = await world.devices.meet();
    assert.match(await counselor.page.title(), /Beratung$/);
    const second = await world.devices.seeker();
    await second.enqueue();
    await counselor.type('Noch nicht fertig');
    await counselor.accept();
    assert.equal(await counselor.page.$eval('.composer__field', (field) => field.value), '', 'the other chat has a field of its own');
    await counselor.room(`#/nachrichten/${id}`);
    await counselor.page.waitForFunction(() => document.querySelector('.composer__field')?.value === 'Noch nicht fertig');
    await counselor.end();
    await counselor.lacks('Noch nicht fertig');
  });

  test('a second device is signed in to the same desk and sees the chat', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    await seeker.write('Hallo Beratung');
    await counselor.receives('Hallo Beratung');
    const other = await world.devices.counselor();
    await other.signIn();
    await other.room(`#/nachrichten/${id}`);
    await other.receives('Hallo Beratung');
    await other.write('Vom zweiten Gerät');
    await counselor.page.waitForFunction(() => [...document.querySelectorAll('.message--own .message__body')].some((node) => node.innerText === 'Vom zweiten Gerät'));
    await seeker.receives('Vom zweiten Gerät');
  });

  test('a new password signs the other devices out and is the one that counts', async () => {
    const erik = { login: 'erik', password: 'erik-geheim-1122', topics: [topics.young.slug] };
    await addCounselor(world.stack, erik);
    const desk = await world.devices.counselor();
    const elsewhere = await world.devices.counselor();
    await choosePassword(world.stack, 'erik', 'anna');
    Object.assign(erik, { password: counselors.anna.password });
    await desk.signIn(erik);
    await elsewhere.signIn(erik);
    await desk.room('#/profil');
    await desk.see('#current');
    const fill = (values) => desk.fill(values);
    await fill({ current: erik.password, wanted: 'kurz', again: 'kurz' });
    await desk.reads('mindestens 12 Zeichen');
    await fill({ current: erik.password, wanted: 'lang genug dafür', again: 'lang genug, anders' });
    await desk.reads('sind verschieden');
    await fill({ current: 'ganz falsch geraten', wanted: 'lang genug dafür', again: 'lang genug dafür' });
    await desk.reads('passen nicht zusammen');
    await fill({ current: erik.password, wanted: 'lang genug dafür', again: 'lang genug dafür' });
    await desk.reads('Das Passwort ist geändert');
    await elsewhere.reads('Das Passwort wurde geändert');
    await elsewhere.signIn({ login: 'erik', password: 'lang genug dafür' });
    await desk.click('#everywhere');
    await desk.click('dialog .button--danger');
    await desk.see('#login');
    await elsewhere.reads('Sie wurden abgemeldet');
  });

  test('signing out leaves nothing in the page, and back does not bring it back', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.write('Nicht für andere');
    await counselor.receives('Nicht für andere');
    await counselor.click('#sign-out');
    await counselor.click('#sign-out-leave');
    await counselor.see('#login');
    await counselor.lacks('Nicht für andere', 'Ratsuchende_r');
    await counselor.page.goBack().catch(() => {});
    await counselor.page.reload();
    await counselor.see('#login');
    await counselor.lacks('Nicht für andere', 'Ratsuchende_r');
    // It opens nothing: it says that somebody has signed in here before, so that guessing elsewhere does not hold this browser up.
    assert.deepEqual((await counselor.stored()).cookies, ['__Secure-device']);
  });

  test('on the phone list and conversation are two screens, with a way back', async () => {
    const { counselor } = await world.devices.meet();
    await counselor.page.setViewport({ width: 360, height: 740 });
    await counselor.see('.conversation');
    assert.equal(await counselor.page.$eval('.desk__list', (node) => getComputedStyle(node).display), 'none');
    await counselor.click('.conversation__back');
    await counselor.see('.entry');
    assert.equal(await counselor.page.$eval('.desk__room', (node) => getComputedStyle(node).display), 'none');
  });

  test('everything can be done with the keyboard alone', async () => {
    const counselor = await world.devices.counselor();
    await counselor.go('/beratung');
    await counselor.see('#login');
    await counselor.page.keyboard.type('anna');
    await counselor.page.keyboard.press('Tab');
    await counselor.page.keyboard.type(counselors.anna.password);
    await counselor.page.keyboard.press('Enter');
    await counselor.see('.desk');
    const seeker = await world.devices.seeker();
    await seeker.portal();
    const tabTo = async (device, selector) => {
      for (let i = 0; i < 40; ++i) {
        if (await device.page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
        await device.page.keyboard.press('Tab');
      }
      assert.fail(`Tab does not lead to ${selector}`);
    };
    const press = async (device, selector) => {
      await device.see(selector);
      await tabTo(device, selector);
      await device.page.keyboard.press('Enter');
    };
    await press(seeker, '#start');
    await press(seeker, '#confirm');
    await seeker.see('.waiting__name');
    await press(counselor, '.entry');
    await press(counselor, '#accept');
    await press(counselor, '#answer');
    await press(seeker, '#begin');
    await seeker.see('.composer__field');
    await tabTo(seeker, '.composer__field');
    await seeker.page.keyboard.type('mit der Tastatur');
    await seeker.page.keyboard.press('Enter');
    await counselor.receives('mit der Tastatur');
    await press(seeker, '#end');
    await press(seeker, 'dialog .button--danger');
    await seeker.see('.goodbye #portal');
  });
});
