// The edges of HTTP itself: wrong methods, malformed JSON, cookies and cursors, bodies and headers that are too large, chunked bodies.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';

import { Client, newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused, refusedInBoth } from '../lib/expect.mjs';
import { cut, raw, request } from '../lib/http.mjs';
import { makeChat, Seeker, seekerKey } from '../lib/people.mjs';
import { routeTable } from '../lib/routes.mjs';
import { useStack } from '../lib/suite.mjs';
import { fingerprint } from '../lib/tables.mjs';
import { eventually } from '../lib/wait.mjs';

const kilobyte = 1024;

describe('a connection whose poll is parked', () => {
  const [established, keepalive] = ['01', '02']; // as in the kernel's proc_net_tcp.rst
  const stack = useStack({ people: [] });

  test('is asked for signs of life, so that a device which vanished without a word is found out', async () => {
    const seeker = new Seeker(stack);
    await seeker.enqueue();
    seeker.follow();
    await eventually('its poll is parked', () => stack.parkedPolls() === 1);
    await eventually('a timer of the kernel asks', () => timersOf(stack.port).includes(keepalive));
    await seeker.close();
  });

  /// The timers of the connections to this port, on the server's side.
  function timersOf(port) {
    const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1).map((line) => line.trim().split(/\s+/));
    const own = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    return lines.filter(([, local, , state]) => local.endsWith(own) && state === established).map((fields) => fields[5].split(':')[0]);
  }
});

describe('methods and addresses', () => {
  const stack = useStack({ people: [] });
  const paths = [...new Set(routeTable().map((route) => route.path))];

  test('a method that a path does not have is 405, for every path of the table', async () => {
    const client = new Client(stack);
    for (const path of paths) {
      const known = routeTable().filter((route) => route.path === path).map((route) => route.method);
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].filter((name) => !known.includes(name))) {
        await refusedInBoth((headers) => client.call(method, path.replace(/:\w+/g, newId()), { headers }), 'method_not_allowed');
      }
    }
  });

  test('HEAD gets a status without a body, and a poll is not parked by it', async () => {
    const client = new Client(stack);
    for (const path of ['/site', '/seeker/events']) {
      const answer = await client.call('HEAD', path);
      assert.equal(answer.status, 405);
      assert.equal(answer.text, '');
    }
  });

  test('TRACE, CONNECT and invented methods are refused', async () => {
    const host = `Host: localhost:${stack.port}\r\nConnection: close\r\n\r\n`;
    for (const [method, statuses] of Object.entries({ TRACE: [405], CONNECT: [400, 405], BREW: [405], 'G\0T': [400] })) {
      const answer = await raw(stack.port, `${method} /api/v1/site HTTP/1.1\r\n${host}`);
      assert.ok(statuses.includes(answer.status), `${method}: ${answer.status}`);
      assert.ok(answer.json?.error?.code || answer.head.includes('text/html'), `${method}: ${answer.body}`);
    }
  });

  test('addresses that are none are 404 as JSON', async () => {
    const client = new Client(stack);
    for (const path of ['', '/', '/sites', '/site/', '/topics/a/b', '/seeker', '/seeker/events/', '/counselor/chats//messages', '/..%2fsite', '/site%20']) {
      await refusedInBoth((headers) => client.call('GET', path, { headers }), 'not_found');
    }
    assert.equal((await client.get('/%00')).status, 400);
    for (const path of ['/api/', '/api/v2/site', '/api/v1']) assertRefused(await request({ port: stack.port, path }), 'not_found');
    assert.equal((await request({ port: stack.port, path: '/api/' + 'v1/'.repeat(900) })).status, 404);
  });

  test('a host that is not ours is not answered', async () => {
    const answer = await request({ port: stack.port, path: '/api/v1/site', headers: { Host: 'evil.example.org' } });
    assert.equal(answer.status, 421);
    assert.ok(!answer.text.includes('Beratung'));
  });
});

