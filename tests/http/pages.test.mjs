// Pages, files and headers: what is served and what is not, whatever the address tries; and the same headers on every answer.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { raw, request } from '../lib/http.mjs';
import { makeChat } from '../lib/people.mjs';
import { programs } from '../lib/stack.mjs';
import { useStack } from '../lib/suite.mjs';

/// Every directive of the policy that must be there, and what must be nowhere in the rest of it: pictures alone may be a page's own blobs.
const pictures = "img-src 'self' data: blob:";
const policy = ["default-src 'none'", "script-src 'self'", "style-src 'self'", pictures, "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
const loose = /unsafe-|\*|https?:|blob:|'nonce|'strict-dynamic/;

function assertHeaders({ headers, status }, what) {
  const said = headers['content-security-policy'] ?? '';
  for (const directive of policy) assert.ok(said.split('; ').includes(directive), `${what}: ${directive} in ${said}`);
  assert.doesNotMatch(said.replace(pictures, ''), loose, what);
  const expected = {
    'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin', etag: undefined, 'last-modified': undefined, server: 'nginx', 'x-powered-by': undefined,
    'strict-transport-security': undefined, 'set-cookie': undefined,
  };
  const told = Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name]]));
  assert.deepEqual(told, expected, `${what} (${status})`);
  for (const feature of ['camera=()', 'microphone=()', 'geolocation=()']) assert.ok(headers['permissions-policy'].includes(feature), what);
}

