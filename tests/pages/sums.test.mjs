// How a part's log becomes the line of the summary (tests/parts/say.sh).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../parts/say.sh', import.meta.url));

function sums(t, log) {
  const folder = mkdtempSync(join(tmpdir(), 'caritas-sums-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'log'), log);
  const { stdout, stderr } = spawnSync('bash', ['-c', '. "$1" && sum_of "$2" passed && sum_of "$2" failed', 'bash', script, join(folder, 'log')], { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trim().split('\n').map(Number);
}

test('what ctest shows twice, because it failed, counts once', (t) => {
  assert.deepEqual(sums(t, '1: unit: 3 passed, 2 failed\n1/1 Test #1: unit ...***Failed\nunit: 3 passed, 2 failed\n'), [3, 2]);
});

test('the lines of several names are added', (t) => {
  assert.deepEqual(sums(t, 'includes: 1 passed, 0 failed\nshellcheck: 0 passed, 1 failed\nclang-tidy: 1 passed, 0 failed\n'), [2, 1]);
});

test('a log without such a line holds no test', (t) => {
  assert.deepEqual(sums(t, 'nothing came of it\n'), [0, 0]);
});
