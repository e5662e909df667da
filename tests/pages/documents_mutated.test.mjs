// Documents of all kinds, damaged and twisted at random: each gets an answer, soon and within bounded memory.
// MUTATIONS=200000 node --test tests/pages/documents_mutated.test.mjs is the long run; CARITAS_SEED gives a run back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { chooseSeed } from '../lib/chance.mjs';
import { KINDS } from '../lib/mutated/mutate.mjs';

const count = Number(process.env.MUTATIONS ?? 250 * KINDS.length);
const mebibyte = 1024 * 1024;
/// Of JavaScript's own memory: a document that needs more ends the thread, and the test fails.
const limit = 200;
/// So long may one document take on the busiest machine.
const patience = 120_000;

/// The thread's figures, and what it took at most beyond what the process had before; throws where it stalls, fails or runs out of memory.
async function run(seed) {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('../lib/mutated/inspect_many.mjs', import.meta.url), { workerData: { seed, count, progress }, resourceLimits: { maxOldGenerationSizeMb: limit } });
  const begin = process.memoryUsage.rss();
  let [most, last, since] = [0, -1, Date.now()];
  let watch;
  try {
    const figures = await new Promise((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', (error) => reject(new Error(`at document ${progress[0]} of CARITAS_SEED=${seed}: ${error.stack}`)));
      watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage.rss() - begin);
        const number = Atomics.load(progress, 0);
        if (number !== last) [last, since] = [number, Date.now()];
        else if (Date.now() - since > patience) reject(new Error(`document ${number} of CARITAS_SEED=${seed} gets no answer`));
      }, 10);
    });
    return { ...figures, most };
  } finally {
    clearInterval(watch);
    await thread.terminate();
  }
}

test(`${count} mutated documents get an answer`, async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`CARITAS_SEED=${seed}`);
  const { slowest, over2s, answers, most } = await run(seed);
  t.diagnostic(`slowest: ${JSON.stringify(slowest)}; over 2 s: ${over2s}; memory beyond the beginning: ${Math.round(most / mebibyte)} MiB`);
  t.diagnostic(Object.entries(answers).sort().map(([answer, times]) => `${answer} ${times}`).join(', '));
  assert.equal(Object.values(answers).reduce((sum, times) => sum + times, 0), count);
  for (const kind of KINDS) assert.ok(Object.keys(answers).some((answer) => answer === `${kind}: accepted`), `some ${kind} is still one`);
});
