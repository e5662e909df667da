// Documents between the two: by button, drop and paste, under which name, with progress, saved as they were sent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';
import { coreProperties, docx } from '../lib/documents.mjs';
import { onDisk, pdf, png } from '../lib/plain_files.mjs';

const mib = 1024 * 1024;

describe('documents', () => {
  const world = suite({ chat: 'max_file_mib = 2' });

  test('a seeker\'s picture goes under a neutral name and is seen at once; a counselor\'s paper under its own, and is saved as it was', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const [picture, paper] = onDisk({ 'Maria Muster 1987.png': png(), 'Hilfeplan.pdf': pdf({ size: 700_000 }) });
    await seeker.pick(picture);
    await seeker.see('#send-document');
    await seeker.reads(`An ${topics.young.team}, unter dem Namen Bild 1.png`);
    await seeker.screen('30-send-picture');
    await seeker.click('#send-document');
    await counselor.sees('Bild 1.png');
    await counselor.see('.document__picture');
    await counselor.reads('Niemand hat es auf Viren geprüft.');
    await counselor.screen('31-picture-counselor');
    await counselor.lacks('Maria Muster');
    await counselor.pick(paper);
    await counselor.see('#send-document');
    await counselor.screen('32-send-paper');
    await counselor.click('#send-document');
    await seeker.sees('Hilfeplan.pdf');
    await seeker.screen('33-paper-seeker');
    assert.ok((await seeker.save('Hilfeplan.pdf')).equals(readFileSync(paper)));
    await counselor.click('.document__enlarge');
    await counselor.see('.dialog--picture img');
    await counselor.screen('34-picture-large');
  });

  test('who wants to may keep the name; names count up by family, and survive a reload', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const [own, second, third] = onDisk({ 'Brief an Papa.pdf': pdf(), 'a.pdf': pdf(), 'b.png': png() });
    await seeker.pick(own);
    await seeker.click('#keep-name');
    await seeker.click('#send-document');
    await counselor.sees('Brief an Papa.pdf');
    await seeker.page.reload();
    await seeker.sees('Brief an Papa.pdf');
    await seeker.pick(second);
    await seeker.click('#send-document');
    await counselor.sees('Dokument 2.pdf');
    await seeker.pick(third);
    await seeker.click('#send-document');
    await counselor.sees('Bild 1.png');
    await counselor.page.reload();
    await counselor.sees('Dokument 2.pdf');
    assert.equal(await counselor.page.$eval('.list__rows .entry__words', (node) => node.innerText), '[Bild 1.png]');
  });

  test('several at once are asked about one by one; "Nicht senden" sends nothing', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.pick(...onDisk({ 'eins.pdf': pdf(), 'zwei.pdf': pdf(), 'drei.pdf': pdf() }));
    for (const choice of ['#send-document', 'dialog .button--quiet', '#send-document']) await seeker.click(choice);
    await counselor.sees('Dokument 1.pdf');
    await counselor.sees('Dokument 2.pdf');
    assert.equal(await world.stack.count('files'), 2);
  });

  test('Esc says no to all that are still to be asked about; why one did not go stays to be read beside the next one', async () => {
    const { seeker } = await world.devices.meet();
    await seeker.pick(...onDisk({ 'eins.pdf': pdf(), 'zwei.pdf': pdf() }));
    await seeker.see('dialog');
    assert.equal(await seeker.page.$eval('dialog h2', (node) => node.innerText), 'Dieses Dokument senden? (1 von 2)');
    await seeker.page.keyboard.press('Enter'); // somebody who goes on typing presses nothing
    await seeker.page.keyboard.press('Escape');
    await seeker.page.waitForFunction(() => !document.querySelector('dialog'));
    await seeker.pick(...onDisk({ 'lied.mp3': 'ID3', 'drei.pdf': pdf() }));
    await seeker.click('#send-document');
    await seeker.sees('Dokument 1.pdf');
    await seeker.reads('„lied.mp3“ kann hier nicht gesendet werden');
    assert.equal(await world.stack.count('files'), 1);
  });

  test('dropping and pasting do as the button does; a paste with text is text; a file dropped beside does not replace the page', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const give = (kind, selector, { text } = {}) => seeker.page.$eval(selector, (node, type, bytes, words) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'image.png', { type: 'image/png' }));
      if (words) for (const type of ['text/plain', 'text/html']) transfer.setData(type, words);
      const init = { bubbles: true, cancelable: true };
      const event = type === 'paste' ? new ClipboardEvent('paste', { ...init, clipboardData: transfer }) : new DragEvent(type, { ...init, dataTransfer: transfer });
      return !node.dispatchEvent(event);
    }, kind, png().toString('base64'), text);
    assert.equal(await give('dragover', '.history'), true);
    await seeker.see('.conversation--drop');
    assert.equal(await give('drop', '.history'), true);
    await seeker.click('#send-document');
    await counselor.sees('Bild 1.png');
    assert.equal(await give('paste', '.composer__field'), true);
    await seeker.click('#send-document');
    await counselor.sees('Bild 2.png');
    assert.equal(await give('paste', '.composer__field', { text: 'nur Text' }), false, 'the browser pastes the text');
    assert.equal(await give('drop', 'header'), true, 'taken, and nothing done with it');
    assert.equal(await seeker.page.$('dialog'), null);
    assert.equal(await seeker.page.$('.conversation--drop'), null);
  });

  test('what cannot be sent is refused with a sentence, before anything of it goes', async () => {
    const { seeker } = await world.devices.meet();
    const files = {
      'leer.pdf': ['', 'ist leer'],
      'gross.pdf': [pdf({ size: 2 * mib }), 'ist zu groß. Ein Bild oder Dokument kann höchstens 2 MB groß sein.'],
      'lied.mp3': ['ID3 und so weiter', 'kann hier nicht gesendet werden'],
      'bild.pdf': [png(), 'ist nicht, was der Name sagt'],
      'programm.pdf': ['MZ\u0090 und so weiter', 'ist nicht, was der Name sagt'],
      'kaputt.png': [png().subarray(0, 60), 'ist beschädigt'],
      'makro.docx': [docx({ parts: { 'word/vbaProject.bin': 'x' } }), 'enthält Makros oder eingebettete Programme'],
      'vorlage.docx': [docx({ links: [['attachedTemplate', 'https://example.org/a.dotm', true]] }), 'holt beim Öffnen etwas aus dem Netz'],
      'tausend.docx': [docx({ parts: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`word/embeddings/${i}.docx`, 'PK'])) }), 'ist zu groß oder zu verschachtelt'],
      'doppelt.docx': [Buffer.concat([docx(), docx()]), 'ist ungewöhnlich gepackt, so dass diese Seite es nicht sicher prüfen kann'],
    };
    for (const [path, [, sentence]] of onDisk(Object.fromEntries(Object.entries(files).map(([name, [bytes]]) => [name, bytes]))).map((path) => [path, files[basename(path)]])) {
      await seeker.pick(path);
      await seeker.reads(`„${basename(path)}“ ${sentence}`);
      assert.equal(await seeker.page.$('dialog'), null);
    }
    await seeker.screen('37-refused');
    await seeker.write('Dann eben nicht.');
    assert.equal(await seeker.page.$('.composer .notice:not([hidden])'), null, 'who writes on has read it');
    assert.equal(await world.stack.count('files'), 0);
  });

  test('what a document tells of its author is shown before it goes, and it goes only if one says so', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const author = '<dc:creator>Maria Muster</dc:creator><cp:lastModifiedBy>Papa</cp:lastModifiedBy>';
    const [brief, paper, locked] = onDisk({
      'Brief.docx': docx({ parts: { 'docProps/core.xml': coreProperties(author) } }), 'Seite.pdf': pdf({ author: 'Maria Muster' }),
      'zu.pdf': Buffer.from(pdf().toString('latin1').replace('/Root', '/Encrypt 9 0 R /Root'), 'latin1'),
    });
    await seeker.pick(brief);
    await seeker.see('#send-document');
    assert.deepEqual(await seeker.texts('dialog .notice li'), ['Verfasst von: Maria Muster', 'Zuletzt geändert von: Papa']);
    assert.equal(await seeker.page.$eval('#send-document', (node) => node.innerText), 'Trotzdem senden');
    await seeker.screen('39-traces');
    await seeker.click('dialog .button--quiet');
    await seeker.pick(paper);
    await seeker.see('#send-document');
    assert.deepEqual(await seeker.texts('dialog .notice li'), ['Verfasst von: Maria Muster']);
    await seeker.click('#send-document');
    await counselor.sees('Dokument 1.pdf');
    await seeker.pick(locked);
    await seeker.see('#send-document');
    assert.deepEqual(await seeker.texts('dialog .notice'), ['Diese Seite kann in das Dokument nicht hineinsehen. Es kann verraten, wer es geschrieben hat.']);
    await seeker.click('dialog .button--quiet');
    assert.equal(await world.stack.count('files'), 1);
  });

  test('a question about a document goes with the conversation that it belongs to', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await counselor.pick(...onDisk({ 'Plan.pdf': pdf() }));
    await counselor.see('#send-document');
    await seeker.end();
    await counselor.reads('Der Chat wurde beendet');
    await counselor.page.waitForFunction(() => !document.querySelector('dialog'));
    assert.equal(await world.stack.count('files'), 0);
  });

  test('after the end the seeker\'s page holds no picture; when the 48 hours pass the counselor\'s neither', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.pick(...onDisk({ 'ich.png': png() }));
    await seeker.click('#send-document');
    await counselor.see('.document__picture');
    const address = (device) => device.page.$eval('.document__picture', (node) => node.src);
    const isThere = (device, url) => device.page.evaluate((blob) => new Promise((resolve) => {
      const picture = new Image();
      picture.onload = () => resolve(true);
      picture.onerror = () => resolve(false);
      picture.src = blob;
    }), url);
    await seeker.see('.document__picture');
    const [ofSeeker, ofCounselor] = [await address(seeker), await address(counselor)];
    assert.deepEqual([await isThere(seeker, ofSeeker), await isThere(counselor, ofCounselor)], [true, true]);
    await seeker.end();
    assert.equal(await isThere(seeker, ofSeeker), false);
    await counselor.reads('Der Chat wurde beendet');
    assert.equal(await isThere(counselor, ofCounselor), true);
    await world.stack.sql('UPDATE chats SET ended_at = NOW(3) - INTERVAL 48 HOUR + INTERVAL 6 SECOND, accepted_at = accepted_at - INTERVAL 48 HOUR; SELECT 1');
    await counselor.page.reload();
    await counselor.see('.document__picture');
    const last = await address(counselor);
    await counselor.click('.document__enlarge');
    await counselor.reads('gibt es nicht mehr');
    assert.equal(await counselor.page.$('dialog'), null);
    assert.equal(await isThere(counselor, last), false);
    await world.stack.tidy();
    assert.equal((await world.stack.count('files')) + (await world.stack.count('file_chunks')), 0);
  });
});
