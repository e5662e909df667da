// Documents on their way, up and down: progress, giving up, lines that break, servers that fail, and the end in between.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { eventually, pause } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { docx } from '../lib/documents.mjs';
import { holdBack, isChunk } from '../lib/hold_back.mjs';
import { onDisk, pdf, png } from '../lib/plain_files.mjs';

const mib = 1024 * 1024;

describe('documents on their way', () => {
  const world = suite({ chat: 'max_file_mib = 2' });

  test('what reads a document comes in the end where it could not be fetched; who has left meanwhile is not asked any more', async () => {
    const { seeker } = await world.devices.meet();
    const worker = await holdBack(seeker, (request) => request.url().endsWith('/inspect_worker.js'));
    const [brief] = onDisk({ 'Brief.docx': docx() });
    await seeker.pick(brief);
    await eventually('it is asked for', () => worker.held.length === 1);
    worker.now((request) => request.abort());
    await seeker.reads('Das hat gerade nicht geklappt.');
    worker.now((request) => request.continue());
    await seeker.pick(brief);
    await seeker.see('#send-document');
    await seeker.click('dialog .button--quiet');
    const [large] = onDisk({ 'Foto.png': png({ width: 3000, height: 3000 }) });
    let asked = 0;
    await seeker.page.exposeFunction('asked', () => { asked += 1; });
    await seeker.page.evaluate(() => new MutationObserver(() => document.querySelector('dialog') && globalThis.asked()).observe(document.body, { childList: true }));
    await seeker.pick(large);
    const goodbye = await holdBack(seeker, (request) => request.url().includes('/rezept'));
    const press = seeker.click('.quick-exit'); // is over only when the page has gone
    await eventually('the other page is asked for', () => goodbye.held.length === 1);
    await pause(3000); // longer than the picture takes
    goodbye.now((request) => request.continue());
    await press;
    await seeker.page.waitForFunction(() => document.title === 'Kartoffelsuppe');
    assert.equal(asked, 0);
  });

  test('the progress shows, cancelling leaves nothing on the server, and writing goes on meanwhile', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const chunks = await holdBack(seeker, (request) => isChunk(request) && !request.url().endsWith('/0'));
    await seeker.pick(...onDisk({ 'lang.pdf': pdf({ size: 1.5 * mib }) }));
    await seeker.click('#send-document');
    await eventually('the second chunk is on its way', () => chunks.held.length === 1);
    const progress = () => seeker.page.$eval('.message progress', (node) => node.value / node.max);
    assert.ok((await progress()) > 0.1 && (await progress()) < 0.5);
    await seeker.screen('35-uploading');
    await seeker.write('Das dauert.');
    await counselor.receives('Das dauert.');
    assert.equal(await world.stack.count('files', 'NOT complete'), 1);
    await seeker.click('.message--pending .message__actions button:not([hidden])');
    await eventually('it is gone', async () => (await world.stack.count('files')) + (await world.stack.count('file_chunks')) === 0);
    assert.equal(await seeker.page.$('.message progress'), null);
  });

  test('saving shows its progress too, and can be given up and begun again', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const [paper] = onDisk({ 'Plan.pdf': pdf({ size: mib }) });
    await counselor.pick(paper);
    await counselor.click('#send-document');
    await seeker.sees('Plan.pdf');
    const chunks = await holdBack(seeker, (request) => request.method() === 'GET' && request.url().endsWith('/1'));
    await seeker.click('.document__saving button');
    await eventually('the second chunk is asked for', () => chunks.held.length === 1);
    const done = await seeker.page.$eval('.document progress', (node) => node.value / node.max);
    assert.ok(done > 0.2 && done < 0.3, `${done}`);
    await seeker.click('.document__saving button:not([hidden])');
    await seeker.page.waitForFunction(() => document.querySelector('.document progress').hidden);
    assert.deepEqual(await seeker.texts('.document .notice:not([hidden])'), []);
    chunks.held.length = 0;
    chunks.now((request) => request.continue());
    assert.ok((await seeker.save('Plan.pdf')).equals(readFileSync(paper)));
  });

  test('where the line breaks it goes on with the same bytes; where the server fails over it, one tap tries again', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const sent = new Map();
    const chunks = await holdBack(seeker, isChunk);
    await seeker.pick(...onDisk({ 'lang.pdf': pdf({ size: mib }) }));
    await seeker.click('#send-document');
    await eventually('the first chunk', () => chunks.held.length === 1);
    let [broken, refused] = [2, 3];
    chunks.now((request) => {
      const number = new URL(request.url()).pathname.split('/').at(-1);
      sent.set(number, [...(sent.get(number) ?? []), request.postData()]);
      if (number === '1' && broken-- > 0) return request.abort('ConnectionReset');
      const isBug = number === '2' && refused-- > 0;
      return isBug ? request.respond({ status: 500, contentType: 'application/json', body: JSON.stringify({ now: Date.now(), error: { code: 'internal', message: 'Ein Fehler bei uns.' } }) }) : request.continue();
    });
    await seeker.reads('Nicht gesendet. Ein Fehler bei uns.');
    await seeker.screen('36-upload-failed');
    await seeker.click('.message--failed .message__actions button');
    await counselor.sees('Dokument 1.pdf');
    assert.deepEqual([...sent.entries()].map(([number, tries]) => [number, tries.length, new Set(tries).size]), [['0', 1, 1], ['1', 3, 1], ['2', 4, 1], ['3', 1, 1], ['4', 1, 1]]);
  });

  test('what the server has removed after minutes without a line goes up once more by itself', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const chunks = await holdBack(seeker, (request) => isChunk(request) && request.url().endsWith('/2'));
    await seeker.pick(...onDisk({ 'lang.pdf': pdf({ size: mib }) }));
    await seeker.click('#send-document');
    await eventually('the third chunk', () => chunks.held.length === 1);
    await world.stack.sql('UPDATE files SET moved_at = NOW(3) - INTERVAL 6 MINUTE; SELECT 1');
    assert.equal((await world.stack.tidy()).files_broken_off, 1);
    chunks.now((request) => request.continue());
    await counselor.sees('Dokument 1.pdf');
    assert.equal(await world.stack.count('file_chunks'), 5);
  });

  test('a document that the end has overtaken is named as not delivered', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const chunks = await holdBack(seeker, (request) => isChunk(request) || request.url().includes('/events'));
    await seeker.pick(...onDisk({ 'lang.pdf': pdf() }));
    await seeker.click('#send-document');
    await eventually('the chunk is on its way', () => chunks.held.some(isChunk));
    await counselor.end();
    chunks.now((request) => request.continue());
    await seeker.reads('Was du zuletzt gesendet hast, wurde nicht mehr zugestellt.');
  });

  test('an upload that is cut by closing the page leaves nothing behind', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const chunks = await holdBack(seeker, (request) => isChunk(request) && request.url().endsWith('/2'));
    await seeker.pick(...onDisk({ 'lang.pdf': pdf({ size: mib }) }));
    await seeker.click('#send-document');
    await eventually('two chunks are there', async () => (await world.stack.count('file_chunks')) === 2 && chunks.held.length === 1);
    chunks.now((request) => request.abort()); // a page that closes would let them go on
    await seeker.page.close();
    await world.stack.sql('UPDATE files SET moved_at = NOW(3) - INTERVAL 6 MINUTE; SELECT 1');
    assert.equal((await world.stack.tidy()).files_broken_off, 1);
    assert.equal(await world.stack.count('file_chunks'), 0);
    await counselor.lacks('Dokument 1.pdf');
  });
});
