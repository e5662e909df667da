// Every screen in every window: narrow, low, with large letters; see lib/fits.mjs for what has to hold there.
import { describe, test } from 'node:test';

import { Devices } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';
import { coreProperties, docx } from '../lib/documents.mjs';
import { assertFits } from '../lib/fits.mjs';
import { onDisk } from '../lib/plain_files.mjs';

const told = '<dc:creator>Maria Muster-Mustermann</dc:creator><cp:lastModifiedBy>Beratungsstelle am Marktplatz</cp:lastModifiedBy>';
const outward = { keepsExit: true };

describe('room for everything', () => {
  const world = suite();

  test('the way of a seeker, from the start page to the goodbye', async () => {
    const seeker = await world.devices.seeker();
    await seeker.go('/');
    await seeker.see('.topics');
    await assertFits(seeker, 'the start page', outward);
    await seeker.portal(topics.pregnancy.slug);
    await assertFits(seeker, 'the portal', outward);
    await seeker.click('#start');
    await seeker.see('#confirm');
    await assertFits(seeker, 'the entrance', outward);
    await seeker.click('#confirm');
    await seeker.see('.waiting__name');
    await assertFits(seeker, 'the waiting room', outward);
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    await counselor.accept();
    await seeker.see('#begin');
    await assertFits(seeker, 'the acceptance', outward);
    await seeker.click('#leave');
    await seeker.see('dialog .button--danger');
    await assertFits(seeker, 'a question', outward);
    await seeker.click('dialog .button--danger');
    await seeker.see('.goodbye #portal');
    await assertFits(seeker, 'the goodbye', outward);
  });

  test('a chat, on both sides', async () => {
    const { seeker, counselor } = await world.devices.meet({ slug: topics.pregnancy.slug });
    const line = 'Ich weiß gerade nicht weiter, und das schon seit ein paar Tagen. https://example.org/eine/sehr/lange/adresse/ohne/leerzeichen/darin';
    for (const device of [seeker, counselor, seeker, counselor]) await device.write(line);
    for (const device of [seeker, counselor]) await device.receives(line);
    await assertFits(seeker, 'the chat', outward);
    await assertFits(counselor, 'the conversation');
    await seeker.pick(...onDisk({ 'Lebenslauf.docx': docx({ parts: { 'docProps/core.xml': coreProperties(told) } }) }));
    await seeker.see('#send-document');
    await assertFits(seeker, 'the question about a document', outward);
    await seeker.click('dialog .button:nth-child(2)');
    await seeker.click('#end');
    await seeker.see('dialog .button--danger');
    await assertFits(seeker, 'the question before the end', outward);
  });

  async function writesUnread(seeker, counselor) {
    await counselor.room('#/nachrichten');
    await seeker.begin();
    await seeker.write('Bist du da?');
    await counselor.see('.entry .count:not([hidden])');
    await seeker.context.close();
  }

  test('the desk: its door, its lists with many chats, a request, the profile', async () => {
    const counselor = await world.devices.counselor();
    await counselor.go('/beratung');
    await counselor.see('#login');
    await assertFits(counselor, 'the door');
    await counselor.signIn();
    for (let i = 0; i < 12; ++i) {
      const seeker = await new Devices(world.stack, world.browser).seeker();
      await seeker.enqueue();
      await counselor.accept();
      if (i < 11) await seeker.context.close();
      else await writesUnread(seeker, counselor);
    }
    await counselor.page.waitForFunction(() => document.querySelectorAll('.entry').length === 12);
    await assertFits(counselor, 'the list of chats');
    const seeker = await world.devices.seeker();
    await seeker.enqueue(topics.pregnancy.slug);
    await counselor.room('#/anfragen');
    await counselor.see('.entry');
    await assertFits(counselor, 'the list of requests');
    await counselor.click('.entry');
    await counselor.see('#accept');
    await assertFits(counselor, 'a request');
    await counselor.room('#/profil');
    await counselor.see('#current');
    await assertFits(counselor, 'the profile');
  });
});
