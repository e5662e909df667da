// Documents are looked into beside the page: it answers meanwhile, gives up in the end, and sends the bytes that it looked at.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { docx } from '../lib/documents.mjs';
import { holdBack } from '../lib/hold_back.mjs';
import { makeSealedChat } from '../lib/insider.mjs';
import { onDisk, pdf } from '../lib/plain_files.mjs';

const looking = 'wird auf diesem Gerät geprüft';
const isWorker = (request) => request.url().endsWith('/js/documents/inspect_worker.js');
/// In the place of ours: never comes back from a document.
const stuck = { contentType: 'text/javascript', body: 'addEventListener("message", () => { for (;;); }); postMessage("loaded");' };

describe('a document that keeps whoever looks into it busy', () => {
  const world = suite();

  /// The page's clock, so that nobody waits: what is to last as long as an inspection may take passes at once when `hurry` is called.
  async function withHurry(device) {
    await device.page.evaluateOnNewDocument(() => {
      const later = globalThis.setTimeout;
      const waiting = [];
      globalThis.setTimeout = (work, ms, ...more) => {
        if (ms === 15_000) waiting.push(work);
        return later(work, ms, ...more);
      };
      globalThis.hurry = () => waiting.splice(0).map((work) => work()).length > 0;
    });
    await device.page.reload();
    await device.see('.conversation');
  }

  test('leaves the page usable, is given up with a sentence, and the next one is looked into', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await withHurry(seeker);
    const workers = await holdBack(seeker, isWorker);
    workers.now((request) => request.respond(stuck));
    const [odd, good] = onDisk({ 'Seltsam.pdf': pdf(), 'Gut.pdf': pdf() });
    await seeker.pick(odd);
    await seeker.reads(looking);
    await seeker.write('Ich schreibe weiter.');
    await counselor.receives('Ich schreibe weiter.');
    await eventually('the time is over', () => seeker.page.evaluate(() => globalThis.hurry()));
    await seeker.reads('„Seltsam.pdf“ ist zu groß oder zu verschachtelt');
    await eventually('the worker is ended', () => seeker.page.workers().length === 0);
    workers.now((request) => request.continue());
    await seeker.pick(good);
    await seeker.click('#send-document');
    await counselor.sees('Dokument 1.pdf');
  });

  test('is not offered to the other side, and said to be too large', async () => {
    const chat = await makeSealedChat(world.stack);
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    await counselor.room(`#/nachrichten/${chat.id}`);
    await counselor.see('.conversation');
    await withHurry(counselor);
    await chat.attach('seeker', docx(), { name: 'Seltsam.docx', kind: 'docx' });
    await counselor.sees('Seltsam.docx');
    const workers = await holdBack(counselor, isWorker);
    workers.now((request) => request.respond(stuck));
    const card = await counselor.card('Seltsam.docx');
    await (await card.$('.document__saving button')).click();
    await eventually('the time is over', () => counselor.page.evaluate(() => globalThis.hurry()));
    await counselor.reads('Dieses Dokument ist zu groß oder zu verschachtelt, um hier geprüft zu werden. Es wird deshalb nicht angeboten.');
    assert.equal(await card.$('button'), null);
    await counselor.screen('37-too-large-to-inspect');
  });

  test('does not keep anybody from leaving quickly', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const workers = await holdBack(seeker, isWorker);
    workers.now((request) => request.respond(stuck));
    await seeker.pick(...onDisk({ 'Seltsam.pdf': pdf() }));
    await seeker.reads(looking);
    await eventually('the worker is there', () => seeker.page.workers().length === 1);
    await seeker.click('.quick-exit');
    await seeker.page.waitForFunction(() => document.title === 'Kartoffelsuppe');
    await counselor.reads('Schnell verlassen');
    assert.equal(seeker.page.workers().length, 0);
  });
});

describe('what was looked at', () => {
  const world = suite();

  test('is what goes, whatever becomes of the file on the disk meanwhile', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const bytes = pdf({ size: 300_000 });
    const [changing, going] = onDisk({ 'Plan.pdf': bytes, 'Brief.pdf': bytes });
    for (const [i, [path, change]] of [[changing, () => writeFileSync(changing, pdf({ size: 300_000 }))], [going, () => rmSync(going)]].entries()) {
      await seeker.pick(path);
      await seeker.see('#send-document');
      change();
      await seeker.click('#send-document');
      const name = `Dokument ${i + 1}.pdf`;
      await counselor.sees(name);
      assert.ok((await counselor.save(name)).equals(bytes), path);
    }
  });

  test('leaves no worker behind that still holds it', async () => {
    const { seeker } = await world.devices.meet();
    await seeker.pick(...onDisk({ 'Plan.pdf': pdf() }));
    await seeker.click('#send-document');
    await seeker.sees('Dokument 1.pdf');
    await eventually('it is gone', () => seeker.page.workers().length === 0);
  });
});
