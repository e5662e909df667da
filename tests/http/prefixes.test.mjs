// nginx counts an IPv6 network, not its addresses: a /64, a /56 and a /48 each have a bound, whichever addresses within they use.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, before, describe, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { useStack } from '../lib/suite.mjs';

const hex = (number) => number.toString(16);

describe('IPv6 networks', () => {
  const stack = useStack({ limits: 'shipped', people: [] });
  // There is one IPv6 address on loopback: the module that takes a client's address from a trusted proxy brings the others.
  before(async () => {
    await stack.stopNginx();
    const file = join(stack.folder, 'etc/site.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('server {', 'server {\n    set_real_ip_from 127.0.0.1;\n    real_ip_header X-Test-Address;\n'));
    await stack.startNginx();
  });
  // nginx counts in memory: a new one begins at zero.
  afterEach(async () => {
    await stack.stopNginx();
    await stack.startNginx();
  });

  /// Calls from `count` addresses at once, each of which alone is far below its bound: how many nginx let through, to be refused by the worker.
  async function passed(method, path, addressOf, count) {
    const answers = await Promise.all(Array.from({ length: count }, (_, i) =>
      new Client(stack).call(method, path, { json: {}, headers: { 'X-Test-Address': addressOf(i) } })));
    for (const { status, text } of answers) assert.ok(status === 400 || status === 401 || status === 429, text);
    // The worker has asked for a proof of work where many sign in at once: nginx has let these through.
    return answers.filter(({ status, json }) => status !== 429 || json.error.code !== 'too_many_requests').length;
  }

  const networks = {
    'addresses of one /64': [(i) => `2001:db8:1:1::${hex(i + 1)}`, 1],
    'the /64s of one /56': [(i) => `2001:db8:2:${hex(i % 256)}::1`, 2],
    'the /56s of one /48': [(i) => `2001:db8:3:${hex((i % 256) * 256)}::1`, 5],
  };
  const calls = [['POST', '/seeker/enqueue', 20, 1 / 5], ['POST', '/counselor/session', 20, 1 / 2]];
  for (const [what, [addressOf, times]] of Object.entries(networks)) {
    for (const [method, path, burst, perSecond] of calls) {
      test(`${path}: ${what} have ${burst * times} at once together`, async () => {
        const start = Date.now();
        const through = await passed(method, path, addressOf, 250);
        const most = burst * times + 1 + Math.ceil(((Date.now() - start) / 1000) * perSecond * times);
        assert.ok(through >= burst * times && through <= most, `${through} of 250, at most ${most}`);
      });
    }
  }

  test('short calls as well', async () => {
    const start = Date.now();
    const through = await passed('POST', '/seeker/begin', (i) => `2001:db8:4:${hex(i % 256)}::1`, 600);
    const most = 400 + 1 + Math.ceil(((Date.now() - start) / 1000) * 60);
    assert.ok(through >= 400 && through <= most, `${through} of 600, at most ${most}`);
  });

  test('networks of different sites do not share, nor do addresses of IPv4, in whichever form', async () => {
    for (const addressOf of [(i) => `2001:db8:${hex(i + 16)}::1`, (i) => `10.0.${i % 256}.1`, (i) => `::ffff:10.1.${i % 256}.1`]) {
      assert.equal(await passed('POST', '/seeker/enqueue', addressOf, 250), 250, addressOf(0));
    }
  });
});
