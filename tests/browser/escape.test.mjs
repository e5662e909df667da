// Esc closes what is open, and only where nothing is open two of them leave.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { phone } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { onDisk, pdf, png } from '../lib/plain_files.mjs';

describe('Esc', () => {
  const world = suite();
  const [paper, picture] = onDisk({ 'brief.pdf': pdf(), 'bild.png': png() });

  // Sent one behind the other without waiting, so that they are close together on a busy machine as well.
  const press = (page, times) => Promise.all(Array.from({ length: 2 * times }, (_, i) => page.keyboard[i % 2 ? 'up' : 'down']('Escape')));
  const hasLeft = (page) => page.waitForFunction(() => document.title === 'Kartoffelsuppe');
  const isDialogOpen = (page) => page.evaluate(() => document.querySelector('dialog[open]') !== null);
  const isPickerOpen = (page) => page.$eval('#emoji-panel', (panel) => !panel.hidden);
  const openPicker = async (device) => {
    await device.click('[data-tool=emoji]');
    await device.page.waitForFunction(() => document.querySelector('emoji-picker')?.shadowRoot.querySelector('#search') === document.activeElement?.shadowRoot?.activeElement);
  };

  const things = {
    'the question before the end': {
      open: async ({ seeker }) => { await seeker.click('#end'); await seeker.see('dialog[open]'); },
      isOpen: isDialogOpen,
    },
    'the question about a document': {
      open: async ({ seeker }) => { await seeker.pick(paper); await seeker.see('#send-document'); },
      isOpen: isDialogOpen,
    },
    'an enlarged picture': {
      prepare: async ({ seeker, counselor }) => {
        await counselor.pick(picture);
        await counselor.click('#send-document');
        await seeker.see('.document__picture');
      },
      open: async ({ seeker }) => { await seeker.click('.document__enlarge'); await seeker.see('dialog[open]'); },
      isOpen: isDialogOpen,
    },
    'the emoji picker, with the focus in its search': { open: ({ seeker }) => openPicker(seeker), isOpen: isPickerOpen },
    'the emoji picker, with the focus in the field': {
      open: async ({ seeker }) => { await openPicker(seeker); await seeker.page.focus('.composer__field'); },
      isOpen: isPickerOpen,
    },
    'the tools of a narrow page': {
      prepare: ({ seeker }) => seeker.page.setViewport(phone),
      open: ({ seeker }) => seeker.click('.composer__more'),
      isOpen: (page) => page.$eval('.composer__more', (button) => button.getAttribute('aria-expanded') === 'true'),
    },
  };

  for (const [name, { prepare, open, isOpen }] of Object.entries(things)) {
    test(`${name}: one closes it, a second leaves nothing, and with it open three leave`, async () => {
      const people = await world.devices.meet();
      const { page } = people.seeker;
      await page.bringToFront();
      await prepare?.(people);
      await open(people);
      assert.equal(await isOpen(page), true);
      await press(page, 2);
      assert.equal(await page.evaluate(() => document.body.dataset.stage), 'running', 'one that closes and one more leave nothing');
      assert.equal(await isOpen(page), false);
      await open(people);
      await press(page, 3);
      await hasLeft(page);
      await people.counselor.reads('Schnell verlassen');
    });
  }

  test('the way out that a dialog offers stays red under the pointer', async () => {
    const { seeker } = await world.devices.meet();
    await seeker.click('#end');
    await seeker.see('dialog .button--quick');
    const colours = () => seeker.page.$eval('dialog .button--quick', (node) => [getComputedStyle(node).borderColor, getComputedStyle(node).color]);
    const before = await colours();
    await seeker.page.hover('dialog .button--quick');
    await seeker.page.waitForFunction(() => document.querySelector('dialog .button--quick').matches(':hover'));
    assert.deepEqual(await colours(), before);
  });

  test('what was open in a conversation that is over does not keep Esc from leaving', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.page.bringToFront();
    await openPicker(seeker);
    await counselor.end();
    await seeker.see('.goodbye');
    await press(seeker.page, 2);
    await hasLeft(seeker.page);
  });
});
