// How the seeker's page comes: in few and small pieces, and also where one of them does not come at the first try.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { suite } from '../lib/browser_suite.mjs';
import { topics } from '../lib/demo.mjs';
import { kilobytes, loadPage } from '../lib/page_load.mjs';

const portal = `/${topics.young.slug}`;
const shown = (page) => page.evaluate(() => document.querySelector('main').innerText);

/// Answers requests of a page by `decide(request)`: "abort", "hold" (kept until the returned object's release()), or nothing.
async function intercept(page, decide) {
  const held = [];
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const decision = decide(request);
    if (decision === 'hold') held.push(request);
    else if (decision === 'abort') request.abort('connectionreset');
    else request.continue();
  });
  return { release: () => Promise.all(held.splice(0).map((request) => request.continue())) };
}

describe('the seeker\'s page as it comes', () => {
  const world = suite({ people: ['anna'], pages: 'built' });

  test('at most four requests and 40 kB until "Bestätigen"', async () => {
    const seeker = await world.devices.seeker();
    const { page, requests } = await loadPage(seeker, portal, { usable: '#start' });
    await seeker.click('#start', page);
    await seeker.see('#confirm', page);
    console.log(`${kilobytes(requests).toFixed(1)} kB in ${requests.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`);
    assert.ok(requests.length <= 4, requests.map(({ path }) => path).join(' '));
    assert.ok(kilobytes(requests) <= 40, `${kilobytes(requests)} kB`);
  });

  test('while it is on its way it says so, with the numbers and a way to load it again, and blames nobody', async () => {
    const { page } = await world.devices.seeker();
    const { release } = await intercept(page, (request) => (request.url().endsWith('/js/seeker.js') ? 'hold' : null));
    page.goto(`${world.stack.origin}${portal}`).catch(() => {}); // ends with the page's program
    await page.waitForSelector('.fallback a[data-reload]', { visible: true });
    const text = await shown(page);
    assert.match(text, /Einen Moment/);
    assert.match(text, /116 123/);
    assert.doesNotMatch(text, /Browser|JavaScript/);
    await release();
    await page.waitForSelector('#start', { visible: true });
  });

  for (const piece of ['boot-seeker.js', 'seeker.js', '/api/v1/topics/']) {
    test(`without ${piece} at the first try, it comes by itself`, async () => {
      const { page } = await world.devices.seeker();
      let failures = 0;
      await intercept(page, (request) => (request.url().includes(piece) && ++failures <= 2 ? 'abort' : null));
      await page.goto(`${world.stack.origin}${portal}`);
      await page.waitForSelector('#start', { visible: true });
      assert.ok(failures > 0);
      const color = await page.$eval('#start', (node) => getComputedStyle(node).backgroundColor);
      assert.notEqual(color, 'rgb(239, 239, 239)', 'with its styles');
    });
  }

  test('without the texts of the chat at the first try, they come by themselves, also after a change of language', async () => {
    const counselor = await world.devices.counselor();
    await counselor.signIn();
    const seeker = await world.devices.seeker();
    const failures = { de: 0, en: 0 };
    await intercept(seeker.page, (request) => {
      const language = request.url().match(/\/js\/seeker-(de|en)-/)?.[1];
      return language && ++failures[language] === 1 ? 'abort' : null;
    });
    await seeker.enqueue();
    await counselor.accept();
    await seeker.begin();
    await seeker.reads('Jetzt seid ihr zu zweit.');
    await seeker.see('.composer__field[placeholder="Nachricht …"]');
    await seeker.click('.house__language');
    await seeker.page.waitForFunction(() => document.documentElement.lang === 'en');
    await seeker.reads('It is just the two of you now.');
    await seeker.see('.composer__field[placeholder="Message …"]');
    assert.ok(failures.de > 1 && failures.en > 1, 'each failed once and came then');
  });

  test('a program that does not come at all: what is known is said', async () => {
    const { page } = await world.devices.seeker();
    await intercept(page, (request) => (request.url().endsWith('/js/seeker.js') ? 'abort' : null));
    await page.goto(`${world.stack.origin}${portal}`);
    await page.waitForSelector('[data-why="trying"]', { visible: true });
    const text = await shown(page);
    assert.match(text, /Verbindung/);
    assert.match(text, /116 123/);
    assert.doesNotMatch(text, /Browser|JavaScript|Einen Moment/);
  });

  test('a browser that does not know the language of the program: only then it is the browser', async () => {
    const { page } = await world.devices.seeker();
    await page.setRequestInterception(true);
    page.on('request', (request) => (request.url().endsWith('/js/seeker.js')
      ? request.respond({ contentType: 'text/javascript', body: 'const of = #;' })
      : request.continue()));
    page.removeAllListeners('pageerror'); // the browser's own word for it
    await page.goto(`${world.stack.origin}${portal}`);
    await page.waitForSelector('[data-why="browser"]', { visible: true });
    assert.match(await shown(page), /braucht einen neueren/);
  });
});
