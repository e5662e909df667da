// The emoji picker: from our own server, when it is opened; found by words of the page's language; nothing is left of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';

const words = { de: 'herz', en: 'heart' };

describe('the emoji picker', () => {
  const world = suite();
  const inPicker = (device, selector) => device.page.$(`emoji-picker >>> ${selector}`);
  const shown = (device) => device.page.evaluate(() => [...document.querySelector('emoji-picker').shadowRoot.querySelectorAll('.tabpanel button.emoji')].map((node) => node.textContent.trim()).filter(Boolean));

  for (const language of ['de', 'en']) {
    test(`comes when it is opened, is searched by keyboard, and the other side sees what was picked (${language})`, async () => {
      const { seeker, counselor } = await world.devices.meet({ language });
      const asked = [];
      seeker.page.on('request', (request) => asked.push(request.url()));
      assert.deepEqual(await seeker.page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('emoji_picker')).length), 0);
      await seeker.see('.composer__field');
      await seeker.click('[data-tool=emoji]');
      await seeker.page.waitForFunction(() => document.querySelector('emoji-picker')?.shadowRoot.querySelectorAll('.tabpanel button.emoji').length > 20);
      for (const url of asked) assert.ok(url.startsWith(world.stack.origin), url);
      assert.ok(asked.some((url) => url.endsWith(`/vendor/emoji/${language}.json`)));
      await eventually('the search has the focus', () => seeker.page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.id === 'search'));
      await seeker.page.keyboard.type(words[language]);
      await eventually('hearts', async () => (await shown(seeker)).some((emoji) => emoji.includes('❤')));
      await seeker.screen('25-emoji');
      await seeker.page.keyboard.press('ArrowDown');
      await seeker.page.keyboard.press('Enter');
      const field = () => seeker.page.$eval('.composer__field', (node) => node.value);
      await eventually('one is picked', async () => /^\p{Extended_Pictographic}/u.test(await field()));
      const picked = await field();
      await (await inPicker(seeker, '#search')).focus();
      await seeker.page.keyboard.press('Escape');
      assert.equal(await seeker.page.$eval('#emoji-panel', (node) => node.hidden), true);
      assert.equal(await seeker.page.evaluate(() => document.activeElement.id), 'composer-field');
      assert.equal(await seeker.page.evaluate(() => document.body.dataset.stage), 'running', 'one Esc leaves nothing but the picker');
      await seeker.page.keyboard.press('Enter');
      await counselor.receives(picked);
      const stored = await seeker.stored();
      assert.deepEqual([stored.local, stored.databases, stored.caches], [0, 0, 0]);
    });
  }

  test('fills its store in one go: not by a task for each emoji, which takes WebKit seconds', async (t) => {
    const { seeker } = await world.devices.meet();
    await seeker.page.evaluateOnNewDocument(() => {
      delete globalThis.scheduler; // as in WebKit
      globalThis.tasks = 0;
      const counted = (original) => function task(...args) {
        globalThis.tasks += 1;
        return original.apply(this, args);
      };
      globalThis.setTimeout = counted(globalThis.setTimeout);
      MessagePort.prototype.postMessage = counted(MessagePort.prototype.postMessage);
    });
    await seeker.page.reload();
    await seeker.see('.composer__field');
    const begin = performance.now();
    await seeker.click('[data-tool=emoji]');
    await seeker.page.waitForFunction(() => document.querySelector('emoji-picker')?.shadowRoot.querySelectorAll('.tabpanel button.emoji').length > 20);
    t.diagnostic(`figure: emoji picker in Chromium after ${Math.round(performance.now() - begin)} ms`);
    const tasks = await seeker.page.evaluate(() => globalThis.tasks);
    assert.ok(tasks < 100, `${tasks} tasks`);
  });

  test('has skin tones', async () => {
    const { seeker } = await world.devices.meet();
    await seeker.see('.composer__field');
    await seeker.click('[data-tool=emoji]');
    await seeker.page.waitForFunction(() => document.querySelector('emoji-picker')?.shadowRoot.querySelectorAll('.tabpanel button.emoji').length > 20);
    await (await inPicker(seeker, '#skintone-button')).click();
    await eventually('the tones are open', async () => (await inPicker(seeker, '#skintone-button')).evaluate((node) => node.getAttribute('aria-expanded') === 'true'));
    await seeker.page.keyboard.press('ArrowDown');
    await seeker.page.keyboard.press('ArrowDown');
    await seeker.page.keyboard.press('Enter');
    await (await inPicker(seeker, '#search')).type('winken');
    await eventually('a waving hand with a tone', async () => (await shown(seeker)).some((emoji) => /👋\p{Emoji_Modifier}/u.test(emoji)));
  });
});
