// The same chat with Firefox on one side and Chromium on the other, whichever is whose.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ask } from '../lib/ask.mjs';
import { CounselorDevice, desktop, eventually, openFirefox, phone, SeekerDevice } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { onDisk, png } from '../lib/plain_files.mjs';

describe('Firefox and Chromium', () => {
  const world = suite({ isWhole: true });
  let firefox;
  const devices = [];
  before(async () => { firefox = await openFirefox(); });
  after(() => firefox?.close());

  const open = async (Kind, browser) => {
    const device = await new Kind(world.stack, browser).open();
    devices.push(device);
    return device;
  };

  for (const seekersBrowser of ['Firefox', 'Chromium']) {
    test(`the seeker in ${seekersBrowser}: wait, write, format, reload, send pictures, compare the codes, end`, async () => {
      const [forSeeker, forCounselor] = seekersBrowser === 'Firefox' ? [firefox, world.browser] : [world.browser, firefox];
      const counselor = await open(CounselorDevice, forCounselor);
      await counselor.signIn();
      const seeker = await open(SeekerDevice, forSeeker);
      await seeker.enqueue();
      await counselor.accept();
      await seeker.begin();
      await seeker.see('.conversation');
      await seeker.write('Hallo von hier');
      await counselor.receives('Hallo von hier');
      await counselor.write('**Hallo** zurück');
      await seeker.receives('Hallo zurück');
      assert.equal(await seeker.page.$eval('.message--other strong', (node) => node.textContent), 'Hallo');
      await eventually('read', async () => (await seeker.texts('.message--own .message__mark')).join() === '· gelesen');
      await eventually('typing', async () => {
        await counselor.type('x'); // a single sign may be lost
        return (await seeker.page.$eval('.conversation__presence', (node) => node.innerText)) === 'schreibt …';
      });
      await seeker.type('Noch nicht fertig');
      await eventually('the draft is kept', () => seeker.page.evaluate(() => Object.keys(sessionStorage).some((name) => name.startsWith('caritas:draft:'))));
      for (const device of [seeker, counselor]) {
        await device.page.reload();
        await device.see('.history__code');
      }
      await seeker.receives('Hallo zurück');
      await seeker.page.waitForFunction(() => document.querySelector('.composer__field').value === 'Noch nicht fertig');
      for (const device of [seeker, counselor]) {
        await device.page.setViewport(phone);
        assert.equal(await device.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, 'it fits on a phone');
        await device.page.setViewport(desktop);
      }
      for (const [from, to] of [[seeker, counselor], [counselor, seeker]]) {
        await from.pick(...onDisk({ 'Foto.png': png() }));
        await from.click('#send-document');
        await to.sees(from === seeker ? 'Bild 1.png' : 'Foto.png');
        await to.page.waitForFunction(() => document.querySelector('.message--other .document__picture')?.naturalWidth === 320);
      }
      const code = (device) => device.page.$eval('.history__digits', (node) => node.textContent);
      assert.equal(await code(seeker), await code(counselor));
      assert.deepEqual(await seeker.texts('.message .notice:not([hidden])'), []);
      await seeker.end();
      await counselor.reads('Der Chat wurde beendet.');
      assert.equal(await seeker.page.evaluate(() => sessionStorage.length + localStorage.length), 0);
      for (const device of devices.splice(0)) await device.close();
    });
  }

  for (const name of ['Firefox', 'Chromium']) {
    test(`a part of the page that could not be fetched while waiting is there in the end (${name})`, async () => {
      const counselor = await open(CounselorDevice, world.browser);
      await counselor.signIn();
      const seeker = await open(SeekerDevice, name === 'Firefox' ? firefox : world.browser);
      let lost = 0;
      await seeker.page.setRequestInterception(true);
      seeker.page.on('request', (request) => {
        const isLost = /css\/chat\.css|views\/seeker\/chat\.js|seeker-chat-/.test(request.url()) && lost < 4;
        lost += isLost ? 1 : 0;
        return isLost ? request.abort() : request.continue();
      });
      await seeker.enqueue();
      // The page begins anew for what it needs. Once all is there it does so no more, and the counselor's list stands still.
      await eventually('all is there', () => lost === 4 && ask(() => seeker.page.evaluate(() => document.querySelector('link[href="/css/chat.css"]')?.sheet
        && performance.getEntriesByType('resource').some(({ name, responseStatus }) => /views\/seeker\/chat\.js|seeker-chat-/.test(name) && responseStatus === 200))));
      await counselor.room('#/anfragen');
      await counselor.see('.list > .list__rows .entry');
      await counselor.accept();
      await seeker.begin();
      await seeker.see('.conversation');
      await seeker.write('Jetzt geht es');
      await counselor.receives('Jetzt geht es');
      await seeker.end();
      seeker.complaints = seeker.complaints.filter((complaint) => !/ERR_FAILED|NetworkError|Loading|import/i.test(complaint));
      for (const device of devices.splice(0)) await device.close();
    });
  }

  test('the emoji picker works in Firefox too', async (t) => {
    const counselor = await open(CounselorDevice, world.browser);
    await counselor.signIn();
    const seeker = await open(SeekerDevice, firefox);
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    const begin = performance.now();
    await seeker.click('[data-tool=emoji]');
    await seeker.page.waitForFunction(() => document.querySelector('emoji-picker')?.shadowRoot.querySelectorAll('.tabpanel button.emoji').length > 20);
    t.diagnostic(`figure: emoji picker in Firefox after ${Math.round(performance.now() - begin)} ms`);
    await seeker.page.evaluate(() => document.querySelector('emoji-picker').shadowRoot.querySelector('.tabpanel button.emoji').click());
    await eventually('it is picked', () => seeker.page.$eval('.composer__field', (node) => /^\p{Extended_Pictographic}/u.test(node.value)));
    await seeker.end();
    for (const device of devices.splice(0)) await device.close();
  });
});
