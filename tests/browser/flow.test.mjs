// The whole of the live chat, as two people see it in two browsers: every screen, in both languages, at both widths.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';

const words = {
  de: {
    team: `${topics.young.team} ist jetzt für dich da`,
    name: 'Ratsuchende_r 1', du: 'Du heißt hier', begin: 'Jetzt chatten', ended: 'Der Chat wurde beendet.', deleted: 'gelöscht', kept: 'im Verlauf deines Browsers', title: 'Startseite',
  },
  en: {
    team: `${topics.young.teamEn} is here for you now`,
    name: 'Ratsuchende_r 1', du: 'Here you are called', begin: 'Chat now', ended: 'The chat has ended.', deleted: 'will be deleted', kept: 'your browser’s history may still show', title: 'Start page',
  },
};

describe('a chat in two browsers', () => {
  const world = suite({ isWhole: true });

  for (const language of ['de', 'en']) {
    test(`from the portal to the goodbye (${language})`, async () => {
      const say = words[language];
      const seeker = await world.devices.seeker({ language });
      const counselor = await world.devices.counselor({ language });

      await seeker.go('/');
      await seeker.see('.topics');
      await seeker.screen('01-start');
      await seeker.portal();
      await seeker.screen('02-portal');
      await seeker.click('#start');
      await seeker.see('#confirm');
      await seeker.screen('03-entrance');
      assert.deepEqual(await seeker.stored(), { local: 0, session: 0, databases: 0, caches: 0, workers: 0, cookies: [] }, 'nothing is stored before "Bestätigen"');
      assert.equal(await seeker.page.title(), say.title);
      await seeker.click('#confirm');
      await seeker.reads(say.name);
      await seeker.reads(say.du);
      await seeker.screen('04-waiting');
      assert.deepEqual(await seeker.stored(), { local: 0, session: 1, databases: 0, caches: 0, workers: 0, cookies: ['__Host-seeker'] });

      await counselor.go('/beratung');
      await counselor.see('#login');
      await counselor.screen('10-sign-in');
      await counselor.signIn();
      await counselor.reads(say.name);
      assert.deepEqual(await counselor.texts('.tab .count'), ['1']);
      await counselor.screen('11-requests');
      await counselor.click('.entry');
      await counselor.see('#accept');
      await counselor.screen('12-request');
      await counselor.click('#accept');
      await counselor.see('#answer');
      await counselor.screen('13-taken-over');

      await seeker.see('#begin');
      await seeker.reads(say.team);
      assert.match(await seeker.page.title(), /^\(1\) /, 'the title says that something waits');
      await seeker.screen('05-accepted');
      await seeker.click('#leave');
      await seeker.see('dialog[open]');
      await seeker.screen('05-rather-not');
      await seeker.click('dialog .button--quiet');
      await counselor.click('#answer');
      await counselor.write('Hallo! Was beschäftigt dich?');
      await counselor.delivered('Hallo! Was beschäftigt dich?');
      await counselor.reads(say.begin);
      await counselor.screen('14-not-begun');

      await seeker.begin();
      await seeker.receives('Hallo! Was beschäftigt dich?');
      await seeker.type('Streit zu Hause.');
      await seeker.page.keyboard.down('Shift');
      await seeker.page.keyboard.press('Enter');
      await seeker.page.keyboard.up('Shift');
      await seeker.write('Siehe https://example.org/a?b=c.');
      await counselor.receives('Streit zu Hause.\nSiehe https://example.org/a?b=c.');
      await seeker.screen('06-chat');
      await counselor.screen('15-chat');
      await counselor.room('#/profil');
      await counselor.see('#everywhere');
      await counselor.screen('16-profile');
      await counselor.room('#/nachrichten');
      await counselor.see('.entry .badge--open');
      await counselor.screen('17-conversations');

      await seeker.click('#end');
      await seeker.see('dialog[open]');
      await seeker.screen('07-end');
      await seeker.click('dialog .button--danger');
      await seeker.see('.goodbye #portal');
      await seeker.reads(say.kept);
      await seeker.screen('08-goodbye');
      assert.deepEqual(await seeker.stored(), { local: 0, session: 0, databases: 0, caches: 0, workers: 0, cookies: [] });
      await seeker.lacks('Streit zu Hause', 'beschäftigt dich');
      await counselor.click('.entry');
      await counselor.reads(say.ended);
      await counselor.reads(say.deleted);
      assert.equal(await counselor.page.$('.entry .badge--open:not([hidden])'), null, 'an ended chat is not active');
      await counselor.screen('18-ended');
    });
  }

  test('the pages in dark colours keep their contrast', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.write('Guten Abend');
    await counselor.receives('Guten Abend');
    for (const [device, name] of [[seeker, '06-chat-dark'], [counselor, '15-chat-dark']]) {
      await device.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      await device.screen(name);
    }
  });
});

describe('delivery, as the browsers see it', () => {
  const world = suite({ isWhole: true });

  test('a line is on the other side in the same second', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const times = [];
    for (let i = 0; i < 20; ++i) {
      const text = `Zeile ${i}`;
      await seeker.type(text);
      const seen = counselor.page.evaluate((wanted) => new Promise((resolve) => {
        const look = () => [...document.querySelectorAll('.message--other .message__body')].some((node) => node.innerText === wanted) && resolve(Date.now());
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }), text);
      const sent = await seeker.page.evaluate(() => {
        const now = Date.now();
        document.querySelector('.composer').requestSubmit();
        return now;
      });
      times.push((await seen) - sent);
    }
    times.sort((a, b) => a - b);
    console.log(`delivery from browser to browser through nginx, ${times.length} lines: median ${times[10]} ms, slowest ${times.at(-1)} ms`);
    assert.equal((await counselor.texts('.message--other')).length, times.length);
  });
});
