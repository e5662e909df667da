// One browser as the API sees it: its cookies, the headers that pages send, its language. Nothing of a page beyond that.
import { randomBytes } from 'node:crypto';

import { request } from './http.mjs';

export const newId = () => randomBytes(16).toString('hex');
export const toText = (base64) => Buffer.from(base64, 'base64').toString('utf8');

/// Set-Cookie as a browser takes it: kept in `jar`, dropped when its age is nothing.
function takeCookies(jar, lines = []) {
  for (const line of lines) {
    const [pair, ...attributes] = line.split('; ');
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (attributes.includes('Max-Age=0')) jar.delete(name);
    else jar.set(name, value);
  }
}

export class Client {
  constructor(stack, { language = 'de' } = {}) {
    this.stack = stack;
    this.language = language;
    this.cookies = new Map();
  }

  /// What a page sends with every call; a test overrides or (undefined) leaves out what it means to break.
  headers(more = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { 'Accept-Language': this.language, Origin: this.stack.origin, 'X-Requested-With': 'caritas', ...(cookie && { Cookie: cookie }), ...more };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  /// One call below /api/v1. `json` or `text` (a message, which the server does not look into) is the body; `type` its Content-Type where it is to differ.
  async call(method, path, { json, text, body, type, headers = {}, signal } = {}) {
    const content = json !== undefined ? JSON.stringify(json) : (text ?? body);
    const usual = json !== undefined ? 'application/json' : text !== undefined ? 'application/octet-stream' : undefined;
    const answer = await request({
      port: this.stack.port,
      certificate: this.stack.certificate,
      method,
      path: `/api/v1${path}`,
      headers: this.headers({ 'Content-Type': type ?? usual, ...headers }),
      body: content,
      signal,
    });
    takeCookies(this.cookies, answer.headers['set-cookie']);
    return answer;
  }

  get(path, options) { return this.call('GET', path, options); }
  post(path, json = {}, options = {}) { return this.call('POST', path, { json, ...options }); }
  put(path, json, options = {}) { return this.call('PUT', path, { json, ...options }); }
  delete(path, options) { return this.call('DELETE', path, options); }

  /// A call that must succeed: its JSON.
  async must(method, path, options) {
    const answer = await this.call(method, path, options);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  /// The value of this browser's session cookie of a role ("seeker", "counselor").
  token(role) { return this.cookies.get(`__Host-${role}`); }
}
