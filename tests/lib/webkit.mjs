// WebKit (Debian's WebKitGTK) for tests: its driver, its small browser, and a screen in memory to show it on. What it gives behaves as
// puppeteer's browsers, contexts and pages do, as far as people's devices (browser.mjs) and the tests use them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { request } from './http.mjs';
import { atEnd } from './process.mjs';
import { freePort } from './stack.mjs';
import { eventually, within } from './wait.mjs';
import { Session } from './webdriver.mjs';
import { WebKitPage } from './webkit_page.mjs';

const driver = '/usr/bin/WebKitWebDriver';
const miniBrowser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';

/// Starts a program that a test does not outlive. Returns { child, end() }.
function launch(command, args, options) {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  const ended = once(child, 'exit');
  const forget = atEnd(() => child.kill('SIGKILL'));
  const end = async () => {
    child.kill('SIGTERM');
    await within(ended, `the end of ${command}`);
    forget();
  };
  return { child, end };
}

/// One person's browser: a driver, and a session that keeps nothing on the disk.
class Context {
  #pages = [];
  #isFirst = true;

  async open(screen) {
    this.home = mkdtempSync(join(tmpdir(), 'caritas-webkit-'));
    // Without a sandbox as root, without a desktop's services, and with a home that is gone afterwards.
    const env = {
      ...process.env, DISPLAY: screen, HOME: this.home, XDG_RUNTIME_DIR: this.home, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1',
      GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1', DBUS_SESSION_BUS_ADDRESS: 'disabled:', LANG: 'C.UTF-8',
    };
    const port = await freePort();
    this.driver = launch(driver, [`--port=${port}`], { env });
    await eventually('the driver answers', () => request({ port, path: '/status' }).then(({ status }) => status === 200, () => false));
    const browser = { binary: miniBrowser, args: ['--automation'] };
    this.session = await Session.open(port, { alwaysMatch: { acceptInsecureCerts: true, 'webkitgtk:browserOptions': browser } });
    return this;
  }

  async newPage() {
    const window = this.#isFirst ? this.session.window : await this.session.newWindow();
    this.#isFirst = false;
    const page = new WebKitPage(this.session, window);
    this.#pages.push(page);
    return page;
  }

  async cookies() {
    return this.#pages.find((page) => !page.isClosed()).cookies();
  }

  async close() {
    for (const page of this.#pages.filter((one) => !one.isClosed())) await page.report();
    await this.session.end();
    await this.driver.end();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/// A screen on which each person has a browser: createBrowserContext() and close() as puppeteer's.
export async function openWebKit() {
  const screen = launch('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await within(once(screen.child.stdio[3], 'data'), 'the number of the screen');
  return { createBrowserContext: () => new Context().open(`:${String(number).trim()}`), close: screen.end };
}
