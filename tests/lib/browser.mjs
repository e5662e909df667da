// People in front of real browsers: each has a context of their own, as if on a device of their own.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ask } from './ask.mjs';
import { counselors, topics } from './demo.mjs';
import { repository } from './stack.mjs';
import { eventually, patience, pause } from './wait.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(repository, 'build/tests/screens');
// A page in the background draws no frame, so that waiting for one waits for ever; its content changes all the same.
const byChange = { polling: 'mutation' };

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1440, height: 900 };

/// One person's device: a browser context, and what its pages complained of.
class Device {
  complaints = [];

  /// line: an UnreliableLine over which it reaches the stack.
  constructor(stack, browser, { language = 'de', line } = {}) {
    Object.assign(this, { stack, browser, language, line });
  }

  async open() {
    const through = this.line && { proxyServer: this.line.proxyServer, proxyBypassList: ['<-loopback>'] };
    this.context = await this.browser.createBrowserContext(through);
    this.page = await this.tab();
    return this;
  }

  /// A new tab; errors of scripts, blocked contents and failed files are remembered.
  async tab() {
    const page = await this.context.newPage();
    page.setDefaultTimeout(patience);
    await page.setViewport(desktop);
    page.on('pageerror', (error) => this.complaints.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      // A refused call is an answer, not a complaint; the browser tells of it all the same.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.complaints.push(message.text());
    });
    return page;
  }

  async go(path) {
    await this.page.goto(`${this.stack.origin}${path}?lang=${this.language}`);
  }

  async click(selector, page = this.page) {
    await page.waitForSelector(selector, { visible: true });
    await page.click(selector);
  }

  see(selector, page = this.page) { return page.waitForSelector(selector, { visible: true }); }

  async type(text, page = this.page) {
    await this.see('.composer__field', page);
    await page.type('.composer__field', text);
  }

  async write(text) {
    await this.type(text);
    await this.page.keyboard.press('Enter');
  }

  /// The same, not letter by letter.
  async paste(text) {
    await this.see('.composer__field');
    await this.page.focus('.composer__field');
    await this.page.keyboard.sendCharacter(text);
    await this.page.keyboard.press('Enter');
  }

  /// What a selector's elements say, in order.
  texts(selector, page = this.page) {
    return page.$$eval(selector, (nodes) => nodes.map((node) => node.innerText.trim()));
  }

  /// Waits until the text of the page holds this.
  reads(text, page = this.page) {
    return page.waitForFunction((wanted) => document.body.innerText.includes(wanted), byChange, text);
  }

  /// Messages as shown: [who, text].
  messages() {
    return this.page.$$eval('.message', (nodes) => nodes.map((node) => [node.querySelector('.message__who').innerText, node.querySelector('.message__body')?.innerText.trim() ?? '']));
  }

  /// Presses Esc so many times, one right after the other: how long a busy machine takes to answer each is not waited for.
  async escape(times) {
    const { keyboard } = this.page;
    await Promise.all(Array.from({ length: times }, () => [keyboard.down('Escape'), keyboard.up('Escape')]).flat());
  }

  /// The page has this title, whatever page it is by then.
  titled(title, page = this.page) { return page.waitForFunction((wanted) => document.title === wanted, { polling: 100 }, title); }

  /// Nothing of this is anywhere in the page, shown or not.
  async lacks(...words) {
    const content = await ask(() => this.page.content());
    for (const word of words) assert.ok(!content.includes(word), `the page still holds "${word}"`);
  }

  receives(text) {
    return this.page.waitForFunction((wanted) => [...document.querySelectorAll('.message--other .message__body')].some((node) => node.innerText.trim() === wanted), byChange, text);
  }

  /// The own line stands in the history: the server has it, and it is there once.
  async delivered(text) {
    await this.page.waitForFunction((wanted) => [...document.querySelectorAll('.message--own:not(.message--pending) .message__body')].some((node) => node.innerText.trim() === wanted), byChange, text);
  }

  /// Picks files of the disk, as with the button.
  async pick(...paths) {
    const field = await this.page.waitForSelector('input[type=file]');
    await field.uploadFile(...paths);
  }

  /// A document of this name stands in the history, and has come to this side or left it.
  async sees(name) {
    await this.page.waitForFunction((wanted) => [...document.querySelectorAll('.message:not(.message--pending) .document__name')].some((node) => node.innerText === wanted), byChange, name);
  }

  /// The document of this name in the history.
  async card(name) {
    for (const card of await this.page.$$('.document')) {
      if ((await card.$eval('.document__name', (node) => node.innerText)) === name) return card;
    }
    throw new Error(`there is no document ${name}`);
  }

  /// Saves the document of this name: its bytes as they lie on the disk then.
  async save(name) {
    const folder = mkdtempSync(join(tmpdir(), 'caritas-saved-'));
    try {
      const session = await this.browser.target().createCDPSession();
      await session.send('Browser.setDownloadBehavior', { behavior: 'allow', browserContextId: this.context.id, downloadPath: folder });
      await (await (await this.card(name)).$('.document__saving button')).click();
      await eventually(`${name} is saved`, () => readdirSync(folder).includes(name));
      return readFileSync(join(folder, name));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /// Saves the screen at both widths, and looks for what axe finds wrong with it.
  async screen(name) {
    mkdirSync(pictures, { recursive: true });
    for (const size of [phone, desktop]) {
      await this.page.setViewport(size);
      await this.page.screenshot({ path: join(pictures, `${name}-${this.language}-${size.width}.png`) });
      const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wider, 0, `${name} does not fit into ${size.width} px`);
      assert.deepEqual(await this.flaws(), [], `accessibility of ${name} at ${size.width} px`);
      await this.assertOrder(`${name} at ${size.width} px`);
    }
  }

  /// The tabulator comes to what can be done in the order in which it is seen, and to what stands out first.
  async assertOrder(what) {
    for (const places of await this.page.$$eval('.actions', (rows) => rows.map((row) => [...row.children].filter((node) => node.checkVisibility()).map((node) => {
      const { top, left } = node.getBoundingClientRect();
      return { text: node.innerText, top, left, leads: node.matches('.button--main, .button--danger') };
    })))) {
      const seen = [...places].sort((a, b) => a.top - b.top || a.left - b.left);
      assert.deepEqual(places, seen, `the order of focus of ${what}`);
      assert.ok(places.length < 2 || places[0].leads, `${what}: "${places[0].text}" comes first`);
    }
  }

  async flaws() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], preload: false }));
    return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
  }

  /// What this browser keeps of the site.
  async stored(page = this.page) {
    const inPage = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    const cookies = await this.context.cookies();
    return { ...inPage, cookies: cookies.map((cookie) => cookie.name) };
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.complaints, [], 'the browser complained');
  }
}

