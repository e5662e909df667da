// The work before a sign-in: the page finds the number that the server asks for.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { importPage } from '../lib/pages.mjs';
import { purposeOf, zeroBits } from '../lib/work.mjs';

const page = await importPage('crypto/work.js');

test('the number makes the digest begin with so many zeros, for this login and proof', async () => {
  const purpose = await page.purposeOf('anna', 'ab');
  assert.equal(purpose, purposeOf('anna', 'ab'));
  for (const bits of [0, 1, 7, 8, 9, 12]) {
    const number = await page.work({ challenge: 'c0ffee', bits, purpose });
    assert.match(number, /^\d+$/);
    assert.ok(zeroBits(createHash('sha256').update(`c0ffee:${purpose}:${number}`).digest()) >= bits, `${bits}`);
  }
});

test('a server that asks for hours of work gets none', async () => {
  for (const bits of [21, 256, NaN, undefined]) await assert.rejects(page.work({ challenge: 'c', bits, purpose: 'p' }), RangeError);
});
