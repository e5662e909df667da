// Nobody is remembered: whatever goes wrong, no log, table or temporary file of the stack says who it was or what was said.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { Client, newId } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { findInFiles } from '../lib/files.mjs';
import { bare, raw, request } from '../lib/http.mjs';
import { newPassword } from '../lib/password.mjs';
import { makeChat } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { findInTables } from '../lib/tables.mjs';
import { eventually, within } from '../lib/wait.mjs';

const marks = {
  agent: 'Merkmal-Browser-5310',
  forwarded: '203.0.113.77',
  referrer: 'merkmal-herkunft.example',
  query: 'merkmal-abfrage-8862',
  cookie: 'merkmal-keks-4471',
  text: 'Merkmal-Text-9027-ängstlich',
  refused: 'Merkmal-Abgewiesen-6158',
  login: 'merkmal-anmeldung-3345',
  password: 'merkmal-passwort-7716',
  proof: '7716'.repeat(16),
};
const address = { 'the address': '127.0.0.1', 'the address in bytes of IPv6': '::1' };

const marked = {
  'User-Agent': marks.agent, 'X-Forwarded-For': marks.forwarded, Forwarded: `for=${marks.forwarded}`, 'X-Real-IP': marks.forwarded,
  Referer: `https://${marks.referrer}/`,
};

/// The stack's processes that are nginx: the pid in the file leads their group.
function nginxPids(stack) {
  const master = readFileSync(join(stack.folder, 'run/nginx.pid'), 'utf8').trim();
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return pid === master || readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1] === master;
    } catch {
      return false; // it has ended
    }
  });
}

/// Files that nginx has open below DIR/tmp, deleted ones included.
function openTemporaryFiles(stack) {
  return nginxPids(stack).flatMap((pid) => readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  })).filter((path) => path.includes(`${stack.folder}/tmp`));
}

