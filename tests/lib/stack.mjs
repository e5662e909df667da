// One stack of its own for a test: MariaDB, worker and nginx in a fresh folder on a free port, by nginx/stack.sh; gone at the end.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Database } from './database.mjs';
import { atEnd, run } from './process.mjs';

export const repository = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
const script = join(repository, 'nginx/stack.sh');
/// Where the programs under test are: run.sh says it, a single test run by hand takes what is built.
export const programs = process.env.CARITAS_BIN ?? join(repository, 'build/release/bin');

/// The pages under test: as they are delivered, or (by hand) as they are written.
const pagesUnderTest = process.env.PAGES ?? (process.env.CARITAS_BIN ? 'built' : 'source');

const firstPort = 8110;
const ports = 800;
// Below the ports that the system gives to clients.
const guardDistance = 10_000;
const sanitizerSigns = /^.*(ERROR: (?:Address|Leak|Thread)Sanitizer|runtime error:|Sanitizer:DEADLYSIGNAL).*$/m;

const sanitizers = {
  ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? 'detect_leaks=1:abort_on_error=0',
  UBSAN_OPTIONS: process.env.UBSAN_OPTIONS ?? 'print_stacktrace=1',
};

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/// Takes a port for as long as this process lives, by listening on another one beside it: a stack's own is free while its nginx is down.
function reserve(port) {
  return new Promise((resolve) => {
    const guard = createServer().unref();
    guard.once('error', () => resolve(false));
    guard.listen({ port: port + guardDistance, host: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
}

/// A port that nobody listens on and no other test takes. Processes begin at different places, so that they seldom ask for the same.
export async function freePort() {
  const begin = process.pid % ports;
  for (let i = 0; i < ports; ++i) {
    const port = firstPort + ((begin + i) % ports);
    if ((await reserve(port)) && !(await answers(port))) return port;
  }
  throw new Error('no free port');
}

/// Throws if a program said that a sanitizer found something.
function refuseSanitizerReport(text, who) {
  const found = sanitizerSigns.exec(text);
  if (found) throw new Error(`a sanitizer found something in ${who}: ${found[0]}\n${text.slice(found.index, found.index + 4000)}`);
}

export class Stack {
  /// limits: "shipped" or "wide"; workers: how many; chat, poll, worker: lines of TOML for [chat], [poll] and [worker].
  /// pages: "source" for a test that uses the pages' modules; bin: another folder of the programs, beside it the pages.
  /// tls: whether it speaks TLS, with a `certificate` of its own.
  /// unfounded: what a sanitizer is known to say without reason in this test (a pattern with the flag g).
  constructor({ limits = 'wide', workers = 1, pages = pagesUnderTest, bin = programs, chat = '', poll = '', worker = '', tls = false, unfounded } = {}) {
    this.endings = [];
    this.unfounded = unfounded;
    this.scheme = tls ? 'https' : 'http';
    this.workers = Array.from({ length: workers }, (_, i) => `worker-${i + 1}`);
    const lines = { CHAT_TOML: chat, POLL_TOML: poll, WORKER_TOML: worker };
    const made = { BIN: bin, WORKERS: String(workers), LIMITS: limits, PAGES: pages, SCHEME: this.scheme };
    this.environment = { ...process.env, ...sanitizers, ...made, ...lines };
  }

  /// Starts a stack and hands it to `node:test` to be stopped after the test or suite that `t` stands for (anything with `after`).
  static async start(options = {}, after = undefined) {
    const stack = new Stack(options);
    await stack.start();
    after?.(() => stack.end());
    return stack;
  }

  async start() {
    this.folder = mkdtempSync(join(tmpdir(), 'caritas-test-'));
    this.forget = atEnd(() => this.endNow());
    this.database = new Database(this.folder);
    for (let attempt = 1; ; ++attempt) {
      this.port = await freePort();
      const started = await run('bash', [script, 'start', this.folder, String(this.port)], { env: this.environment });
      if (started.code === 0) break;
      // Another test took the port between the look and the start.
      if (attempt === 5 || !/in use/.test(started.stderr)) throw new Error(`the stack does not start: ${started.stderr}${this.log('worker-1')}`);
    }
    this.origin = `${this.scheme}://localhost:${this.port}`;
    this.certificate = this.scheme === 'https' ? readFileSync(join(this.folder, 'etc/tls.pem'), 'utf8') : undefined;
  }

  /// Runs a command of stack.sh; what a sanitizer says of the programs it starts is an error in every case.
  async command(name, args = [], input = '') {
    const result = await run('bash', [script, name, this.folder, ...args], { env: this.environment, input });
    refuseSanitizerReport(result.stderr, name);
    return result;
  }

  async must(name, args, input) {
    const result = await this.command(name, args, input);
    if (result.code !== 0) throw new Error(`stack.sh ${name} failed (${result.code}): ${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  startDatabase() { return this.must('db-start'); }
  stopDatabase() { return this.must('db-stop'); }
  startWorker() { return this.must('worker-start'); }
  stopWorker() { return this.must('worker-stop'); }
  /// kill -9
  killWorker(number = 1) { return this.must('worker-kill', [String(number)]); }
  startNginx() { return this.must('nginx-start'); }
  stopNginx() { return this.must('nginx-stop'); }

  /// One run of the janitor: { code, stdout, stderr }.
  janitor() { return this.command('janitor'); }

  /// A run of the janitor as a process of its own, to be killed.
  spawnJanitor() {
    const { uid, gid } = statSync(join(this.folder, 'keys')); // its user, as in stack.sh
    const janitor = join(this.folder, 'app/bin/caritas-janitor');
    return spawn(janitor, ['--config', join(this.folder, 'etc/janitor.toml')], { env: this.environment, stdio: 'ignore', uid, gid });
  }

  /// Once more the first worker, beside it: { code, stderr }.
  spareWorker() {
    const { uid, gid } = statSync(join(this.folder, 'keys')); // its user, as in stack.sh
    const { status, stderr } = spawnSync(join(this.folder, 'app/bin/caritas-worker'), ['--config', join(this.folder, 'etc/worker-1.toml')],
      { env: this.environment, encoding: 'utf8', timeout: 60_000, uid, gid });
    return { code: status, stderr };
  }

  /// The janitor's counts of a run that must succeed: { erased: 1, … }.
  async tidy() {
    const line = await this.must('janitor');
    return Object.fromEntries([...line.matchAll(/([a-z_]+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]));
  }

  /// caritas-admin: { code, stdout, stderr }.
  admin(args, input = '') { return this.command('admin', args, input); }

  /// Rows of the last statement as objects; every value is text or null.
  sql(text) { return this.database.rows(text); }

  /// The only value of the only row.
  async value(text) {
    const [row] = await this.sql(text);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  async count(table, condition = 'TRUE') {
    return Number(await this.value(`SELECT COUNT(*) FROM ${table} WHERE ${condition}`));
  }

  /// The text of DIR/log/NAME.log, empty if there is none.
  log(name) {
    const file = join(this.folder, 'log', `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /// How many connections of nginx a worker holds: short calls for a moment, parked polls for as long as they wait.
  parkedPolls(number = 1) {
    const socket = realpathSync(join(this.folder, `run/worker-${number}.sock`));
    // Columns of /proc/net/unix: type 0001 is a stream, state 03 is connected.
    return readFileSync('/proc/net/unix', 'utf8').split('\n').filter((line) => / 0001 03 +\d+ /.test(line) && line.endsWith(` ${socket}`)).length;
  }

  /// Calls `work` when the stack ends: what would go on for ever otherwise, and keep the process of the tests alive.
  atEnd(work) { this.endings.push(work); }

  /// Stops everything, looks for what sanitizers reported, removes all data. Throws if any of it is wrong.
  async end() {
    if (!this.folder) return;
    await Promise.all(this.endings.map((work) => work()));
    await this.database.end();
    await this.must('stop');
    const logs = this.workers.map((name) => [this.log(name), name]);
    await this.must('remove');
    this.forgetFolder();
    for (const [log, name] of logs) refuseSanitizerReport(this.unfounded ? log.replace(this.unfounded, '') : log, name);
  }

  endNow() {
    if (!this.folder) return;
    for (const name of ['stop', 'remove']) spawnSync('bash', [script, name, this.folder], { env: this.environment, stdio: 'ignore' });
    this.forgetFolder();
  }

  forgetFolder() {
    rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
    this.forget();
  }
}
