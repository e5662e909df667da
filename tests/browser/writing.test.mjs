// What people write is shown as they wrote it, and never does anything.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually, pause, phone } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';
import { newId } from '../lib/client.mjs';
import { openChat } from '../lib/insider.mjs';

describe('writing', () => {
  const world = suite();
  const paste = (device, text) => device.page.$eval('.composer__field', (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);

  test('markup is text, addresses are links that tell nothing, line breaks stay', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const text = '<img src=x onerror="document.title=1"> & <b>fett</b>\n\njavascript:alert(1) und https://example.org/x?y=1&z=2). 👩‍👩‍👧 שלום';
    await paste(seeker, text);
    await seeker.page.keyboard.press('Enter');
    await counselor.receives(text);
    assert.equal(await counselor.page.$('.message img, .message b'), null);
    const links = await counselor.page.$$eval('.message a', (nodes) => nodes.map((node) => [node.getAttribute('href'), node.target, node.rel, node.referrerPolicy]));
    assert.deepEqual(links, [['https://example.org/x?y=1&z=2', '_blank', 'noopener noreferrer nofollow', 'no-referrer']]);
  });

  const kindsOfBreaks = { "Word's line break": '\v', "Apple's line separator": '\u2028', 'a paragraph separator': '\u2029' };
  test('text that is pasted keeps its line breaks, whichever sign stands for them', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.page.bringToFront();
    const copy = (text) => seeker.page.evaluate((plain) => {
      document.addEventListener('copy', (event) => {
        event.clipboardData.setData('text/plain', plain);
        event.preventDefault();
      }, { once: true });
      return document.execCommand('copy');
    }, text);
    for (const [name, sign] of Object.entries(kindsOfBreaks)) {
      assert.equal(await copy(['eins', name, '', 'drei'].join(sign)), true);
      await seeker.page.focus('.composer__field');
      await seeker.page.keyboard.press('v', { commands: ['Paste'] });
      const wanted = `eins\n${name}\n\ndrei`;
      await eventually(`${name} is pasted`, async () => (await seeker.page.$eval('.composer__field', (field) => field.value)) === wanted);
      await seeker.page.keyboard.press('Enter');
      await counselor.receives(wanted);
    }
  });

  test('text that is dropped or dictated keeps them on its way', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await paste(seeker, 'oben\u2028unten');
    await seeker.page.keyboard.press('Enter');
    await counselor.receives('oben\nunten');
  });

  for (const modifier of ['Control', 'Meta']) {
    test(`${modifier}+Enter sends on a tablet with a keyboard, where Enter alone breaks the line`, async () => {
      const { seeker, counselor } = await world.devices.meet();
      await seeker.page.setViewport({ width: 1024, height: 768, hasTouch: true, isMobile: true });
      await eventually('it is a device for fingers', () => seeker.page.evaluate(() => matchMedia('(pointer: coarse)').matches));
      await seeker.type('oben');
      await seeker.page.keyboard.press('Enter');
      await seeker.page.keyboard.type('unten');
      await seeker.page.keyboard.down(modifier);
      await seeker.page.keyboard.press('Enter');
      await seeker.page.keyboard.up(modifier);
      await counselor.receives('oben\nunten');
    });
  }

  test('8,000 characters go, 8,001 are refused in the page with a sentence and nothing is lost', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const long = '😀'.repeat(8000);
    await paste(seeker, `${long}!`);
    await seeker.reads('1 Zeichen zu viel');
    assert.equal(await seeker.page.$eval('.composer__send', (node) => node.disabled), true);
    assert.equal((await seeker.page.$eval('.composer__field', (field) => field.value)).length, 16001);
    await paste(seeker, long);
    await seeker.reads('8000 von 8000 Zeichen');
    await seeker.click('.composer__send');
    await counselor.receives(long);
    await seeker.delivered(long);
  });

  test('nothing to see is not sent', async () => {
    const { seeker } = await world.devices.meet();
    for (const text of ['', '   \n ', '\u200b\u2060']) {
      await paste(seeker, text);
      assert.equal(await seeker.page.$eval('.composer__send', (node) => node.disabled), true, JSON.stringify(text));
      await seeker.page.keyboard.press('Enter');
    }
    assert.equal(await seeker.page.$('.message'), null);
    assert.equal(await world.stack.count('messages'), 0);
  });

  test('what the server refuses is kept, with its sentence and two ways on', async () => {
    const { seeker, counselor } = await world.devices.meet();
    let refuse = true;
    await seeker.page.setRequestInterception(true);
    seeker.page.on('request', (request) => {
      if (request.method() !== 'PUT' || !refuse) return request.continue();
      return request.respond({ status: 400, contentType: 'application/json', body: JSON.stringify({ now: Date.now(), error: { code: 'bad_request', message: 'Nicht lesbar.' } }) });
    });
    await seeker.write('Wichtig');
    await seeker.reads('Nicht gesendet. Nicht lesbar.');
    await seeker.screen('09-refused');
    await seeker.click('.message__actions button:last-child');
    assert.equal(await seeker.page.$eval('.composer__field', (field) => field.value), 'Wichtig');
    assert.equal(await seeker.page.$('.message'), null);
    await seeker.page.keyboard.press('Enter');
    await seeker.see('.message__actions');
    refuse = false;
    await seeker.click('.message__actions button:first-child');
    await counselor.receives('Wichtig');
    assert.equal((await counselor.messages()).length, 1);
  });

  test('a history of a thousand lines comes whole and in order, and what is new does not tear the reader away', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    const chat = await world.stack.value(`SELECT id FROM chats WHERE public_id = UNHEX('${id}')`);
    const lines = Array.from({ length: 1000 }, (_, i) => `Zeile ${i + 1}`);
    const { sealer } = await openChat(world.stack, id);
    const sealers = [sealer('seeker'), sealer('counselor')];
    const last = Number(await world.stack.value(`SELECT last_seq FROM chats WHERE id = ${chat}`));
    const rows = [];
    for (const [i, line] of lines.entries()) {
      const clientId = newId();
      const sealed = await sealers[i % 2].seal(Buffer.from(`t${line}`), Buffer.from(clientId, 'hex'));
      sealers[i % 2].taken(sealed);
      rows.push(`(${chat}, ${last + 1 + i}, '${i % 2 ? 'counselor' : 'seeker'}', UNHEX('${clientId}'), UNHEX('${Buffer.from(sealed).toString('hex')}'))`);
    }
    await world.stack.sql(`INSERT INTO messages (chat_id, seq, sender, client_id, body) VALUES ${rows.join()};
      UPDATE chats SET last_message_seq = last_seq + 1000, last_seq = last_seq + 1000, moved_at = NOW(3) WHERE id = ${chat}; SELECT 1`);
    for (const device of [seeker, counselor]) {
      await device.page.reload();
      await device.page.waitForFunction(() => document.querySelectorAll('.message').length === 1000);
      assert.deepEqual((await device.messages()).map(([, text]) => text), lines);
    }
    const atEnd = () => seeker.page.$eval('.history__scroll', (node) => node.scrollHeight - node.scrollTop - node.clientHeight < 80);
    await eventually('it opens at the newest line', atEnd);
    await seeker.page.$eval('.history__scroll', (node) => { node.scrollTop = 0; });
    await counselor.write('Noch eine');
    await seeker.see('.history__more');
    assert.equal(await atEnd(), false);
    await seeker.click('.history__more');
    await eventually('the newest line is in view', atEnd);
  });

  test('who reads the newest line still does when the keyboard takes half of the screen, who has scrolled back stays there', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.page.setViewport(phone);
    for (let i = 1; i <= 12; ++i) await counselor.write(`Zeile ${i}`);
    await seeker.receives('Zeile 12');
    const fromEnd = () => seeker.page.$eval('.history__scroll', (node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    const height = () => seeker.page.$eval('.history__scroll', (node) => node.clientHeight);
    const tall = await height();
    await seeker.page.setViewport({ ...phone, height: 420 });
    await eventually('it is smaller', async () => (await height()) < tall - 200);
    await eventually('the newest line is in view', async () => (await fromEnd()) < 2);
    const short = await height();
    for (const key of ['Eins', 'Zwei', 'Drei']) {
      await seeker.type(key);
      await seeker.page.keyboard.down('Shift');
      await seeker.page.keyboard.press('Enter');
      await seeker.page.keyboard.up('Shift');
    }
    await eventually('the writing area has grown', async () => (await height()) < short);
    await eventually('the newest line is still in view', async () => (await fromEnd()) < 2);
    await seeker.page.setViewport({ width: phone.height, height: phone.width });
    await eventually('it is turned', async () => (await seeker.page.$eval('.history__scroll', (node) => node.clientWidth)) > phone.width);
    await seeker.page.setViewport(phone);
    await eventually('and back, with the newest line in view', async () => (await height()) > short && (await fromEnd()) < 2);
    // Scrolling is told to the page with the next frame.
    await seeker.page.$eval('.history__scroll', (node) => new Promise((resolve) => {
      node.addEventListener('scroll', resolve, { once: true });
      node.scrollTop = 0;
    }));
    await seeker.page.setViewport({ ...phone, height: 400 });
    await seeker.page.setViewport({ ...phone, height: 380 });
    assert.equal(await seeker.page.$eval('.history__scroll', (node) => node.scrollTop), 0);
  });

  test('a screen reader is told a new line once, not the history again', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await counselor.write('erste');
    await seeker.receives('erste');
    await seeker.page.evaluate(() => {
      globalThis.told = [];
      new MutationObserver((changes) => {
        for (const change of changes) for (const node of change.addedNodes) globalThis.told.push(node.textContent);
      }).observe(document.querySelector('[aria-live=polite]'), { childList: true });
    });
    await counselor.write('zweite');
    await seeker.receives('zweite');
    await seeker.write('eigene');
    await seeker.delivered('eigene');
    await pause(0);
    assert.deepEqual(await seeker.page.evaluate(() => globalThis.told), [`${topics.young.team}: zweite`]);
  });
});
