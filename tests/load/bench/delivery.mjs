// Bench "delivery": how long one line takes to one who waits beside 8,000 others; beside nchan and a bare durable INSERT, in turns.
import { join } from 'node:path';

import { Stack } from '../../lib/stack.mjs';
import { Comparison } from '../lib/comparison.mjs';
import { addCrowd, writePeople } from '../lib/crowd.mjs';
import { Load, makeFolder, times } from '../lib/load.mjs';
import { bars, distribution } from '../lib/picture.mjs';

export const title = 'one line of 1 KB to one parked poll beside 8,000, against nchan and against the INSERT alone';
export const wished = { extra_ratio: { below: 4 }, p99_ratio: { below: 6 } };

const lines = Number(process.env.BENCH_LINES ?? 4000);
// The worker parks 8,000 ([worker] max_parked): the one who is written to is one of them.
const seekers = 8000;
const counselors = 800;

async function measure(stack) {
  const comparison = await Comparison.start(stack);
  try {
    const folder = makeFolder();
    const people = writePeople(join(folder, 'people'), await addCrowd(stack, { counselors, seekers }));
    // The disk is measured where the database's files are.
    const load = new Load('delivery', { port: stack.port, compare: comparison.port, people, folder: join(stack.folder, 'data'), lines });
    return await load.result;
  } finally {
    await comparison.end();
  }
}

function draw({ product, product_ack: acknowledgement, nchan, insert, fsync }) {
  const curves = [['ours', product], ['nchan', nchan], ['INSERT alone', insert], ['4 KB + fdatasync', fsync]]
    .map(([label, { curve }]) => ({ label, curve }));
  const medians = [['ours: delivered', product, 0], ['ours: acknowledged', acknowledgement, 0], ['nchan: delivered', nchan, 1],
    ['durable INSERT', insert, 2], ['fdatasync', fsync, 3]];
  return [
    {
      svg: distribution({ title: 'From the first byte sent to the whole answer at who waits', lines: curves }),
      caption: `A line of 1 KB beside ${seekers} parked polls, one at a time, ${product.count} of each in turns. nchan keeps nothing on the disk.`,
    },
    {
      svg: bars({ title: 'Medians', axis: 'microseconds', bars: medians.map(([label, { p50 }, colour]) => ({ label, value: p50, colour })) }),
      caption: 'What we need beyond the INSERT is the product\'s own part of the way.',
    },
  ];
}

export async function run() {
  const stack = await Stack.start({ poll: 'min_seconds = 60\nmax_seconds = 70' });
  let result;
  try {
    result = await measure(stack);
  } finally {
    await stack.end();
  }
  const { product, product_ack: acknowledgement, nchan, insert, fsync } = result;
  return {
    figure: {
      extra_ratio: (product.p50 - insert.p50) / nchan.p50,
      p99_ratio: product.p99 / nchan.p99,
      p50_ratio: product.p50 / nchan.p50,
      // How much of p99_ratio is the disk's and MariaDB's: a bare durable INSERT beside the same nchan.
      insert_p99_ratio: insert.p99 / nchan.p99,
      fsync_us: fsync.p50,
    },
    lines: [
      `  ${[times('ours delivered', product), times('acknowledged', acknowledgement)].join('; ')}`,
      `  ${[times('nchan delivered', nchan), times('INSERT', insert), times('fdatasync', fsync)].join('; ')}`,
      `  beside ${result.beside} others parked; their polls made again meanwhile: ${result.made_again}, failed: ${result.failures}`,
    ],
    pictures: draw(result),
    failed: result.ended > 0 ? `${result.ended} seekers were signed out` : undefined,
  };
}
