// The central flows with WebKit on one side and Chromium on the other, over TLS: WebKit takes no session without.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { topics } from '../lib/demo.mjs';
import { onDisk, pdf, png } from '../lib/plain_files.mjs';
import { webkitSuite } from '../lib/webkit_suite.mjs';

describe('WebKit and Chromium', () => {
  const world = webkitSuite();

  for (const browser of ['WebKit', 'Chromium']) {
    test(`the seeker in ${browser}: write, reload, send documents, compare the codes, end`, async () => {
      const { seeker, counselor } = await world.meet(browser);
      await seeker.write('Hallo von hier');
      await counselor.receives('Hallo von hier');
      await counselor.write('**Hallo** zurück');
      await seeker.receives('Hallo zurück');
      await seeker.type('Noch nicht fertig');
      await eventually('the draft is kept', () => seeker.page.evaluate(() => Object.keys(sessionStorage).some((name) => name.startsWith('caritas:draft:'))));
      for (const device of [seeker, counselor]) {
        await device.page.reload();
        await device.see('.history__code');
      }
      await seeker.receives('Hallo zurück');
      await seeker.page.waitForFunction(() => document.querySelector('.composer__field').value === 'Noch nicht fertig');
      for (const [from, to] of [[seeker, counselor], [counselor, seeker]]) {
        await from.pick(...onDisk({ 'Foto.png': png() }));
        await from.click('#send-document');
        await to.sees(from === seeker ? 'Bild 1.png' : 'Foto.png');
        await to.page.waitForFunction(() => document.querySelector('.message--other .document__picture')?.naturalWidth === 320);
      }
      await seeker.pick(...onDisk({ 'Brief.pdf': pdf() }));
      await seeker.click('#send-document');
      await counselor.sees('Dokument 1.pdf');
      const code = (device) => device.page.$eval('.history__digits', (node) => node.textContent);
      assert.equal(await code(seeker), await code(counselor));
      assert.deepEqual(await seeker.texts('.message .notice:not([hidden])'), []);
      await seeker.end();
      await counselor.reads('Der Chat wurde beendet.');
      assert.equal(await seeker.page.evaluate(() => sessionStorage.length + localStorage.length), 0);
      assert.deepEqual(await seeker.page.cookies(), []);
    });
  }

  test('an emoji is picked, and the other side sees it', async (t) => {
    const { seeker, counselor } = await world.meet();
    const begin = performance.now();
    await seeker.click('[data-tool=emoji]');
    await seeker.page.waitForFunction(() => document.querySelector('emoji-picker')?.shadowRoot.querySelectorAll('.tabpanel button.emoji').length > 20);
    t.diagnostic(`figure: emoji picker in WebKit after ${Math.round(performance.now() - begin)} ms`);
    await seeker.page.evaluate(() => document.querySelector('emoji-picker').shadowRoot.querySelector('.tabpanel button.emoji').click());
    await eventually('it is picked', () => seeker.page.$eval('.composer__field', (node) => /^\p{Extended_Pictographic}/u.test(node.value)));
    const picked = await seeker.page.$eval('.composer__field', (node) => node.value);
    await seeker.page.$eval('.composer__field', (node) => node.focus());
    await seeker.page.keyboard.press('Enter');
    await counselor.receives(picked);
  });

  test('the quick exit by Esc twice: another page, no way back, ended on the server', async () => {
    const { seeker, counselor } = await world.meet();
    await seeker.write('Da kommt jemand');
    await counselor.receives('Da kommt jemand');
    const entries = await seeker.page.evaluate(() => history.length);
    await seeker.page.keyboard.press('Escape');
    await seeker.page.keyboard.press('Escape');
    await seeker.page.waitForFunction(() => document.title === 'Kartoffelsuppe');
    assert.equal(new URL(await seeker.page.url()).pathname, '/rezept');
    assert.equal(await seeker.page.evaluate(() => history.length), entries, 'the page was replaced, not left behind');
    await counselor.reads('Schnell verlassen');
    await seeker.page.goBack();
    await seeker.lacks('Da kommt jemand', topics.young.team);
    await seeker.portal();
    await seeker.lacks('Da kommt jemand');
  });

  test('a quick exit whose call is lost: the next visit tells the server first, and shows the start', async () => {
    const { seeker, counselor } = await world.meet();
    await world.stack.stopNginx();
    await seeker.click('.quick-exit');
    await seeker.page.waitForFunction(() => !document.querySelector('.conversation'));
    await world.stack.startNginx();
    await seeker.go('/kinder-jugendliche');
    await seeker.see('.portal #start');
    await seeker.lacks(topics.young.team);
    assert.deepEqual(await seeker.page.cookies(), []);
    await counselor.reads('Schnell verlassen');
  });
});
