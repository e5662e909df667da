// Documents from somebody who does not use our page, or from a server that meddles: what they pretend is noticed, and nothing is offered.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { docx } from '../lib/documents.mjs';
import { makeSealedChat } from '../lib/insider.mjs';
import { importPage } from '../lib/pages.mjs';
import { onDisk, pdf, png } from '../lib/plain_files.mjs';

const refused = 'Dieses Dokument ist nicht, was es zu sein vorgibt. Es wird deshalb nicht angeboten.';
const changed = 'Dieses Dokument wurde unterwegs verändert und lässt sich nicht öffnen.';

describe('a document that is not what it should be', () => {
  const world = suite({ chat: 'max_file_mib = 2' });

  /// A chat whose seeker is no page of ours, open on a counselor's desk.
  async function open() {
    const chat = await makeSealedChat(world.stack);
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    await counselor.room(`#/nachrichten/${chat.id}`);
    await counselor.see('.conversation');
    return { ...chat, page: counselor };
  }

  async function trySave(device, name) {
    await device.sees(name);
    const card = await device.card(name);
    await (await card.$('.document__saving button')).click();
    await device.page.waitForFunction((node) => !node.querySelector('.notice').hidden, {}, card);
    return card.$eval('.notice', (node) => node.innerText);
  }

  test('another kind, another size, macros, larger than the house allows: refused when it is to be saved', async () => {
    const { page, attach } = await open();
    const cases = {
      'bild.pdf': [png(), { kind: 'pdf' }, refused],
      'kurz.pdf': [pdf(), { kind: 'pdf', size: 200 }, refused],
      'makro.docx': [docx({ parts: { 'word/vbaProject.bin': 'x' } }), { kind: 'docx' }, 'Dieses Dokument enthält Makros oder eingebettete Programme. Es wird deshalb nicht angeboten.'],
      'programm.xls': [Buffer.from('MZ und so weiter'.repeat(100)), { kind: 'xls' }, refused],
      'kaputt.docx': [docx().subarray(0, 500), { kind: 'docx' }, 'Dieses Dokument ist beschädigt. Es wird deshalb nicht angeboten.'],
      'riesig.pdf': [pdf(), { kind: 'pdf', size: 3 * 1024 * 1024 }, 'Dieses Dokument ist größer, als hier erlaubt ist. Es wird deshalb nicht angeboten.'],
    };
    for (const [name, [bytes, told, sentence]] of Object.entries(cases)) {
      await attach('seeker', bytes, { name, ...told });
      assert.equal(await trySave(page, name), sentence, name);
      assert.equal(await (await page.card(name)).$('button'), null, `${name} is not offered any more`);
    }
    await page.screen('38-refused-counselor');
  });

  test('a picture that is none is not shown', async () => {
    const { page, attach } = await open();
    await attach('seeker', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), { name: 'Bild.png', kind: 'png' });
    await page.reads(refused);
    assert.equal(await page.page.$('.message img, .message button'), null);
  });

  test('a picture that would take the memory of the page is offered for saving, and not shown', async () => {
    const { page, attach } = await open();
    await attach('seeker', png({ width: 8000, height: 8000, bits: 1 }), { name: 'Bombe.png', kind: 'png' });
    await attach('seeker', png(), { name: 'Bild.png', kind: 'png' });
    await page.see('.document__picture');
    await page.page.waitForFunction(() => document.querySelectorAll('.document__loading').length === 0);
    assert.equal(await page.page.$$eval('.document__preview', (nodes) => nodes.length), 1);
    assert.equal(await page.page.$$eval('.document__saving', (nodes) => nodes.length), 2);
  });

  test('the longest names keep nobody waiting', async () => {
    const { page, attach, say } = await open();
    for (let i = 0; i < 5; ++i) await attach('seeker', pdf(), { name: `x${'.'.repeat(32_000)}x`, kind: 'pdf' });
    await say('seeker', 'Bin ich da?');
    await page.receives('Bin ich da?');
    const { safeName } = await importPage('documents/kinds.js');
    const began = performance.now();
    safeName(`x${'. '.repeat(16_000)}x`, 'pdf');
    console.log(`the longest name takes ${(performance.now() - began).toFixed(1)} ms`);
    await page.sees('x.pdf');
  });

  test('what is another\'s is not shown in its place', async () => {
    const { page, attach, id } = await open();
    await page.pick(...onDisk({ 'Plan.png': png({ width: 333, height: 20 }) }));
    await page.click('#send-document');
    await page.sees('Plan.png');
    const fileId = (await world.stack.value(`SELECT LOWER(HEX(file_id)) FROM files WHERE sender = 'counselor' AND chat_id = (SELECT id FROM chats WHERE public_id = UNHEX('${id}'))`));
    await attach('seeker', png(), { name: 'Von mir.png', kind: 'png', fileId, size: Number(await world.stack.value(`SELECT bytes - 16 FROM files WHERE sender = 'counselor' AND file_id = UNHEX('${fileId}')`)) });
    await page.reads(changed);
    assert.equal((await page.page.$$('.document__picture')).length, 1);
  });

  test('names are made harmless: no folders, no turned direction, the ending of its kind', async () => {
    const { page, attach } = await open();
    await attach('seeker', pdf(), { name: '../../.config/Rechnung\u202egpj.exe', kind: 'pdf' });
    await page.sees('Rechnunggpj.exe.pdf');
    await attach('seeker', pdf(), { name: `<b>${'x'.repeat(5000)}`, kind: 'pdf' });
    await page.sees(`b${'x'.repeat(99)}.pdf`);
  });

  test('an announcement that makes no sense is a message that cannot be opened', async () => {
    const { page, attach } = await open();
    for (const told of [{ name: 'a.svg', kind: 'svg' }, { name: 'a', kind: 'toString' }, { name: '', kind: 'pdf' }, { name: 'a.pdf', kind: 'pdf', size: -1 }, { name: 'a.pdf', kind: 'pdf', fileId: '../x' }]) {
      await attach('seeker', pdf(), told);
    }
    await page.page.waitForFunction(() => document.querySelectorAll('.message .notice:not([hidden])').length === 5);
    assert.equal(await page.page.$('.document'), null);
  });

  test('a changed byte, two chunks swapped, a document put into another chat\'s place, one that is gone: noticed and said', async () => {
    const { page, attach } = await open();
    const other = await makeSealedChat(world.stack, { login: 'ben', password: 'ben-geheim-13579', topics: ['kinder-jugendliche'] });
    const bytes = pdf({ size: 600_000 });
    const files = {};
    for (const name of ['byte.pdf', 'tausch.pdf', 'fremd.pdf', 'weg.pdf', 'heil.pdf']) files[name] = await attach('seeker', bytes, { name, kind: 'pdf' });
    const foreign = await other.attach('seeker', bytes, { name: 'fremd.pdf', kind: 'pdf' });
    const chunk = (name, number) => `file_id = UNHEX('${files[name]}') AND number = ${number}`;
    await world.stack.sql(`
      UPDATE file_chunks SET body = CONCAT(LEFT(body, 999), CHAR(ASCII(SUBSTR(body, 1000, 1)) ^ 1), SUBSTR(body, 1001)) WHERE ${chunk('byte.pdf', 1)};
      UPDATE file_chunks SET number = number + 10 WHERE file_id = UNHEX('${files['tausch.pdf']}') AND number < 2;
      UPDATE file_chunks SET number = 11 - number WHERE file_id = UNHEX('${files['tausch.pdf']}') AND number >= 10;
      UPDATE file_chunks a JOIN file_chunks b ON b.file_id = UNHEX('${foreign}') AND b.number = a.number SET a.body = b.body WHERE a.file_id = UNHEX('${files['fremd.pdf']}');
      DELETE FROM file_chunks WHERE ${chunk('weg.pdf', 2)};
      SELECT 1`);
    for (const name of ['byte.pdf', 'tausch.pdf', 'fremd.pdf']) assert.equal(await trySave(page, name), changed, name);
    assert.equal(await trySave(page, 'weg.pdf'), 'Dieses Dokument gibt es nicht mehr.');
    assert.ok((await page.save('heil.pdf')).equals(bytes));
  });
});