describe('pages and headers', () => {
  const stack = useStack({ people: ['anna'], limits: 'shipped', pages: 'built' });
  const get = (path, options = {}) => request({ port: stack.port, path, ...options });

  function* served(folder, prefix = '') {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name.endsWith('.md')) continue;
      if (entry.isDirectory()) yield* served(join(folder, entry.name), `${prefix}/${entry.name}`);
      else if (/^\/(css|js|i18n|img|vendor)\//.test(`${prefix}/`)) yield `${prefix}/${entry.name}`;
    }
  }

  test('the pages', async () => {
    for (const path of ['/', '/beratung', '/rezept', `/${topics.young.slug}`, `/${topics.young.slug}?lang=en`]) {
      const page = await get(path);
      assert.equal(page.status, 200, path);
      assert.match(page.headers['content-type'], /^text\/html; charset=utf-8$/);
      assert.match(page.text, /^<!doctype html>/i);
      assert.doesNotMatch(page.text, /<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=|src="https?:|href="https?:\/\/[^"]*\.(?:css|js)/i, `${path}: nothing inline, nothing from elsewhere`);
      assertHeaders(page, path);
    }
  });

  test('every file of the pages, with the type that it is', async () => {
    const types = { css: 'text/css', js: 'text/javascript', mjs: 'text/javascript', json: 'application/json', svg: 'image/svg+xml', png: 'image/png', mp3: 'audio/mpeg', wav: 'audio/wav', ogg: 'audio/ogg', webmanifest: 'application/manifest+json', woff2: 'font/woff2', ico: 'image/x-icon', jpg: 'image/jpeg', webp: 'image/webp' };
    const files = [...served(join(programs, '../htdocs'))];
    assert.ok(files.length > 5, `${files.length} files`);
    // One by one: the limits of pages are none, but the machine is small.
    for (const path of files) {
      const file = await get(path);
      assert.equal(file.status, 200, path);
      assert.equal(file.headers['content-type'].split(';')[0], types[path.split('.').at(-1)], path);
      assertHeaders(file, path);
    }
  });

  test("others' modules are served in one file each, as the build bundled them", async () => {
    const { text } = await get('/vendor/hpke.js');
    assert.equal(text, readFileSync(join(programs, '../vendor/hpke.js'), 'utf8'));
    assert.doesNotMatch(text, /^import |@hpke\/core["']/m);
  });

  test('no listing of a folder', async () => {
    for (const path of ['/css', '/css/', '/js/', '/js', '/i18n/', '/img/', '/js/lib/', '/js/lib', '/.', '/./']) {
      const answer = await get(path);
      // "/js" has the form of a topic's address: the page, which then says that there is no such topic. "/." and "/./" are "/".
      if (answer.status === 200) assert.match(answer.text, /<!doctype html>/i);
      else assert.equal(answer.status, 404, path);
      assert.doesNotMatch(answer.text, /Index of|\.m?js<\/a>|href="\.\.\/"/, path);
    }
  });

  test('no dot files, no sources, no way out of the folder', async () => {
    for (const path of [
      '/.git/config', '/.gitignore', '/js/.hidden.js', '/js/..js', '/css/.x/y.css', '/.env', '/index.html', '/seeker.html', '/counselor.html', '/package.json',
      '/package-lock.json', '/node_modules/x.js', '/js/', '/README.md', '/favicon.ico', '/css/tokens.css/', '/css/tokens.css/x', '/css//tokens.css', '/JS/start.js',
      '/js/start.js.map', '/js/start.js~', '/js/start.js%00.png', '/css/tokens.css%20', '/.refused/page', '/.refused/api', '/.refused/headers', '/app/nginx/stack.sh', '/js/crypto/FORMAT.md', '/vendor/', '/vendor/package.json', '/.npmrc',
    ]) {
      const answer = await get(path);
      assert.ok([400, 404].includes(answer.status) || (path === '/css//tokens.css' && answer.status === 200), `${path}: ${answer.status}`);
      assertHeaders(answer, path);
    }
    for (const path of ['/../etc/passwd', '/css/../../etc/worker.toml', '/css/..%2f..%2fetc/worker.toml', '/js/%2e%2e/%2e%2e/etc/nginx.conf', '/css/....//....//etc/passwd',
      '/css\\..\\..\\etc\\passwd', '/js/%252e%252e/etc/passwd', '//etc/passwd', '/css/..;/x.css', '/img/%c0%ae%c0%ae/etc/passwd']) {
      const answer = await raw(stack.port, `GET ${path} HTTP/1.1\r\nHost: localhost:${stack.port}\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
      assert.doesNotMatch(answer.body, /root:|password|listen/);
    }
  });

  test('a page that does not exist says so in the language of the browser, with a way on', async () => {
    const [german, english] = [await get('/Gibt/es/nicht'), await get('/Gibt/es/nicht', { headers: { 'Accept-Language': 'en' } })];
    for (const [answer, language, sentence] of [[german, 'de', 'Diese Seite gibt es hier nicht'], [english, 'en', 'This page does not exist here']]) {
      assert.equal(answer.status, 404);
      assert.ok(answer.text.includes(sentence) && answer.text.includes(`lang='${language}'`) && answer.text.includes("href='/'"), answer.text);
      assert.doesNotMatch(answer.text, /nginx|openresty/i);
    }
  });

  test('the API: answers, refusals, and what nginx says in its place', async () => {
    const { seeker } = await makeChat(stack);
    const call = async (what, answer) => assertHeaders(await answer, what);
    await call('an answer', seeker.get('/site'));
    await call('a poll', seeker.get('/seeker/events'));
    await call('a line', seeker.call('PUT', `/seeker/messages/${newId()}`, { text: 'Hallo' }));
    await call('400', seeker.post('/seeker/enqueue', { x: 1 }));
    await call('403', seeker.post('/seeker/leave', {}, { headers: { Origin: undefined } }));
    await call('404', seeker.get('/nichts'));
    await call('404 of nginx', get('/api/v2'));
    await call('405', seeker.call('PATCH', '/site'));
    await call('413 of nginx', seeker.call('PUT', `/seeker/messages/${newId()}`, { text: 'x'.repeat(70_000) }));
    await call('405 of a page', get('/', { method: 'POST' }));
    const flood = await Promise.all(Array.from({ length: 60 }, () => seeker.post('/seeker/enqueue', { x: 1 })));
    await call('429', flood.find((answer) => answer.status === 429));
    await stack.stopWorker();
    await call('503', seeker.get('/site'));
    await stack.startWorker();
  });

  test('a 401 takes the cookie back and has the same headers otherwise', async () => {
    const { headers } = await get('/api/v1/seeker/events', { headers: { Cookie: '__Host-seeker=x' } });
    assert.match(headers['set-cookie'][0], /^__Host-seeker=; .*Max-Age=0$/);
    assertHeaders({ headers: { ...headers, 'set-cookie': undefined } }, '401');
  });
});