export class SeekerDevice extends Device {
  async portal(slug = topics.young.slug) {
    await this.go(`/${slug}`);
    await this.see('.portal, .waiting, .accepted, .chat, .goodbye');
  }

  /// From the portal into the waiting room.
  async enqueue(slug) {
    await this.portal(slug);
    await this.click('#start');
    await this.click('#confirm');
    await this.see('.waiting__name');
  }

  begin() { return this.click('#begin'); }

  async end() {
    await this.click('#end');
    await this.click('dialog .button--danger');
    await this.see('.goodbye #portal');
  }
}

export class CounselorDevice extends Device {
  async signIn(who = counselors.anna) {
    await this.atDoor(who);
    await this.see('.desk');
  }

  /// Fills in what the door asks for, and enters.
  async atDoor({ login, password }) {
    await this.go('/beratung');
    await this.see('#login');
    await this.fill({ login, password });
  }

  /// Types into the fields of these ids, and presses the form's button.
  async fill(values) {
    for (const [id, value] of Object.entries(values)) {
      await this.page.$eval(`#${id}`, (field) => { field.value = ''; });
      await this.page.type(`#${id}`, value);
    }
    await this.click('form .button--main');
  }

  async room(hash) {
    await this.page.evaluate((to) => { location.hash = to; }, hash);
  }

  /// Takes the only request, and opens the chat.
  async accept() {
    await this.room('#/anfragen');
    await this.click('.entry');
    await this.click('#accept');
    await this.click('#answer');
    await this.see('.conversation');
  }

  async end() {
    await this.click('#end');
    await this.click('dialog .button--danger');
    await this.see('.history__mark');
  }
}

/// Devices for a stack; `close()` ends all and fails if a browser complained.
export class Devices {
  all = [];

  constructor(stack, browser) {
    Object.assign(this, { stack, browser });
  }

  async #add(device) {
    this.all.push(device);
    return device.open();
  }

  seeker(options) { return this.#add(new SeekerDevice(this.stack, this.browser, options)); }
  counselor(options) { return this.#add(new CounselorDevice(this.stack, this.browser, options)); }

  /// A running chat between two new devices.
  async meet({ slug, who, ...options } = {}) {
    const counselor = await this.counselor(options);
    await counselor.signIn(who);
    const seeker = await this.seeker(options);
    await seeker.enqueue(slug);
    await counselor.accept();
    await seeker.begin();
    await seeker.see('.conversation');
    return { seeker, counselor, id: counselor.page.url().split('/').at(-1) };
  }

  async close() {
    const devices = this.all;
    this.all = [];
    for (const device of devices) await device.close();
  }
}

export { openBrowser, openFirefox } from './launch.mjs';
export { eventually, pause };
