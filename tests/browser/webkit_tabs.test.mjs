// Several tabs of one person in WebKit, which loses X25519 keys in channels: the tabs pass on the sealed form, and all open the chat.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CounselorDevice, eventually, SeekerDevice } from '../lib/browser.mjs';
import { topics } from '../lib/demo.mjs';
import { webkitSuite } from '../lib/webkit_suite.mjs';

/// How often these tabs have told the server of another key.
async function puts(...tabs) {
  const counts = await Promise.all(tabs.map((tab) => tab.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/seeker/key')).length)));
  return counts.reduce((sum, count) => sum + count, 0);
}

const keptKey = (tab) => tab.evaluate(() => JSON.parse(sessionStorage.getItem('caritas:key'))?.publicKey ?? null);
const shows = (tab, text) => tab.waitForFunction((wanted) => [...document.querySelectorAll('.message__body')].some((node) => node.innerText.trim() === wanted), {}, text);

describe('several tabs in WebKit', () => {
  const world = webkitSuite();
  const portal = () => `${world.stack.origin}/${topics.young.slug}?lang=de`;
  const keyOfPlace = async () => (await world.stack.value("SELECT LOWER(HEX(seeker_public_key)) FROM chats WHERE state = 'waiting'"));

  test('the second tab of a waiting room has the key of the first; accepted, both open the chat', async () => {
    const counselor = await world.open(CounselorDevice, 'Chromium');
    await counselor.signIn();
    const seeker = await world.open(SeekerDevice, 'WebKit');
    await seeker.enqueue();
    await eventually('the key is kept', () => keptKey(seeker.page));
    const key = await keyOfPlace();
    const second = await seeker.tab();
    await second.goto(portal());
    await seeker.see('.waiting__name', second);
    await eventually('the second tab has it', () => keptKey(second));
    assert.deepEqual([await keptKey(second), await keyOfPlace(), await puts(seeker.page, second)], [key, key, 0]);
    await counselor.accept();
    await seeker.click('#begin', second);
    for (const tab of [seeker.page, second]) await seeker.see('.conversation', tab);
    await counselor.write('An beide');
    for (const tab of [seeker.page, second]) await shows(tab, 'An beide');
    for (const tab of [second, seeker.page]) {
      await seeker.type(tab === second ? 'Aus dem zweiten' : 'Aus dem ersten', tab);
      await tab.keyboard.press('Enter');
      await counselor.receives(tab === second ? 'Aus dem zweiten' : 'Aus dem ersten');
    }
    assert.equal(await puts(seeker.page, second), 0);
  });

  test('a second tab opens a running chat, and keeps it when the first is closed', async () => {
    const { seeker, counselor } = await world.meet();
    await counselor.write('Schon gesagt');
    await seeker.receives('Schon gesagt');
    const second = await seeker.tab();
    await second.goto(portal());
    await shows(second, 'Schon gesagt');
    await seeker.page.close();
    seeker.page = second;
    await second.reload();
    await seeker.receives('Schon gesagt');
    await seeker.write('Immer noch da');
    await counselor.receives('Immer noch da');
  });

  test('two tabs whose first one is gone make one new key between them', async () => {
    const counselor = await world.open(CounselorDevice, 'Chromium');
    await counselor.signIn();
    const seeker = await world.open(SeekerDevice, 'WebKit');
    await seeker.enqueue();
    const first = await keyOfPlace();
    const tabs = [await seeker.tab(), await seeker.tab()];
    await seeker.page.close();
    seeker.page = tabs[0];
    await Promise.all(tabs.map((tab) => tab.goto(portal())));
    for (const tab of tabs) await seeker.see('.waiting__name', tab);
    await eventually('another key', async () => (await keyOfPlace()) !== first);
    for (const tab of tabs) await eventually('both have it', async () => (await keptKey(tab)) === (await keyOfPlace()));
    assert.equal(await puts(...tabs), 1);
    await counselor.accept();
    for (const tab of tabs) await seeker.see('.accepted', tab);
    await seeker.begin();
    await counselor.write('Da bin ich');
    for (const tab of tabs) await shows(tab, 'Da bin ich');
  });
});
