// What was written and not sent when a page is loaded anew: it is kept, sealed, and sent by the next page of that tab.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { UnreliableLine } from '../lib/unreliable_line.mjs';

const isMessage = (call) => call.method === 'PUT' && /\/messages\//.test(call.path);
const isChunk = (call) => call.method === 'PUT' && /\/files\//.test(call.path);

const kept = (device) => device.page.evaluate(() => Object.entries(sessionStorage).filter(([name]) => /^caritas:(outbox|uploads):/.test(name)));

describe('a reload', () => {
  const world = suite({ people: ['anna'] });

  async function meet() {
    const lines = { seeker: await UnreliableLine.start(world.stack), counselor: await UnreliableLine.start(world.stack) };
    const counselor = await world.devices.counselor({ line: lines.counselor });
    // "Leave this page?" is asked where something waits.
    counselor.page.on('dialog', (dialog) => dialog.accept());
    await counselor.signIn();
    const seeker = await world.devices.seeker({ line: lines.seeker });
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    await seeker.see('.conversation');
    return { seeker, counselor, lines };
  }

  test('two lines of each side that wait are sent after it, and after a change of language: in order, each once', async () => {
    const { seeker, counselor, lines } = await meet();
    const sides = [[seeker, counselor, lines.seeker], [counselor, seeker, lines.counselor]];
    for (const [side, , line] of sides) {
      line.refuses(isMessage);
      await side.write('eins, geheim');
      await side.write('zwei');
      await eventually('both are kept', async () => (await kept(side)).length === 1 && (await side.page.$$('.message--pending')).length === 2);
    }
    await seeker.click('.house__language');
    await seeker.page.waitForFunction(() => document.documentElement.lang === 'en');
    await counselor.page.reload();
    for (const [side, other, line] of sides) {
      await side.page.waitForFunction(() => document.querySelectorAll('.message--pending').length === 2);
      assert.deepEqual(await side.texts('.message--pending .message__body'), ['eins, geheim', 'zwei']);
      assert.ok(!JSON.stringify(await side.page.evaluate(() => ({ ...sessionStorage }))).includes('geheim'), 'sealed');
      line.mends();
      await side.delivered('zwei');
      await side.write('drei');
      await other.receives('drei');
      assert.deepEqual(await other.texts('.message--other .message__body'), ['eins, geheim', 'zwei', 'drei']);
      await eventually('nothing is kept any more', async () => (await kept(side)).length === 0);
    }
    for (const [side] of sides) assert.deepEqual(await side.texts('.message .notice:not([hidden])'), [], 'nothing is said to be missing or doubled');
  });

  test('a line that the server has, though its answer was lost, is not sent twice, and the next one follows it', async () => {
    const { seeker, counselor, lines } = await meet();
    const lost = lines.seeker.loses(isMessage, { arrive: true });
    await seeker.write('einmal');
    await lost;
    await counselor.receives('einmal');
    await seeker.page.reload();
    await seeker.delivered('einmal');
    await seeker.write('danach');
    await counselor.receives('danach');
    assert.deepEqual(await counselor.texts('.message--other .message__body'), ['einmal', 'danach']);
    for (const side of [seeker, counselor]) assert.deepEqual(await side.texts('.message .notice:not([hidden])'), []);
  });

  test('what waits is forgotten at the end and on the quick exit, and named where it was not delivered', async () => {
    const first = await meet();
    first.lines.seeker.refuses(isMessage);
    await first.seeker.write('kommt nie an');
    await eventually('it is kept', async () => (await kept(first.seeker)).length === 1);
    await first.seeker.page.goto('about:blank');
    await first.counselor.end();
    await first.seeker.portal();
    await first.seeker.reads('Was du zuletzt gesendet hast, wurde nicht mehr zugestellt');
    assert.deepEqual(await kept(first.seeker), []);

    const second = await meet();
    second.lines.seeker.refuses(isMessage);
    await second.seeker.write('kommt nie an');
    await eventually('it is kept', async () => (await kept(second.seeker)).length === 1);
    await second.seeker.click('.quick-exit');
    await second.seeker.page.waitForFunction(() => document.title === 'Kartoffelsuppe');
    assert.deepEqual(await second.seeker.page.evaluate(() => Object.keys(sessionStorage)), []);
  });

  test('a document that was going up is named as given up', async () => {
    const { seeker, lines } = await meet();
    lines.seeker.refuses(isChunk);
    const path = join(world.stack.folder, 'Brief.pdf');
    writeFileSync(path, '%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');
    await seeker.pick(path);
    await seeker.click('#send-document');
    await eventually('it is kept', async () => (await kept(seeker)).length === 1);
    await seeker.page.reload();
    await seeker.reads('Beim Neuladen der Seite abgebrochen');
    lines.seeker.mends();
    await seeker.click('.message--pending .message__actions button:not([hidden])');
    await eventually('it is gone', async () => (await kept(seeker)).length === 0);
    assert.equal(await seeker.page.$('.message--pending'), null);
  });
});
