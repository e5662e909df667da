// A small client of the W3C WebDriver protocol (https://www.w3.org/TR/webdriver2/): one session, whose windows are used one after another.
import { request } from './http.mjs';
import { patience } from './wait.mjs';

/// Names an element in JSON, both ways (§ 12).
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/// What the driver refused; `code` is the protocol's, for instance "no such window".
class DriverError extends Error {
  constructor({ error, message }) {
    super(`${error}: ${message}`);
    this.code = error;
  }
}

/// A key that is no letter, as the protocol names it (§ 15.4.2).
const keys = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', Backspace: '\uE003', ArrowDown: '\uE015', ArrowUp: '\uE013', Shift: '\uE008' };
export const keyOf = (name) => keys[name] ?? name;

export const isElement = (value) => value !== null && typeof value === 'object' && elementKey in value;
export const elementId = (value) => value[elementKey];
export const elementOf = (id) => ({ [elementKey]: id });

export class Session {
  #base;
  #port;
  #turn = Promise.resolve();
  #window = null;

  constructor(port, id) {
    this.#port = port;
    this.#base = `/session/${id}`;
  }

  static async open(port, capabilities) {
    const { sessionId } = await send(port, 'POST', '/session', { capabilities });
    const session = new Session(port, sessionId);
    session.#window = await session.#send('GET', '/window');
    return session;
  }

  /// The window in which the session began.
  get window() { return this.#window; }

  /// A command to one window: the session looks at one at a time, so that commands wait for one another.
  to(window, method, path, body) {
    return this.#inTurn(async () => {
      if (this.#window !== window) {
        await this.#send('POST', '/window', { handle: window });
        this.#window = window;
      }
      return this.#send(method, path, body);
    });
  }

  /// A new tab's handle.
  newWindow() {
    return this.#inTurn(async () => (await this.#send('POST', '/window/new', { type: 'tab' })).handle);
  }

  closeWindow(window) {
    return this.to(window, 'DELETE', '/window').finally(() => { this.#window = null; });
  }

  end() {
    return this.#inTurn(() => this.#send('DELETE', ''));
  }

  #send(method, path, body) { return send(this.#port, method, this.#base + path, body); }

  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

async function send(port, method, path, body = method === 'POST' ? {} : undefined) {
  const answer = await request({ port, method, path, body: body && JSON.stringify(body), timeoutMs: 2 * patience });
  if (answer.json === undefined) throw new Error(`the driver answered ${answer.status}: ${answer.text}`);
  if (answer.status >= 400) throw new DriverError(answer.json.value);
  return answer.json.value;
}
