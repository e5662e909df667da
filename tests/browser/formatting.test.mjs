// Formatting as people type it: by keys, by buttons, by the marks themselves; shown as nodes on the other side.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually, phone } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { addCounselor, counselors, topics } from '../lib/demo.mjs';
import { choosePassword } from '../lib/password.mjs';

const field = (device) => device.page.$eval('.composer__field', (node) => node.value);

async function shortcut(device, key) {
  await device.page.keyboard.down('Control');
  await device.page.keyboard.press(key);
  await device.page.keyboard.up('Control');
}

async function newLine(device) {
  await device.page.keyboard.down('Shift');
  await device.page.keyboard.press('Enter');
  await device.page.keyboard.up('Shift');
}

describe('formatting', () => {
  const world = suite();

  test('bold and italic by keys, a list that goes on, a quote: the other side sees them', async () => {
    const { seeker, counselor } = await world.devices.meet();
    await seeker.see('.composer__field');
    await seeker.page.focus('.composer__field');
    await shortcut(seeker, 'b');
    await seeker.page.keyboard.type('wichtig');
    assert.equal(await field(seeker), '**wichtig**');
    await seeker.page.keyboard.press('End');
    await seeker.page.keyboard.type(' und *leise*');
    await newLine(seeker);
    await seeker.page.keyboard.type('- eins');
    await newLine(seeker);
    await seeker.page.keyboard.type('zwei');
    await newLine(seeker);
    await newLine(seeker);
    await seeker.page.keyboard.type('> du hast gesagt');
    assert.equal(await field(seeker), '**wichtig** und *leise*\n- eins\n- zwei\n> du hast gesagt');
    await seeker.page.keyboard.press('Enter');
    await counselor.see('.message--other blockquote');
    const body = await counselor.page.$eval('.message--other .message__body', (node) => node.innerHTML);
    assert.equal(body.replaceAll(' dir="auto"', ''), '<p><strong>wichtig</strong> und <em>leise</em></p><ul><li>eins</li><li>zwei</li></ul><blockquote>du hast gesagt</blockquote>');
    await seeker.screen('22-formatted');
    await counselor.room('#/nachrichten');
    await counselor.reads('wichtig und leise eins · zwei du hast gesagt');
  });

  test('what nobody means as formatting is read as it was typed, in the history and in the list', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const lines = ['Berater*innen und Freund*innen', '2*3*4', '24. Dezember ist es passiert', '>:( so', '- 5 Grad'];
    for (const line of lines) await seeker.write(line);
    await counselor.receives(lines.at(-1));
    assert.deepEqual((await counselor.messages()).map(([, text]) => text), lines);
    assert.equal(await counselor.page.$('.message__body :is(ul, ol, blockquote, em, strong)'), null);
    await counselor.room('#/nachrichten');
    await counselor.page.waitForFunction((words) => document.querySelector('.entry__words').textContent === words, {}, lines.at(-1));
  });

  test('what people write and name runs in the direction of its script', async () => {
    const who = { login: 'farid', password: counselors.anna.password, topics: [topics.young.slug], displayName: 'فرید' };
    await addCounselor(world.stack, who);
    await choosePassword(world.stack, who.login, 'anna');
    const { seeker, counselor } = await world.devices.meet({ who });
    const directions = (device, selector) => device.page.$$eval(selector, (nodes) => nodes.map((node) => getComputedStyle(node).direction));
    await seeker.type('سلام، حال شما خوب است؟');
    assert.deepEqual(await directions(seeker, '.composer__field'), ['rtl']);
    await seeker.page.keyboard.press('Enter');
    await counselor.write('Hallo\n');
    await seeker.receives('Hallo');
    assert.deepEqual(await directions(seeker, '.message__body p'), ['rtl', 'ltr']);
    assert.deepEqual(await directions(seeker, '.conversation__title, .message--other .message__who'), ['rtl', 'rtl']);
    await seeker.write('سلام');
    await counselor.receives('سلام');
    await counselor.room('#/nachrichten');
    await eventually('the first words in the list run their way', async () => (await directions(counselor, '.entry__words')).join() === 'rtl');
    const second = await world.devices.seeker();
    await second.enqueue();
    await counselor.accept();
    await second.see('#begin');
    assert.match(await second.page.$eval('h1', (node) => node.textContent), /^\u2068فرید\u2069 ist/, 'a name keeps to its place in our sentence');
  });

  test('the browser\'s spell check is off until somebody switches it on, in all chats of the page, and is off again after a reload', async () => {
    const { counselor } = await world.devices.meet();
    await counselor.see('.composer__field');
    const state = () => counselor.page.$eval('.composer__field', (node) => [node.spellcheck, node.getAttribute('writingsuggestions'), document.querySelector('[data-tool=spelling]').ariaPressed]);
    assert.deepEqual(await state(), [false, 'false', 'false']);
    await counselor.click('[data-tool=spelling]');
    assert.deepEqual(await state(), [true, 'true', 'true']);
    const second = await world.devices.seeker();
    await second.enqueue();
    await counselor.accept();
    assert.deepEqual(await state(), [true, 'true', 'true']);
    await counselor.page.reload();
    await counselor.see('.composer__field');
    assert.deepEqual(await state(), [false, 'false', 'false']);
  });

  test('buttons act on the selection, and the browser\'s "undo" takes it back', async () => {
    const { counselor } = await world.devices.meet();
    await counselor.type('ein Wort hier');
    const select = (from, to) => counselor.page.$eval('.composer__field', (node, start, end) => { node.focus(); node.setSelectionRange(start, end); }, from, to);
    await select(4, 8);
    await counselor.click('[data-tool=bold]');
    assert.equal(await field(counselor), 'ein **Wort** hier');
    await counselor.click('[data-tool=bold]');
    assert.equal(await field(counselor), 'ein Wort hier');
    await counselor.click('[data-tool=quote]');
    assert.equal(await field(counselor), '> ein Wort hier');
    await shortcut(counselor, 'z');
    assert.equal(await field(counselor), 'ein Wort hier');
    assert.equal(await counselor.page.evaluate(() => document.activeElement.className), 'composer__field');
  });

  test('on a phone the tools come when asked for', async () => {
    const { seeker } = await world.devices.meet();
    await seeker.page.setViewport(phone);
    const shown = () => seeker.page.$eval('.composer__tools', (node) => node.getClientRects().length > 0);
    assert.equal(await shown(), false);
    await seeker.click('.composer__more');
    assert.equal(await shown(), true);
    await seeker.click('[data-tool=italic]');
    await seeker.page.keyboard.type('leise');
    assert.equal(await field(seeker), '*leise*');
    await seeker.screen('23-tools');
    await seeker.page.setViewport(phone);
    await seeker.click('.composer__more');
    assert.equal(await shown(), false);
  });
});
