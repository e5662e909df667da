// A tab of WebKit, in the words of puppeteer's Page and ElementHandle: those that the tests use.
import { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';

import { eventually, patience } from './wait.mjs';
import { elementId, elementOf, isElement, keyOf } from './webdriver.mjs';

const sourceOf = (work) => `return (${work}).apply(null, arguments);`;

/// An element of a page.
class WebKitElement {
  constructor(page, id) {
    Object.assign(this, { page, id });
  }

  #send(method, path, body) { return this.page.send(method, `/element/${this.id}${path}`, body); }

  evaluate(work, ...args) { return this.page.evaluate(work, this, ...args); }
  click() { return this.#send('POST', '/click'); }
  focus() { return this.evaluate((node) => node.focus()); }
  /// Keys for what a keyboard has; the driver has none for emoji, which come as from an input method.
  type(text) {
    if (!/[\u{10000}-\u{10ffff}]/u.test(text)) return this.#send('POST', '/value', { text });
    return this.evaluate((node, words) => { node.focus(); document.execCommand('insertText', false, words); }, text);
  }
  uploadFile(...paths) { return this.#send('POST', '/value', { text: paths.join('\n') }); }

  async $(selector) {
    return this.page.evaluate((node, wanted) => node.querySelector(wanted), this, selector);
  }

  async $eval(selector, work, ...args) {
    return (await this.$(selector)).evaluate(work, ...args);
  }
}

/// Events: "pageerror" (Error), of what the page has met since it was opened; told when the browser closes, since the protocol tells nothing.
export class WebKitPage extends EventEmitter {
  #session;
  #window;
  #isClosed = false;

  constructor(session, window) {
    super();
    this.#session = session;
    this.#window = window;
    this.keyboard = { press: (key) => this.#press([keyOf(key)]), type: (text) => this.#press([...text]) };
  }

  send(method, path, body) { return this.#session.to(this.#window, method, path, body); }
  isClosed() { return this.#isClosed; }
  setDefaultTimeout() {} // all waits here have the same patience

  async goto(url) {
    await this.send('POST', '/url', { url });
    await this.#listen();
  }

  async reload() {
    await this.send('POST', '/refresh');
    await this.#listen();
  }

  goBack() { return this.send('POST', '/back'); }
  title() { return this.send('GET', '/title'); }
  url() { return this.send('GET', '/url'); }
  content() { return this.evaluate(() => document.documentElement.outerHTML); }
  cookies() { return this.send('GET', '/cookie'); }
  bringToFront() { return this.send('GET', '/title'); } // the window that a command goes to comes to the front

  /// The browser's own bars need some room; narrower than they are it cannot be (about 450 px).
  async setViewport({ width, height }) {
    await this.send('POST', '/window/rect', { width, height });
    const inside = await this.evaluate(() => [innerWidth, innerHeight]);
    await this.send('POST', '/window/rect', { width: 2 * width - inside[0], height: 2 * height - inside[1] });
  }

  async screenshot({ path }) {
    writeFileSync(path, Buffer.from(await this.send('GET', '/screenshot'), 'base64'));
  }

  /// A function or an expression; elements come and go as such, a promise is waited for.
  async evaluate(work, ...args) {
    const script = typeof work === 'function' ? sourceOf(work) : work;
    const plain = args.map((value) => (value instanceof WebKitElement ? elementOf(value.id) : value));
    return this.#revive(await this.send('POST', '/execute/sync', { script, args: plain }));
  }

  #revive(value) {
    if (isElement(value)) return new WebKitElement(this, elementId(value));
    return Array.isArray(value) ? value.map((one) => this.#revive(one)) : value;
  }

  $(selector) { return this.evaluate((wanted) => document.querySelector(wanted), selector); }
  $$(selector) { return this.evaluate((wanted) => [...document.querySelectorAll(wanted)], selector); }

  async $eval(selector, work, ...args) {
    return (await this.$(selector)).evaluate(work, ...args);
  }

  $$eval(selector, work, ...args) {
    return this.evaluate(`const [selector, ...more] = arguments; return (${work})([...document.querySelectorAll(selector)], ...more);`, selector, ...args);
  }

  /// A page that is just being replaced answers with an error: it is asked again.
  waitForFunction(work, { timeout = patience } = {}, ...args) {
    return eventually(`${work} (${args})`, () => this.evaluate(work, ...args).catch(() => false), timeout);
  }

  waitForSelector(selector, { visible = false, ...options } = {}) {
    const look = (wanted, mustShow) => {
      const node = document.querySelector(wanted);
      return node && (!mustShow || node.checkVisibility({ visibilityProperty: true })) ? node : null;
    };
    return this.waitForFunction(look, options, selector, visible);
  }

  async click(selector) { await (await this.$(selector)).click(); }
  async type(selector, text) { await (await this.$(selector)).type(text); }

  #press(values) {
    const actions = values.flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    return this.send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  #listen() {
    return this.evaluate(() => {
      globalThis.complaints = [];
      addEventListener('error', ({ message, error }) => globalThis.complaints.push(`${message} ${error?.stack ?? ''}`));
      addEventListener('unhandledrejection', ({ reason }) => globalThis.complaints.push(`${reason} ${reason?.stack ?? ''}`));
    });
  }

  /// Emits what the page has complained of so far.
  async report() {
    for (const text of await this.evaluate(() => globalThis.complaints ?? [])) this.emit('pageerror', new Error(text));
  }

  async close() {
    await this.report();
    this.#isClosed = true;
    await this.#session.closeWindow(this.#window);
  }
}
