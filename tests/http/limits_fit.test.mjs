// Limits of system, database, nginx and workers that do not fit together: said at the start in a sentence with the number and the remedy.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { run } from '../lib/process.mjs';
import { programs, repository, Stack } from '../lib/stack.mjs';
import { useStack } from '../lib/suite.mjs';
import { eventually } from '../lib/wait.mjs';

describe('nginx/check-limits.sh', () => {
  const stack = useStack({ people: [] });
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'caritas-limits-'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'caritas'));
    writeFileSync(join(folder, 'somaxconn'), '4096\n');
  });
  after(() => rmSync(folder, { recursive: true }));

  /// The stack's own configuration with texts replaced: { "file": [[from, to], …] }; as the stack's owner, as stack.sh runs it.
  function check(changes = {}, workers = ['[worker]\nmax_parked = 8000\n']) {
    const etc = join(realpathSync(stack.folder), 'etc');
    const files = ['nginx.conf', 'site.conf', ...readdirSync(join(etc, 'caritas')).map((name) => `caritas/${name}`)];
    for (const file of files) {
      // The stack may have had fewer descriptors than the numbers below are about.
      const usual = [[/worker_rlimit_nofile \d+/, 'worker_rlimit_nofile 20000'], [/worker_connections \d+/, 'worker_connections 16384'], [/backlog=\d+/, 'backlog=4096']];
      const text = [...usual, ...(changes[file] ?? [])].reduce((so_far, [from, to]) => so_far.replace(from, to), readFileSync(join(etc, file), 'utf8'));
      if (changes[file]) assert.ok(changes[file].every(([, to]) => text.includes(to)), `${file} is as the test thinks`);
      writeFileSync(join(folder, file), text);
    }
    const tomls = workers.map((text, i) => {
      writeFileSync(join(folder, `worker-${i + 1}.toml`), text);
      return join(folder, `worker-${i + 1}.toml`);
    });
    const { uid, gid } = statSync(realpathSync(stack.folder));
    const script = join(realpathSync(stack.folder), 'app/nginx/check-limits.sh');
    const result = spawnSync('bash', [script, join(folder, 'nginx.conf'), ...tomls], {
      cwd: '/', encoding: 'utf8', env: { ...process.env, SOMAXCONN_FILE: join(folder, 'somaxconn') }, ...(process.getuid() === 0 ? { uid, gid } : {}),
    });
    return { code: result.status, lines: result.stdout.split('\n').filter(Boolean), stderr: result.stderr };
  }

  function complains(changes, workers, ...patterns) {
    const { code, lines, stderr } = check(changes, workers);
    assert.equal(code, 1, stderr);
    assert.equal(lines.length, patterns.length, lines.join('\n'));
    patterns.forEach((pattern, i) => assert.match(lines[i], pattern));
  }

  test('what is shipped fits, one worker and two', () => {
    for (const workers of [undefined, ['[worker]\nmax_parked = 4_000 # half\n', '[poll]\nmax_seconds = 74\n[worker]\nmax_parked=4000\n']]) {
      assert.deepEqual(check({}, workers), { code: 0, lines: [], stderr: '' });
    }
  });

  test('too few connections of nginx, for one worker and for the sum of all', () => {
    const few = { 'nginx.conf': [[/worker_connections \d+/, 'worker_connections 16383']] };
    complains(few, undefined, /worker_connections 16383 is too few: 8000 parked polls .* set worker_connections 16384, or lower \[worker\] max_parked to 7999 in all/);
    complains({}, ['[worker]\nmax_parked = 8000\n', '[worker]\nmax_parked = 1\n'], /16384 is too few: 8001 parked polls/);
    complains({ 'nginx.conf': [[/worker_connections \d+;/, '']] }, undefined, /worker_connections 512 is too few/);
  });

  test('too few open files of nginx, or none named', () => {
    complains({ 'nginx.conf': [[/worker_rlimit_nofile \d+/, 'worker_rlimit_nofile 16639']] }, undefined, /worker_rlimit_nofile 16639 is too few .* set worker_rlimit_nofile 16640/);
    complains({ 'nginx.conf': [[/worker_rlimit_nofile \d+;/, '']] }, undefined, /worker_rlimit_nofile is not set.* set worker_rlimit_nofile 16640/);
  });

  test('nginx gives up on polls before the worker answers', () => {
    complains({ 'caritas/routes.conf': [['fastcgi_read_timeout 75s', 'fastcgi_read_timeout 50s']] }, undefined, /max_seconds = 50 is not below nginx's fastcgi_read_timeout 50s/);
    complains({ 'caritas/routes.conf': [['fastcgi_read_timeout 75s;', '']] }, ['[worker]\nmax_parked = 1\n[poll]\nmax_seconds = 61\n'], /timeout 60s/);
    complains({}, ['[worker]\nmax_parked = 1\n[poll]\nmax_seconds = 75\n'], /worker-1\.toml: \[poll\] max_seconds = 75/);
    assert.equal(check({ 'caritas/routes.conf': [['fastcgi_read_timeout 75s', 'fastcgi_read_timeout 2m']] }, ['[worker]\nmax_parked = 1\n[poll]\nmax_seconds = 119\n']).code, 0);
  });

  test('the kernel cuts the backlogs', () => {
    writeFileSync(join(folder, 'somaxconn'), '128\n');
    complains({}, undefined, /^nginx: listen … backlog=4096 is cut to net\.core\.somaxconn = 128/, /worker-1\.toml: \[worker\] backlog = 4096 is cut to net\.core\.somaxconn = 128/);
    writeFileSync(join(folder, 'somaxconn'), '4096\n');
  });

  test('its defaults are those of fcgi/core/config.h', () => {
    const header = readFileSync(join(repository, 'fcgi/core/config.h'), 'utf8');
    const script = readFileSync(join(repository, 'nginx/check-limits.sh'), 'utf8');
    for (const [key, field] of [['max_parked', /max_parked = (\d+);/], ['backlog', /backlog = (\d+);/], ['max_seconds', /max_wait\{(\d+)\}/]]) {
      assert.equal(new RegExp(`toml "\\$\\w+" \\w+ ${key} (\\d+)`).exec(script)?.[1], field.exec(header)?.[1], key);
    }
  });

  test('what cannot be read is said', () => {
    const broken = check({ 'nginx.conf': [[/worker_connections \d+;/, 'worker_connection 5;']] });
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /nginx refuses its configuration: .*unknown directive "worker_connection"/);
  });
});

