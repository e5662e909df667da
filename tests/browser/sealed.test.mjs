// The conversation is sealed: what the server holds is not what was said, keys survive what they must survive, and tampering is shown.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';

const code = (device) => device.page.$eval('.history__digits', (node) => node.textContent);

describe('a sealed conversation', () => {
  const world = suite();
  const row = (id) => world.stack.value(`SELECT id FROM chats WHERE public_id = UNHEX('${id}')`);
  const troubles = (device) => device.texts('.message .notice:not([hidden])');
  const portalOf = () => `${world.stack.origin}/${topics.young.slug}?lang=de`;

  async function write(from, to, ...texts) {
    for (const text of texts) {
      await from.write(text);
      await to.receives(text);
    }
  }

  test('the server holds other bytes than were written, of the same length for "ja" and "nein", and both sides see one code', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    await write(seeker, counselor, 'Streit zu Hause', 'ja');
    await write(counselor, seeker, 'nein');
    const bodies = (await world.stack.sql(`SELECT HEX(body) AS body FROM messages WHERE chat_id = ${await row(id)} ORDER BY seq`)).map(({ body }) => Buffer.from(body, 'hex'));
    assert.equal(bodies.length, 3);
    for (const body of bodies) assert.ok(!body.includes('Streit') && !body.includes('nein'));
    assert.equal(bodies[1].length, bodies[2].length);
    await seeker.see('.history__code');
    assert.match(await code(seeker), /^\d{4}( \d{4}){4}$/);
    assert.equal(await code(seeker), await code(counselor));
    await seeker.click('.history__code summary');
    await counselor.click('.history__code summary');
    await seeker.screen('19-code');
    await counselor.screen('19-code-counselor');
  });

  test('a reload on either side opens everything again; after the end nothing of the key is left', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    await write(seeker, counselor, 'eins');
    await write(counselor, seeker, 'zwei');
    const before = await code(seeker);
    for (const device of [seeker, counselor]) {
      await device.page.reload();
      await device.receives(device === seeker ? 'zwei' : 'eins');
      await device.see('.history__code');
      assert.equal(await code(device), before);
    }
    await write(seeker, counselor, 'drei');
    await write(counselor, seeker, 'vier');
    assert.deepEqual(await troubles(seeker), []);
    assert.deepEqual(await troubles(counselor), []);
    const kept = await seeker.page.evaluate(() => sessionStorage.getItem('caritas:key'));
    await seeker.end();
    assert.equal((await seeker.stored()).session, 0);
    // What was kept opens nothing any more: the server's half is gone.
    assert.equal(await world.stack.count('seeker_sessions', 'share IS NOT NULL'), 0);
    assert.equal(await world.stack.count('chats', `key_for_seeker IS NOT NULL AND public_id = UNHEX('${id}')`), 0);
    assert.ok(JSON.parse(kept).sealed.length > 100);
  });

  test('what is begun survives a reload in its tab, sealed, and is gone once it is sent', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const field = (device) => device.page.$eval('.composer__field', (node) => node.value);
    const kept = (device) => device.page.evaluate(() => Object.entries(sessionStorage).filter(([name]) => name.startsWith('caritas:draft:')).map(([, value]) => value));
    for (const [device, other] of [[seeker, counselor], [counselor, seeker]]) {
      await device.page.bringToFront();
      await device.type('Noch nicht fertig');
      await eventually('it is kept', async () => (await kept(device)).length === 1);
      assert.doesNotMatch((await kept(device)).join(), /Noch|Tm9jaC/);
      await device.page.reload();
      await device.page.waitForFunction(() => document.querySelector('.composer__field')?.value === 'Noch nicht fertig');
      await device.page.keyboard.press('Enter');
      await other.receives('Noch nicht fertig');
      assert.equal(await field(device), '');
      assert.deepEqual(await kept(device), []);
    }
    await seeker.type('Das bleibt ungesagt');
    await eventually('it is kept', async () => (await kept(seeker)).length === 1);
    await seeker.end();
    assert.equal((await seeker.stored()).session, 0);
  });

  test('a second tab has the key from the first, and keeps it when the first is closed', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await write(counselor, seeker, 'An beide');
    const tab = await seeker.tab();
    await tab.goto(portalOf());
    await seeker.see('.message--other', tab);
    await seeker.page.close();
    seeker.page = tab;
    await tab.reload();
    await seeker.receives('An beide');
    await write(seeker, counselor, 'Immer noch da');
  });

  test('a place whose tab was closed gets another key as long as nobody has accepted', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    const first = await world.stack.value('SELECT HEX(seeker_public_key) FROM chats');
    const tab = await seeker.tab();
    await seeker.page.close();
    seeker.page = tab;
    await tab.goto(portalOf());
    await seeker.see('.waiting__name');
    await eventually('another key', async () => (await world.stack.value('SELECT HEX(seeker_public_key) FROM chats')) !== first);
    await counselor.accept();
    await seeker.begin();
    await seeker.see('.conversation');
    await write(counselor, seeker, 'Guten Tag');
  });

  test('a chat whose last tab was closed cannot be opened any more, and says so', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await write(counselor, seeker, 'Nur für dich');
    const tab = await seeker.tab();
    await seeker.page.close();
    seeker.page = tab;
    await tab.goto(portalOf());
    await seeker.see('.locked');
    await seeker.screen('20-locked');
    await seeker.lacks('Nur für dich', 'verändert');
    assert.equal((await seeker.texts('.locked .button--main')).join(), 'Noch einmal laden');
    await seeker.click('#retry');
    await seeker.see('.locked');
    await seeker.click('#end');
    await seeker.click('dialog .button--danger');
    await seeker.see('.goodbye #portal');
    await counselor.see('.history__mark');
  });

  test('a counselor\'s second device opens what the first one accepted', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    await write(seeker, counselor, 'Hallo');
    const second = await world.devices.counselor();
    await second.signIn();
    await second.room(`#/nachrichten/${id}`);
    await second.receives('Hallo');
    await second.write('Vom zweiten Gerät');
    await seeker.receives('Vom zweiten Gerät');
  });

  test('a message that was changed, moved, doubled or left out is shown as that', async () => {
    const { seeker, counselor, id } = await world.devices.meet();
    await write(seeker, counselor, 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs');
    await counselor.room('#/anfragen');
    const chat = await row(id);
    const seqs = (await world.stack.sql(`SELECT seq FROM messages WHERE chat_id = ${chat} ORDER BY seq`)).map(({ seq }) => Number(seq));
    const flip = 'CONCAT(LEFT(body, 60), CHAR(ORD(SUBSTR(body, 61, 1)) ^ 1), SUBSTR(body, 62))';
    await world.stack.sql(`UPDATE messages SET body = ${flip} WHERE chat_id = ${chat} AND seq = ${seqs[0]};
      DELETE FROM messages WHERE chat_id = ${chat} AND seq = ${seqs[2]};
      INSERT INTO messages SELECT chat_id, ${seqs[5]} + 1, sender, RANDOM_BYTES(16), body, sent_at FROM messages WHERE chat_id = ${chat} AND seq = ${seqs[4]};
      UPDATE messages SET seq = 1000 WHERE chat_id = ${chat} AND seq = ${seqs[4]};
      UPDATE chats SET last_seq = 1000, last_message_seq = 1000, moved_at = NOW(3) WHERE id = ${chat}; SELECT 1`);
    await counselor.page.reload();
    await counselor.room(`#/nachrichten/${id}`);
    await counselor.receives('sechs');
    const shown = await counselor.page.$$eval('.message', (nodes) => nodes.map((node) => [node.querySelector('.message__body').innerText, node.querySelector('.notice').innerText]));
    assert.deepEqual(shown, [
      ['', 'Diese Nachricht wurde unterwegs verändert und lässt sich nicht öffnen.'],
      ['zwei', 'Vor dieser Nachricht fehlt eine andere.'], // the first one says no more who it was
      ['vier', 'Vor dieser Nachricht fehlt eine andere.'],
      ['sechs', 'Vor dieser Nachricht fehlt eine andere.'], // the fifth stands behind it
      ['', 'Diese Nachricht wurde unterwegs verändert und lässt sich nicht öffnen.'], // a copy under another id
      ['fünf', 'Diese Nachricht kam doppelt oder in der falschen Reihenfolge an.'],
    ]);
    await counselor.screen('21-tampered');
  });

  test('a server that gives the counselor a key of its own in the seeker\'s place is noticed', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    // Told to nobody: the seeker's page would make another key, and the counselor's would see that.
    await world.stack.sql('UPDATE chats SET seeker_public_key = RANDOM_BYTES(32); UPDATE topics SET queue_seq = queue_seq + 1, moved_at = NOW(3); SELECT 1');
    await counselor.page.reload();
    await counselor.accept();
    await seeker.see('.locked');
    await seeker.reads('passt nicht zu deinem');
  });
});
