// What calls a counselor who looks at something else, and a seeker who waits: sounds, notices, sentences for a screen reader.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { kinds, lookAway, notices, rung, said, stopTheClock, writeDownCalls } from '../lib/calls.mjs';

describe('calls', () => {
  const world = suite({ isWhole: true });

  /// A counselor at the desk whose page may ring.
  async function atDesk() {
    const counselor = await world.devices.counselor();
    await writeDownCalls(counselor);
    await counselor.signIn();
    return counselor;
  }

  /// A running chat of this counselor: { seeker, id }.
  async function chat(counselor) {
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    await seeker.see('.conversation');
    return { seeker, id: counselor.page.url().split('/').at(-1) };
  }

  const unreadOf = (counselor, id) => counselor.page.$eval(`.entry[href$="${id}"] .count`, (node) => (node.hidden ? 0 : Number(node.innerText)));
  const age = (id, minutes) => world.stack.sql(`UPDATE chats SET accepted_at = NOW(3) - INTERVAL ${minutes} MINUTE, last_seq = last_seq + 1, moved_at = NOW(3) WHERE public_id = UNHEX('${id}')`);

  test('a new request rings, is said to a screen reader, and the notice of the device tells no name', async () => {
    const counselor = await atDesk();
    await counselor.context.overridePermissions(world.stack.origin, ['notifications']);
    await counselor.room('#/profil');
    await counselor.click('#notices');
    await stopTheClock(counselor.page);
    await lookAway(counselor.page, true);
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await eventually('it rings', async () => (await rung(counselor)).length > 0);
    assert.deepEqual(await rung(counselor), kinds.request);
    assert.deepEqual(await notices(counselor), [['Beratung', 'Neue Anfrage']]);
    const [sentence, ...more] = await said(counselor);
    assert.match(sentence, /^Neue Anfrage: Ratsuchende_r \d+, Kinder und Jugendliche$/);
    assert.deepEqual(more, []);
  });

  test('messages in another chat make one sound for a burst and are said; those of the chat before the eyes make none', async () => {
    const counselor = await atDesk();
    const one = await chat(counselor);
    const two = await chat(counselor);
    await stopTheClock(counselor.page);
    await two.seeker.write('vor den Augen');
    await counselor.receives('vor den Augen');
    // What rings after it: had the message rung, it would have been before.
    await (await world.devices.seeker()).enqueue();
    await eventually('the request rings', async () => (await rung(counselor)).length >= kinds.request.length);
    assert.deepEqual(await rung(counselor), kinds.request);
    for (const line of ['eins', 'zwei', 'drei']) await one.seeker.write(line);
    await eventually('all three are there', async () => (await unreadOf(counselor, one.id)) === 3);
    assert.deepEqual(await rung(counselor), [...kinds.request, ...kinds.message]);
    const sentences = await said(counselor);
    assert.match(sentences[0], /^Ratsuchende_r \d+: vor den Augen$/);
    assert.match(sentences[1], /^Neue Anfrage: /);
    assert.match(sentences[2], /^Neue Nachricht von Ratsuchende_r \d+$/);
    assert.ok(!sentences.some((sentence) => sentence.includes('eins')), 'no content of a chat that is not open');
  });

  test('a message in the open chat rings while the tab is hidden', async () => {
    const counselor = await atDesk();
    const { seeker } = await chat(counselor);
    await stopTheClock(counselor.page);
    await lookAway(counselor.page, true);
    await seeker.write('Hallo?');
    await eventually('it rings', async () => (await rung(counselor)).length > 0);
    assert.deepEqual(await rung(counselor), kinds.message);
  });

  test('of two tabs one rings, and none for a chat that the other one shows', async () => {
    const counselor = await atDesk();
    const { seeker, id } = await chat(counselor);
    const other = await counselor.tab();
    await writeDownCalls({ page: other });
    await other.goto(`${world.stack.origin}/beratung?lang=de#/profil`);
    await other.bringToFront();
    await counselor.click('#profile-title', other);
    await lookAway(counselor.page, false);
    for (const page of [counselor.page, other]) await stopTheClock(page);
    await seeker.write('eins');
    await counselor.receives('eins');
    await other.waitForFunction(() => document.querySelector('.menu__entry .count:not([hidden])') !== null);
    assert.deepEqual([await rung(counselor), await rung(counselor, other)], [[], []], 'it is read where it is shown');
    const another = await world.devices.seeker();
    await another.enqueue();
    const all = async () => [...(await rung(counselor)), ...(await rung(counselor, other))];
    await eventually('one rings', async () => (await all()).length > 0);
    for (const page of [counselor.page, other]) await page.waitForFunction(() => globalThis.said.some((sentence) => sentence.startsWith('Neue Anfrage')));
    assert.deepEqual(await all(), kinds.request);
    assert.ok(id);
  });

  test('15 and 5 minutes before its end each running chat is told of: in the list, by a sound, and once to a screen reader', async () => {
    const counselor = await atDesk();
    const one = await chat(counselor);
    await chat(counselor);
    for (const [passed, minutes] of [[166, 15], [176, 5]]) {
      await stopTheClock(counselor.page);
      await age(one.id, passed);
      await eventually('it rings', async () => (await rung(counselor)).length > 0);
      assert.deepEqual(await rung(counselor), kinds.warning);
      const [sentence, ...more] = await said(counselor);
      assert.match(sentence, new RegExp(`^Der Chat mit Ratsuchende_r \\d+ endet in ${minutes} Minuten von selbst\\.$`));
      assert.deepEqual(more, []);
      const left = await counselor.page.$eval(`.entry[href$="${one.id}"] .entry__left`, (node) => [node.innerText, node.classList.contains('entry__left--short')]);
      assert.deepEqual(left, [`noch ${180 - passed} min`, true]);
    }
    await counselor.screen('40-two-chats');
  });

  test('Alt and an arrow lead to the next running chat and back, and the one that is over is left out', async () => {
    const counselor = await atDesk();
    const one = await chat(counselor);
    const two = await chat(counselor);
    const three = await chat(counselor);
    await three.seeker.end();
    await counselor.reads('Der Chat wurde beendet');
    const at = () => counselor.page.url().split('/').at(-1);
    const step = async (key) => {
      await counselor.page.keyboard.down('Alt');
      await counselor.page.keyboard.press(key);
      await counselor.page.keyboard.up('Alt');
      return at();
    };
    assert.equal(await step('ArrowDown'), two.id);
    assert.equal(await step('ArrowDown'), one.id);
    assert.equal(await step('ArrowDown'), two.id);
    assert.equal(await step('ArrowUp'), one.id);
    await counselor.reads('Alt und Pfeil');
    assert.equal(await counselor.page.evaluate(() => document.activeElement.id), 'composer-field');
  });

  // Asked without what puppeteer takes along with every question: a touch of the page by the person.
  const untouched = async (page, expression) => {
    const session = await page.createCDPSession();
    const { result } = await session.send('Runtime.evaluate', { expression });
    await session.detach();
    return result.value;
  };

  test('after a reload the page says that the browser keeps it silent, and a click allows the sound', async () => {
    const counselor = await atDesk();
    const session = await counselor.page.createCDPSession();
    await session.send('Page.reload');
    const hint = "document.querySelector('.desk__notices .sound__hint:not([hidden])')?.innerText ?? ''";
    await eventually('it is said', async () => (await untouched(counselor.page, hint)).includes('erst dann einen Ton'));
    await counselor.screen('41-silent');
    await counselor.click('.desk__notices .sound__allow');
    await eventually('it is gone', async () => (await untouched(counselor.page, hint)) === '');
    await stopTheClock(counselor.page);
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await eventually('it rings', async () => (await rung(counselor)).length > 0);
  });

  test('the switch is remembered through a reload; a seeker leaves no trace of it', async () => {
    const counselor = await atDesk();
    await counselor.room('#/profil');
    await counselor.click('#sound');
    await counselor.page.reload();
    await counselor.see('#sound');
    assert.equal(await counselor.page.$eval('#sound', (input) => input.checked), false);
    await counselor.click('#profile-title');
    const seeker = await world.devices.seeker();
    await seeker.enqueue();
    await eventually('the request is counted', async () => (await counselor.page.title()).startsWith('(1)'));
    assert.deepEqual(await rung(counselor), []);
    await seeker.click('#sound');
    await seeker.page.reload();
    await seeker.see('#sound');
    assert.equal(await seeker.page.$eval('#sound', (input) => input.checked), false);
    await seeker.click('#leave');
    await seeker.click('dialog .button--danger');
    await seeker.see('.goodbye #portal');
    assert.equal((await seeker.stored()).session, 0);
  });

  test('"Profil" lets one try sound and notices, and says what the browser does not allow', async () => {
    const counselor = await atDesk();
    await counselor.room('#/profil');
    await counselor.click('#try-calls');
    await counselor.reads('Der Ton wurde abgespielt.');
    await counselor.reads('Hinweise sind ausgeschaltet.');
    assert.deepEqual([await rung(counselor), await notices(counselor)], [kinds.request, []]);
    await counselor.context.overridePermissions(world.stack.origin, ['notifications']);
    await counselor.click('#notices');
    await counselor.click('#try-calls');
    await counselor.reads('Der Hinweis ist unterwegs.');
    assert.deepEqual(await notices(counselor), [['Beratung', 'So sieht ein Hinweis aus.']]);
    await counselor.screen('42-calls');
  });
});