describe('the local stack', () => {
  test('chooses numbers that fit, whatever the system allows', async () => {
    const chosen = async (files, workers) => {
      const text = `ulimit -n ${files} && . "$0" && die() { echo "$*"; exit 1; } && choose_limits && echo $nofile $connections $max_parked`;
      const { stdout } = await run('bash', ['-c', text, join(repository, 'nginx/lib/settings.sh')], { env: { ...process.env, WORKERS: String(workers) } });
      return stdout.trim();
    };
    assert.equal(await chosen(20_000, 1), '20000 16384 8000');
    assert.equal(await chosen(20_000, 2), '20000 16384 4000');
    assert.equal(await chosen(20_000, 3), '20000 16384 2666');
    assert.equal(await chosen(1024, 1), '1024 768 192');
    assert.match(await chosen(600, 1), /^the system allows 600 open files \(ulimit -Hn\): too few for 1 workers/);
  });

  test('does not start with numbers that do not fit', async () => {
    const stack = new Stack({ worker: 'max_parked = 9000' });
    await assert.rejects(stack.start(), /the limits do not fit together: nginx: worker_connections \d+ is too few: 9000 parked polls/);
    await stack.end();
  });
});

describe('the worker', () => {
  const stack = useStack({ people: [] });

  test('does not start if it may not open as many files as it parks polls', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'caritas-limits-')), 'worker.toml');
    writeFileSync(file, '[database]\nsocket = "/nowhere"\nuser = "worker"\n[worker]\nsocket = "/nowhere"\nmax_parked = 1000\n');
    const { code, stderr } = await run('prlimit', ['--nofile=2191:2191', join(programs, 'caritas-worker'), '--config', file]);
    assert.equal(code, 1);
    assert.match(stderr, /^caritas-worker: the system allows 2191 open files, \[worker\] max_parked = 1000 needs 2192: raise LimitNOFILE/);
    rmSync(join(file, '..'), { recursive: true });
  });

  test('warns if MariaDB lets in fewer connections than it needs alone', async () => {
    assert.doesNotMatch(stack.log('worker-1'), /max_connections/);
    await stack.sql('SET GLOBAL max_connections = 16');
    await stack.stopWorker();
    await stack.startWorker();
    await eventually('a warning', () => /max_connections is less than this worker alone needs, allowed 16\n.*needed 24\n/.test(stack.log('worker-1')));
  });
});
