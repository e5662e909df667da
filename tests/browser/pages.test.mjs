// The pages as files: nothing from elsewhere, nothing inline; and the page without scripts.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';

import { desktop, phone } from '../lib/browser.mjs';
import { suite } from '../lib/browser_suite.mjs';
import { repository } from '../lib/stack.mjs';

const htdocs = join(repository, 'htdocs');
const walk = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? (name === 'node_modules' ? [] : walk(path)) : [path];
});
const files = walk(htdocs);
const screens = join(repository, 'build/tests/screens');
const scripts = files.filter((path) => path.endsWith('.js'));
const pages = files.filter((path) => path.endsWith('.html'));

describe('the files', () => {
  test('no HTML from strings, nothing inline, nothing from another origin', () => {
    for (const path of scripts) assert.doesNotMatch(readFileSync(path, 'utf8'), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, path);
    for (const path of pages) {
      const text = readFileSync(path, 'utf8');
      assert.doesNotMatch(text, /<style|<script(?![^>]*\bsrc="\/)|\sstyle=|\son\w+=|(src|href)="(https?:)?\/\//, path);
    }
  });

  test('what stands there until the program comes is the same on every page', () => {
    const [first, ...others] = pages.filter((path) => !path.endsWith('rezept.html')).map((path) => readFileSync(path, 'utf8').match(/<body>.*<\/body>/s)[0]);
    assert.equal(others.length, 2);
    for (const other of others) assert.equal(other, first);
  });

  test('every import and every file that a page names is there, and no file lies about unused', () => {
    const used = new Set(pages);
    for (const path of pages) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/(?:src|href)="\/((?:js|css)\/[^"]+)"/g)) used.add(join(htdocs, name));
    }
    for (const path of scripts) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/"\/(css\/[^"]+)"/g)) used.add(join(htdocs, name));
    }
    for (const path of [...used].filter((name) => name.endsWith('.css'))) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/@import "([^"]+)"/g)) used.add(join(dirname(path), name));
    }
    const open = [...used].filter((path) => path.endsWith('.js'));
    for (let path = open.pop(); path; path = open.pop()) {
      // A module beside it, or a worker by its address.
      for (const [, beside, address] of readFileSync(path, 'utf8').matchAll(/(?:from |import\()"(\.[^"]+)"|"\/(js\/[^"]+\.js)"/g)) {
        const target = beside ? join(dirname(path), beside) : join(htdocs, address);
        if (!used.has(target)) open.push(target);
        used.add(target);
      }
    }
    for (const path of used) assert.ok(existsSync(path), path);
    assert.deepEqual(files.filter((path) => /\.(js|css)$/.test(path) && !used.has(path)), []);
  });
});

describe('without scripts', () => {
  const world = suite();

  for (const path of ['/', '/kinder-jugendliche', '/beratung']) {
    test(`${path} says what is missing, and gives the numbers`, async () => {
      const device = await world.devices.seeker();
      await device.page.setJavaScriptEnabled(false);
      await device.page.goto(`${world.stack.origin}${path}`);
      const text = await device.page.$eval('main', (node) => node.textContent);
      assert.match(text, /JavaScript/);
      assert.match(text, /116 123/);
      mkdirSync(screens, { recursive: true });
      for (const size of [phone, desktop]) {
        await device.page.setViewport(size);
        await device.page.screenshot({ path: join(screens, `00-without-scripts${path.replace('/', '-')}-${size.width}.png`) });
        const between = await device.page.$eval('noscript h1 + p', (text) => text.getBoundingClientRect().top - text.previousElementSibling.getBoundingClientRect().bottom);
        assert.ok(between >= 8, `${between} px between the title and the text`);
      }
    });
  }

  test('with scripts the fallback is never seen, and an unknown topic is a page with a way on', async () => {
    const device = await world.devices.seeker();
    await device.go('/gibt-es-nicht');
    await device.reads('Diese Seite gibt es hier nicht');
    assert.equal(await device.page.$('.fallback'), null);
    await device.click('.button--main');
    await device.see('.topics');
  });
});