describe('what is remembered', () => {
  const stack = useStack({ limits: 'shipped', people: ['anna'] });
  const tokens = {};
  let seeker, counselor, id;

  before(async () => {
    ({ seeker, counselor, id } = await makeChat(stack));
    tokens['token of the seeker'] = seeker.token('seeker');
    tokens['token of the counselor'] = counselor.token('counselor');
  });

  const head = (start, more = '') => `${start} HTTP/1.1\r\nHost: localhost:${stack.port}\r\nUser-Agent: ${marks.agent}\r\nX-Forwarded-For: ${marks.forwarded}\r\n` +
    `Referer: https://${marks.referrer}/\r\nCookie: __Host-seeker=${seeker.token('seeker')}; x=${marks.cookie}\r\n${more}`;
  const say = (text) => seeker.call('PUT', `/seeker/messages/${newId()}?${marks.query}`, { text, headers: marked });

  test('a chat, and bodies and fields that are refused', async () => {
    assert.equal((await say(marks.text)).status, 200);
    assert.equal((await counselor.call('PUT', `/counselor/chats/${id}/messages/${newId()}`, { text: marks.text, headers: marked })).status, 200);
    assertRefused(await say(`${marks.refused}${'x'.repeat(32_768)}`), 'too_large');
    assertRefused(await say(marks.refused.repeat(4000)), 'too_large');
    assert.equal((await request({ port: stack.port, path: `/${marks.query}`, method: 'POST', headers: marked, body: marks.refused.repeat(100) })).status, 413);
    for (const body of [`{"topic":"${marks.refused}"`, JSON.stringify({ topic: marks.refused, clientId: newId() })]) {
      const answer = await seeker.call('POST', `/seeker/enqueue?${marks.query}`, { body, type: 'application/json', headers: marked });
      assert.ok([400, 404].includes(answer.status), answer.text);
    }
    assertRefused(await seeker.get(`/seeker/events?after=${marks.query}`, { headers: marked }), 'bad_request');
  });

  test('wrong logins', async () => {
    for (const login of [marks.login, 'anna']) {
      assertRefused(await new Client(stack).post('/counselor/session', { login, proof: marks.proof }, { headers: marked }), 'wrong_login');
    }
    assertRefused(await counselor.put('/counselor/password', { ...(await newPassword(marks.password)), current: marks.proof }, { headers: marked }), 'wrong_login');
  });

  test('malformed requests', async () => {
    for (const bytes of [
      `GET /${marks.query} HTTP/9.9\r\n${head('')}\r\n`, head(`GET /api/v1/site?${marks.query}%`, 'Content-Length: x\r\n\r\n'), `${marks.query}\r\n\r\n`,
      head(`GET /api/v1/${'x'.repeat(40_000)}${marks.query}`, '\r\n'), head('GET /api/v1/site', `X-Long: ${'x'.repeat(40_000)}\r\n\r\n`),
      head(`PUT /api/v1/seeker/messages/${newId()}`, `Transfer-Encoding: chunked\r\nContent-Type: application/octet-stream\r\n\r\nffffffffffffffff\r\n${marks.refused}\r\n`),
      head(`GET /../../${marks.query}`, '\r\n'), head(`G\x01T /${marks.query}`, '\r\n'),
    ]) {
      const { status } = await raw(stack.port, bytes);
      assert.ok((status >= 400 && status < 500) || status === 505, `${status}: ${bytes.slice(0, 60)}`);
    }
  });

  test('429: a flood of each kind', async () => {
    const flood = async (count, call) => {
      const statuses = await Promise.all(Array.from({ length: count }, async () => (await call()).status));
      assert.ok(statuses.includes(429), `${[...new Set(statuses)]}`);
    };
    await flood(200, () => say(marks.text));
    await flood(60, () => new Client(stack).post(`/seeker/enqueue?${marks.query}`, { topic: marks.refused, clientId: newId() }, { headers: marked }));
    await flood(60, () => new Client(stack).post('/counselor/session', { login: marks.login, proof: marks.proof }, { headers: marked }));
    await flood(500, () => seeker.get(`/seeker/events?${marks.query}`, { headers: marked }));
    await stack.stopNginx();
    await stack.startNginx();
  });

  test('502: the worker is away; 504: it hangs; and clients that are too slow', async () => {
    const pid = Number(readFileSync(join(stack.folder, 'run/worker-1.pid'), 'utf8'));
    // nginx gives up a body that does not come, and a head that does not end, after 15 s; a worker that says nothing after 30 s.
    const slow = [
      raw(stack.port, head(`PUT /api/v1/seeker/messages/${newId()}`, `Origin: ${stack.origin}\r\nX-Requested-With: caritas\r\nContent-Type: application/octet-stream\r\nContent-Length: 500\r\n\r\n${marks.refused}`)),
      raw(stack.port, head(`GET /${marks.query}`)),
    ].map((answer) => answer.catch(() => 'reset'));
    process.kill(pid, 'SIGSTOP');
    try {
      // It may be carried out once the worker goes on: the page repeats it with the same id.
      assertRefused(await within(say(marks.text), 'an answer to a call that hangs', 45_000), 'unavailable');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await within(Promise.all(slow), 'slow clients are let go', 45_000);
    await stack.killWorker();
    assertRefused(await say(marks.refused), 'unavailable');
    assertRefused(await seeker.get(`/seeker/events?${marks.query}`, { headers: marked }), 'unavailable');
    await stack.startWorker();
    await eventually('it answers', async () => (await seeker.get('/seeker/events')).status === 200);
  });

  test('the database away, and connections that break', async () => {
    await stack.stopDatabase();
    assertRefused(await say(marks.refused), 'unavailable');
    await stack.startDatabase();
    await eventually('it answers', async () => (await seeker.get('/seeker/events')).status === 200);
    for (const part of [head(`PUT /api/v1/seeker/messages/${newId()}`), head(`GET /api/v1/seeker/events?${marks.query}`, '\r\n')]) {
      await new Promise((resolve) => {
        const socket = bare(stack.port).on('close', resolve);
        socket.write(part, () => socket.resetAndDestroy());
      });
    }
  });

  test('bodies in flight and answers to slow readers lie in no file', async () => {
    // 21 MB of an answer: more than any buffer on the way.
    await stack.sql(`INSERT INTO messages (chat_id, seq, sender, client_id, body) SELECT id, last_seq + seq, 'seeker', UNHEX(MD5(seq)), REPEAT('👋', 8000)
        FROM chats JOIN seq_1_to_499 WHERE public_id = UNHEX('${id}'); UPDATE chats SET last_seq = last_seq + 499 WHERE public_id = UNHEX('${id}'); SELECT 1`);
    const socket = connect({ port: stack.port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.pause();
    socket.write(`GET /api/v1/counselor/chats/${id}/messages HTTP/1.1\r\nHost: localhost:${stack.port}\r\nCookie: __Host-counselor=${counselor.token('counselor')}\r\n\r\n`);
    const half = bare(stack.port, `${head(`PUT /api/v1/seeker/messages/${newId()}`, `Content-Type: application/octet-stream\r\nContent-Length: ${60 * 1024}\r\n\r\n`)}${'x'.repeat(50 * 1024)}`);
    socket.read(0);
    await eventually('the answer has begun', () => socket.bytesRead > 0);
    assert.ok(nginxPids(stack).length >= 3, 'master and workers are looked at');
    assert.deepEqual(openTemporaryFiles(stack), []);
    socket.destroy();
    half.destroy();
  });

  test('an end, and the janitor', async () => {
    const other = await makeChat(stack);
    tokens['token of one who ended'] = other.seeker.token('seeker');
    await other.seeker.call('POST', '/seeker/end', { json: { quickExit: true }, headers: marked });
    await stack.tidy();
  });

  test('no log and no temporary file holds any of it', () => {
    const { hits, read } = findInFiles(stack, ['log', 'tmp', 'run'], { ...marks, ...tokens, ...address });
    assert.ok(read >= 5, `${read} files were read`);
    assert.deepEqual(hits, []);
    assert.match(stack.log('worker-1'), /worker ready/, 'the log is the one that is written');
  });

  test('tables hold the text while it lives, and nothing else of it', async () => {
    const expected = ['messages.body: text'];
    assert.deepEqual(await findInTables(stack, { ...marks, ...tokens, ...address }), expected);
  });

  test('not even the files of the database hold who it was', () => {
    const { text: _, ...who } = marks;
    assert.deepEqual(findInFiles(stack, ['data'], { ...who, ...tokens }).hits, []);
  });

  test('the search finds what is there', () => {
    assert.notDeepEqual(findInFiles(stack, ['data'], { text: marks.text }).hits, [], 'the text is in a file of the database');
    assert.notDeepEqual(findInFiles(stack, ['etc'], address).hits, [], 'the address is in the configuration of nginx');
  });
});
