// When a person is called: once for a burst, and at two moments before the end of a window.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importPage } from '../lib/pages.mjs';

const { Burst } = await importPage('lib/burst.js');
const { nextWarning, warningDue } = await importPage('lib/time_warnings.js');

test('what comes close together is one burst, and after a silence there is a new one', () => {
  const burst = new Burst({ quiet: 5000, longest: 60_000 });
  assert.deepEqual([0, 100, 4000, 8999].map((now) => burst.begins(now)), [true, false, false, false]);
  assert.deepEqual([13_998, 18_998, 24_000].map((now) => burst.begins(now)), [false, true, true]);
});

test('a burst that does not end calls again after a minute', () => {
  const burst = new Burst({ quiet: 5000, longest: 60_000 });
  const rung = Array.from({ length: 130 }, (_, second) => second).filter((second) => burst.begins(second * 1000));
  assert.deepEqual(rung, [0, 60, 120]);
});

const minute = 60_000;

test('the warning that is due, and the moment of the next one', () => {
  const due = [16, 15.01, 15, 10, 5.01, 5, 1, 0, -1].map((minutes) => warningDue(minutes * minute));
  assert.deepEqual(due, [null, null, 15, 15, 15, 5, 5, null, null]);
  const until = 180 * minute;
  const next = [0, 164, 165, 170, 175, 179].map((now) => nextWarning(until, now * minute) / minute);
  assert.deepEqual(next, [165, 165, 175, 175, 180, 180]);
});
