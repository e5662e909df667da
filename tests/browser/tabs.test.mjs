// Many tabs of one browser: one open call for all of them, which passes on when its tab closes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { eventually } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';
import { holdBack } from '../lib/hold_back.mjs';

/// Counts the polls that a page has open; the first look of a page, which waits for nothing, is none.
function watchPolls(page) {
  const open = new Set();
  const isPoll = (request) => /\/events\?.*after=/.test(request.url());
  page.on('request', (request) => isPoll(request) && open.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  return open;
}

// A tab in the background draws no frames, by which puppeteer would look by itself.
const inBackground = { polling: 'mutation' };

describe('many tabs', () => {
  const world = suite();

  test('eight tabs of a counselor share one poll, hear of everything, and go on when its tab closes', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const tabs = [];
    for (let i = 0; i < 8; ++i) {
      const page = await counselor.tab();
      const polls = watchPolls(page);
      await page.goto(`${world.stack.origin}/beratung?lang=de`);
      await counselor.see('.desk', page);
      tabs.push({ page, polls });
    }
    await counselor.page.close();
    const leaders = () => tabs.filter(({ page, polls }) => !page.isClosed() && polls.size > 0);
    await eventually('one of them polls', () => leaders().length === 1);
    for (let seekers = 1; seekers <= 3; ++seekers) {
      const seeker = await world.devices.seeker();
      await seeker.enqueue();
      for (const { page } of tabs.filter((tab) => !tab.page.isClosed())) {
        await page.waitForFunction((count) => document.querySelectorAll('.entry').length === count, inBackground, seekers);
      }
      await eventually('one poll again', () => leaders().length === 1);
      await leaders()[0].page.close();
      await eventually('another tab goes on', () => leaders().length === 1);
    }
    counselor.page = tabs.find(({ page }) => !page.isClosed()).page;
  });

  const hangs = {
    'hangs in a question': async (page) => {
      const asked = new Promise((resolve) => page.once('dialog', resolve));
      page.evaluate(() => { setTimeout(() => globalThis.confirm('Seite verlassen?')); });
      const dialog = await asked;
      return () => dialog.accept();
    },
    'is frozen by the browser': async (page) => {
      const network = await page.createCDPSession();
      await network.send('Page.setWebLifecycleState', { state: 'frozen' });
      return () => network.send('Page.setWebLifecycleState', { state: 'active' });
    },
  };
  for (const [how, hang] of Object.entries(hangs)) {
    test(`the tab that polls ${how}: another one takes over, and it goes on as one of them when it is back`, async (t) => {
      const { seeker, counselor } = await world.devices.meet();
      const first = { page: seeker.page, polls: watchPolls(seeker.page) };
      const second = { page: await seeker.tab() };
      second.polls = watchPolls(second.page);
      await second.page.goto(`${world.stack.origin}/${topics.young.slug}?lang=de`);
      await seeker.see('.conversation', second.page);
      assert.equal(second.polls.size, 0, 'the first tab polls');
      const wake = await hang(first.page);
      const since = performance.now();
      await counselor.write('Bist du noch da?');
      const shows = (page, text) => page.waitForFunction((wanted) => [...document.querySelectorAll('.message--other .message__body')].some((node) => node.innerText === wanted), inBackground, text);
      await shows(second.page, 'Bist du noch da?');
      t.diagnostic(`the second tab showed it after ${Math.round(performance.now() - since)} ms`);
      await counselor.write('Noch eine');
      await shows(second.page, 'Noch eine');
      await wake();
      await shows(first.page, 'Noch eine');
      await counselor.write('An beide');
      for (const { page } of [first, second]) await shows(page, 'An beide');
      assert.deepEqual(await seeker.texts('.message--other .message__body', first.page), ['Bist du noch da?', 'Noch eine', 'An beide'], 'each once');
      await eventually('the second tab polls', () => second.polls.size === 1);
      await second.page.close();
      await counselor.write('Und wieder du');
      await shows(first.page, 'Und wieder du');
    });
  }

  test('two tabs of a seeker show the same chat; when one ends it, both say goodbye', async () => {
    const { seeker, counselor } = await world.devices.meet();
    const tab = await seeker.tab();
    const polls = watchPolls(tab);
    await tab.goto(`${world.stack.origin}/${topics.young.slug}?lang=de`);
    await seeker.see('.conversation', tab);
    assert.equal(polls.size, 0, 'the first tab polls');
    await counselor.write('An beide');
    for (const page of [seeker.page, tab]) await page.waitForFunction(() => document.querySelector('.message--other .message__body')?.innerText === 'An beide', inBackground);
    await seeker.type('Aus dem zweiten', tab);
    await tab.keyboard.press('Enter');
    await counselor.receives('Aus dem zweiten');
    await seeker.page.waitForFunction(() => document.querySelector('.message--own .message__body')?.innerText === 'Aus dem zweiten', inBackground);
    await seeker.click('#end', tab);
    await seeker.click('dialog .button--danger', tab);
    await seeker.see('.goodbye', tab);
    await seeker.page.bringToFront();
    await seeker.see('.goodbye');
    await seeker.lacks('An beide');
  });

  test('three tabs of a seeker: all say the same goodbye, also one that asks when the cookie is gone', async () => {
    const { seeker } = await world.devices.meet();
    const [others, heldBack] = [[], []];
    while (others.length < 2) {
      const page = await seeker.tab();
      others.push(page);
      await page.goto(`${world.stack.origin}/${topics.young.slug}?lang=de`);
      await seeker.see('.conversation', page);
      // The tab that takes the poll over asks only once the first one is signed out.
      heldBack.push(await holdBack({ page }, (request) => /\/events\?.*after=/.test(request.url())));
    }
    await seeker.page.bringToFront();
    await seeker.end();
    const goodbye = await seeker.texts('.goodbye h1');
    for (const { now } of heldBack) now((request) => request.continue().catch(() => {})); // given up meanwhile, perhaps
    for (const page of others) {
      await page.bringToFront();
      await seeker.see('.goodbye #portal', page);
      assert.deepEqual(await seeker.texts('.goodbye h1', page), goodbye);
    }
  });

  test('another counselor who signs in in one tab takes over all of them', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const tab = await counselor.tab();
    await tab.goto(`${world.stack.origin}/beratung?lang=de#/profil`);
    await counselor.see('#profile-title', tab);
    await counselor.page.bringToFront();
    await counselor.click('#sign-out');
    await counselor.see('#login');
    await counselor.page.type('#login', 'ben');
    await counselor.page.type('#password', 'ben-geheim-13579');
    await counselor.click('button[type=submit]');
    await counselor.see('.desk');
    await tab.bringToFront();
    await counselor.see('.desk', tab);
    await tab.evaluate(() => { location.hash = '#/profil'; });
    await counselor.see('#profile-title', tab);
    assert.ok((await counselor.texts('.facts-list dd', tab)).includes('ben'));
  });
});