describe('what comes with a call', () => {
  const stack = useStack({ people: ['anna'] });
  let seeker, counselor, id;
  before(async () => {
    ({ seeker, counselor, id } = await makeChat(stack));
  });

  test('malformed JSON', async () => {
    const was = await fingerprint(stack);
    const good = JSON.stringify({ topic: topics.young.slug, clientId: newId(), publicKey: seekerKey });
    const bodies = ['', '{', 'null', '[]', '"x"', '7', `${good}x`, good.replace(/"/g, "'"), good.slice(0, -1), `${good.slice(0, -1)},}`,
      `/* */${good}`, `${'['.repeat(100_00)}`, `{"topic":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`, good.replace('}', ',"leaveOther":1e999}'),
      Buffer.concat([Buffer.from('{"topic":"'), Buffer.from([0xff]), Buffer.from('"}')])];
    for (const body of bodies) assertRefused(await new Client(stack).call('POST', '/seeker/enqueue', { body, type: 'application/json' }), 'bad_request');
    assert.deepEqual(await fingerprint(stack), was);
  });

  test('cursors that we never made', async () => {
    const url = (text) => Buffer.from(text).toString('base64url');
    const cursors = ['', 'x', '!!!!', url(''), url('c'), url('c1'), url('c1:'), url('c1:2,'), url('z1:2'), url('c-1:2'), url('c1:99999999999999999999999'),
      url('c1:2;q1:3'), url('c1:2 '), url('\0'), 'A'.repeat(9000 - 2000), url(Array.from({ length: 600 }, (_, i) => `c${i}:1`).join(','))];
    for (const person of [seeker, counselor]) {
      for (const cursor of cursors) {
        assertRefused(await person.get(`/${person.role}/events?after=${encodeURIComponent(cursor)}`), 'bad_request');
      }
    }
  });

  test('a cursor of somebody else tells nothing that is not one\'s own', async () => {
    const other = new Seeker(stack);
    await other.enqueue();
    await counselor.send(id, 'nur für eine Person');
    const cursor = (await seeker.get('/seeker/events')).json.cursor;
    const { json } = await other.get(`/seeker/events?after=${cursor}`);
    assert.equal(json.chat.id, other.chat.id);
    assert.deepEqual(json.messages, []);
    await other.end();
  });

  test('cookies: malformed ones are nobody, among others the right one is found', async () => {
    const token = seeker.token('seeker');
    const at = (Cookie) => seeker.get('/seeker/events', { headers: { Cookie } });
    for (const header of ['', ';;;', '=', '__Host-seeker', '__Host-seeker=', `__host-seeker=${token}`, `__Host-seeker=${token}x`, `__Host-seeker="${token}"`,
      `x__Host-seeker=${token}`, `seeker=${token}`, `__Host-counselor=${token}`, `__Host-seeker=${token.slice(1)}`, '__Host-seeker=\x01\x02']) {
      const answer = await at(header).catch(() => raw(stack.port, `GET /api/v1/seeker/events HTTP/1.1\r\nHost: localhost:${stack.port}\r\nCookie: ${header}\r\nConnection: close\r\n\r\n`));
      assert.equal(answer.json?.error?.code, 'no_session', header);
    }
    for (const header of [`a=b; __Host-seeker=${token}; c=d`, `__Host-counselor=x; __Host-seeker=${token}`]) {
      assert.equal((await at(header)).json?.chat?.id, id, header);
    }
  });

  test('the session cookies are closed to scripts and to other sites', async () => {
    const answer = await new Client(stack).post('/seeker/enqueue', { topic: topics.young.slug, clientId: newId(), publicKey: seekerKey });
    const [cookie, ...more] = answer.headers['set-cookie'];
    assert.deepEqual(more, []);
    assert.match(cookie, /^__Host-seeker=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    assert.ok(!answer.text.includes(cookie.split(/[=;]/)[1]), 'no token in a body');
  });

  test('languages: the first of the two that is named, German otherwise, in nginx and worker alike', async () => {
    const languages = { de: 'de', en: 'en', 'en-GB,de': 'en', 'de-AT,en': 'de', 'fr, en;q=0.5, de': 'en', fr: 'de', '': 'de', '*': 'de', ['x'.repeat(3000)]: 'de' };
    for (const [header, language] of Object.entries(languages)) {
      const headers = { 'Accept-Language': header };
      assertRefused(await new Client(stack).get('/seeker/events', { headers }), 'no_session', {}, language);
      assertRefused(await new Client(stack).post('/seeker/enqueue', { x: 'x'.repeat(70_000) }, { headers }), 'too_large', {}, language);
    }
  });
});

describe('too much', () => {
  const stack = useStack({ people: ['anna'] });
  let seeker;
  before(async () => {
    ({ seeker } = await makeChat(stack));
  });
  const put = (bytes) => seeker.call('PUT', `/seeker/messages/${newId()}`, { text: 'x'.repeat(bytes) });

  test('neither half of what nginx lets through, nor more than that', async () => {
    assertRefused(await put(32 * kilobyte + 1), 'too_large');
    assertRefused(await put(64 * kilobyte), 'too_large');
    assertRefused(await put(64 * kilobyte + 1), 'too_large');
    assertRefused(await put(5_000 * kilobyte), 'too_large');
    assert.equal(await stack.count('messages'), 0);
  });

  test('a poll and a page take no body worth the name', async () => {
    assertRefused(await seeker.call('GET', '/seeker/events', { body: 'x'.repeat(2 * kilobyte) }), 'too_large');
    assert.equal((await request({ port: stack.port, path: '/', method: 'POST', body: 'x'.repeat(2 * kilobyte) })).status, 413);
  });

  test('a chunked body is refused before it is read', async () => {
    const head = (path) => `PUT /api/v1${path} HTTP/1.1\r\nHost: localhost:${stack.port}\r\nOrigin: ${stack.origin}\r\nX-Requested-With: caritas\r\n` +
      `Cookie: __Host-seeker=${seeker.token('seeker')}\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    const answer = await raw(stack.port, `${head(`/seeker/messages/${newId()}`)}5\r\nHallo\r\n0\r\n\r\n`);
    assertRefused({ ...answer, headers: { 'content-type': 'application/json' } }, 'bad_request');
    assert.equal(await stack.count('messages'), 0);
  });

  test('a body that is cut short is never stored', async () => {
    const id = newId();
    const head = `PUT /api/v1/seeker/messages/${id} HTTP/1.1\r\nHost: localhost:${stack.port}\r\nOrigin: ${stack.origin}\r\nX-Requested-With: caritas\r\n` +
      `Cookie: __Host-seeker=${seeker.token('seeker')}\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\n`;
    await cut(stack.port, `${head}nur der Anfang`);
    assert.equal((await seeker.trySend('ganz', id)).status, 200, 'the id is free');
    assert.equal(await stack.value(`SELECT body FROM messages WHERE client_id = UNHEX('${id}')`), 'ganz');
  });

  test('headers and addresses without end', async () => {
    const long = 'x'.repeat(40 * kilobyte);
    const inHeader = await raw(stack.port, `GET /api/v1/site HTTP/1.1\r\nHost: localhost:${stack.port}\r\nCookie: ${long}\r\n\r\n`);
    assert.equal(inHeader.status, 431);
    assert.equal(inHeader.json?.error.code, 'too_large');
    const inAddress = await raw(stack.port, `GET /api/v1/topics/${long} HTTP/1.1\r\nHost: localhost:${stack.port}\r\n\r\n`);
    assert.equal(inAddress.status, 414);
    const many = await raw(stack.port, `GET /api/v1/site HTTP/1.1\r\nHost: localhost:${stack.port}\r\n${'X-Mark: y\r\n'.repeat(4000)}\r\n`);
    assert.ok([400, 431].includes(many.status), `${many.status}`);
    const nonsense = await raw(stack.port, '\x16\x03\x01\x02\0\x01\0\x01\xfc\r\n\r\n');
    assert.equal(nonsense.status, 400);
  });

  test('and after all of that it works as before', async () => {
    assert.equal((await seeker.trySend('Geht noch')).status, 200);
  });
});
