// nginx/run-local.sh, in a copy of what it needs: one command from nothing to a chat, data that stays, and an end without leftovers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { request } from '../lib/http.mjs';
import { Counselor } from '../lib/people.mjs';
import { atEnd, run } from '../lib/process.mjs';
import { freePort, programs, repository } from '../lib/stack.mjs';
import { eventually, within } from '../lib/wait.mjs';

describe('run-local.sh', () => {
  const environment = { ...process.env, BIN: programs };
  let copy, script, place, port;

  before(async () => {
    copy = mkdtempSync(join(tmpdir(), 'caritas-run-local-'));
    chmodSync(copy, 0o755); // the stack's user must be able to enter
    for (const part of ['nginx', 'htdocs', 'sql']) {
      cpSync(join(repository, part), join(copy, part), { recursive: true, filter: (path) => !path.includes('node_modules') });
    }
    mkdirSync(join(copy, 'build'));
    [script, place] = [join(copy, 'nginx/run-local.sh'), join(copy, 'build/local')];
    port = await freePort();
  });
  after(async () => {
    await run('bash', [join(copy, 'nginx/stack.sh'), 'stop', place]);
    await run('bash', [join(copy, 'nginx/stack.sh'), 'remove', place]);
    rmSync(copy, { recursive: true });
  });

  const start = (...args) => run('bash', [script, ...args], { env: environment });

  /// Every process that was started out of the copy, or works in it.
  function processes() {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' ').trim();
        return line.includes(copy) ? [`${pid}: ${line}`] : [];
      } catch {
        return []; // it has ended
      }
    });
  }

  /// A zombie has ended; it only waits for its parent to look.
  function isAlive(pid) {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  }

  const pids = () => readdirSync(join(place, 'run')).filter((name) => name.endsWith('.pid')).map((name) => Number(readFileSync(join(place, 'run', name), 'utf8')));

  /// Starts it as at a terminal: in a process group of its own, which gets the signal as a whole.
  async function atTerminal(...args) {
    const child = spawn('bash', [script, '--port', String(port), ...args], { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const forget = atEnd(() => process.kill(-child.pid, 'SIGINT'));
    const session = { output: '', ended: new Promise((resolve) => child.on('close', resolve)) };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { session.output += chunk; });
    session.ended.then(forget);
    session.signal = async (signal) => {
      process.kill(-child.pid, signal);
      // "close": whatever still holds its output has ended too. A janitor's forgotten "sleep 60" would need longer.
      return within(session.ended, `the end of all of it after ${signal}`, 30_000);
    };
    await eventually(`it runs: ${session.output}`, () => session.output.includes('Ctrl-C stops everything') || child.exitCode !== null, 90_000);
    assert.equal(child.exitCode, null, session.output);
    return session;
  }

  const admin = (...args) => run('bash', [join(copy, 'nginx/stack.sh'), 'admin', place, ...args]);
  const logins = (output) => [...output.matchAll(/login (\S+), first password (\S+)/g)].map(([, login, password]) => ({ login, password }));

  async function assertNothingRuns() {
    await eventually('nothing of it runs', () => processes().length === 0).catch(() => assert.deepEqual(processes(), []));
    await assert.rejects(request({ port, path: '/' }), /ECONNREFUSED/);
  }

  test('--check from nothing: one chat, exit 0, and nothing runs afterwards', async () => {
    assert.ok(!existsSync(place));
    const { code, stdout, stderr } = await start('--check', '--port', String(port));
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /seeker is signed out: 401 session_ended/);
    assert.match(stdout, /^check passed$/m);
    assert.doesNotMatch(stdout, /FAILED/);
    assert.ok(!existsSync(join(copy, 'build/check')), 'it leaves nothing');
    await assertNothingRuns();
  });

  test('a start shows links and logins that work; Ctrl-C ends all of it, with exit code 0', async () => {
    const session = await atTerminal();
    const [anna, ben] = logins(session.output);
    assert.deepEqual([anna.login, ben.login], ['anna', 'ben']);
    for (const path of [`/kinder-jugendliche`, '/schwangerschaft', '/beratung']) {
      assert.ok(session.output.includes(`http://localhost:${port}${path}`), path);
      assert.equal((await request({ port, path })).status, 200, path);
    }
    await new Counselor({ port, origin: `http://localhost:${port}` }).signIn(anna);
    await eventually('the janitor has run', () => /caritas-janitor: ended_by_window=0/.test(session.output));
    const started = pids();
    assert.equal(started.filter(isAlive).length, 3, 'MariaDB, worker, nginx');
    assert.equal(await session.signal('SIGINT'), 0, session.output);
    assert.deepEqual(started.filter(isAlive), []);
    await assertNothingRuns();
  });

  test('--tls: the same over TLS with a certificate made here, which a second start keeps; without TLS one is led to it', async () => {
    const certificate = () => readFileSync(join(place, 'etc/tls.pem'), 'utf8');
    let session = await atTerminal('--tls');
    const first = certificate();
    assert.ok(session.output.includes(`https://localhost:${port}/kinder-jugendliche`), session.output);
    assert.match(session.output, /The browser asks whether the certificate can be trusted/);
    const stack = { port, origin: `https://localhost:${port}`, certificate: first };
    await new Counselor(stack).signIn(logins(session.output)[0]);
    const page = await request({ port, certificate: first, path: '/' });
    assert.equal(page.status, 200);
    assert.equal(page.headers['strict-transport-security'], undefined, 'no promise for other programs on localhost');
    const plain = await request({ port, path: '/schwangerschaft?lang=en' });
    assert.deepEqual([plain.status, plain.headers.location], [301, `https://localhost:${port}/schwangerschaft?lang=en`]);
    await session.signal('SIGINT');
    session = await atTerminal('--tls');
    assert.equal(certificate(), first);
    await session.signal('SIGINT');
    await assertNothingRuns();
  });

  test('--tls --check: one chat over TLS', async () => {
    const { code, stdout, stderr } = await start('--check', '--tls', '--port', String(port));
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`^One chat through https://localhost:${port}:$`, 'm'));
    await assertNothingRuns();
  });

  test('a second start keeps the data and the passwords; SIGTERM ends it as well', async () => {
    let session = await atTerminal();
    const first = logins(session.output);
    assert.equal((await admin('topic', 'add', 'behalten', '--name-de', 'Behalten', '--name-en', 'Kept')).code, 0);
    await session.signal('SIGTERM');
    await assertNothingRuns();
    session = await atTerminal();
    assert.deepEqual(logins(session.output), first);
    assert.equal((await request({ port, path: '/api/v1/topics/behalten' })).status, 200);
    await new Counselor({ port, origin: `http://localhost:${port}` }).signIn(first[1]);

    // While it runs: a second one is refused with a sentence and does no harm.
    const second = await start('--port', String(port));
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^run-local\.sh: it runs already, started from another terminal: .*\n$/);
    assert.equal((await request({ port, path: '/api/v1/topics/behalten' })).status, 200);
    assert.equal(await session.signal('SIGINT'), 0);
  });

  test('--fresh begins anew', async () => {
    const session = await atTerminal('--fresh');
    assert.equal((await request({ port, path: '/api/v1/topics/behalten' })).status, 404);
    assert.equal((await request({ port, path: '/api/v1/topics/schwangerschaft' })).status, 200);
    await session.signal('SIGHUP');
    await assertNothingRuns();
  });

  test('a port in use: one sentence, exit 1, nothing started', async () => {
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { code, stdout, stderr } = await start('--check', '--port', String(port));
    await new Promise((resolve) => server.close(resolve));
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.equal(stderr, `run-local.sh: port ${port} is in use by another program: choose a different one\n`);
    await assertNothingRuns();
  });

  test('wrong options: what is possible, or one sentence', async () => {
    for (const value of ['80', '70000', 'abc', '']) {
      const { code, stderr } = await start('--port', value);
      assert.equal(code, 1);
      assert.match(stderr, /^run-local\.sh: the port must be a number from 1024 to 65535, not ".*"\n$/);
    }
    assert.match((await start('--port')).stderr, /--port wants a number/);
    const unknown = await start('--quick');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /Usage: bash nginx\/run-local\.sh/);
    const help = await start('--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--fresh +deletes the data/);
  });
});
