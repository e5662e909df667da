// What the two sides see of one another beside the messages: that one writes, that a line is there, and that it was read.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';

const marks = (device) => device.texts('.message--own .message__mark');
const presence = (device) => device.page.$eval('.conversation__presence', (node) => node.innerText);

/// A single sign may be lost; who goes on typing sends another one after some seconds. Returns what was typed.
async function typeUntilSeen(from, to) {
  let text = '';
  await eventually('"schreibt …" is shown', async () => {
    await from.type('x');
    text += 'x';
    return (await presence(to)) === 'schreibt …';
  });
  return text;
}

describe('signals', () => {
  const world = suite();

  for (const workers of [1, 2]) {
    describe(`with ${workers} worker(s)`, () => {
      const inner = workers === 1 ? world : suite({ workers });

      test('"schreibt …" while the other types, gone with the message and by itself', async () => {
        const { seeker, counselor } = await inner.devices.meet();
        for (const [from, to] of [[seeker, counselor], [counselor, seeker]]) {
          await from.page.bringToFront();
          const text = await typeUntilSeen(from, to);
          await from.page.keyboard.press('Enter');
          await to.receives(text);
          assert.notEqual(await presence(to), 'schreibt …');
          await typeUntilSeen(from, to);
          await eventually('it ends by itself', async () => (await presence(to)) !== 'schreibt …', 8000);
        }
      });

      test('a line is "gesendet", and "gelesen" once the other side has it in front of the eyes', async () => {
        const { seeker, counselor } = await inner.devices.meet();
        await counselor.room('#/profil');
        await seeker.write('Liest du das?');
        await seeker.delivered('Liest du das?');
        await eventually('sent', async () => (await marks(seeker)).join() === '· gesendet');
        await counselor.room('#/nachrichten');
        await counselor.click('.entry');
        await counselor.receives('Liest du das?');
        await eventually('read', async () => (await marks(seeker)).join() === '· gelesen');
        await counselor.write('Ja');
        await seeker.receives('Ja');
        await eventually('read by the seeker', async () => (await marks(counselor)).join() === '· gelesen');
        // It is kept: a reload finds it.
        await counselor.page.reload();
        await counselor.receives('Liest du das?');
        await eventually('still read', async () => (await marks(counselor)).join() === '· gelesen');
        await seeker.screen('24-read');
      });
    });
  }

  test('who has scrolled back has not read what comes below', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const long = 'Eine lange Zeile. '.repeat(20).trim();
    for (let i = 0; i < 12; ++i) await counselor.paste(`${i} ${long}`);
    await seeker.receives(`11 ${long}`);
    await seeker.page.bringToFront();
    await seeker.page.$eval('.history__scroll', (node) => { node.scrollTop = 0; });
    await counselor.write('Siehst du das?');
    await seeker.receives('Siehst du das?');
    await eventually('the others are read', async () => (await marks(counselor)).filter((mark) => mark === '· gelesen').length === 12);
    assert.equal((await marks(counselor)).at(-1), '· gesendet');
    await seeker.click('.history__more');
    await eventually('read', async () => (await marks(counselor)).at(-1) === '· gelesen');
  });

  test('what comes while the page is in the background is not read yet', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
    await counselor.write('Bist du da?');
    await seeker.receives('Bist du da?');
    await eventually('sent', async () => (await marks(counselor)).join() === '· gesendet');
    await seeker.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually('read', async () => (await marks(counselor)).join() === '· gelesen');
  });
});
