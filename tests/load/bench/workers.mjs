// Bench "workers": a line from a counselor at one worker to a seeker at another: by hint, and when every hint is dropped, by the tail.
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { Stack } from '../../lib/stack.mjs';
import { eventually, pause } from '../../lib/wait.mjs';
import { addCrowd, clientOf } from '../lib/crowd.mjs';
import { Load, makeFolder, times } from '../lib/load.mjs';
import { bars, distribution } from '../lib/picture.mjs';
import { lineWay, writePlan } from '../lib/turns.mjs';

export const title = 'one line to one parked poll: at the same worker, at another by hint, at another with all hints dropped';
export const wished = { hint_p50_ratio: { below: 1.5 }, tail_p99_intervals: { below: 2 } };

const lines = Number(process.env.BENCH_LINES ?? 1500);
const tailMs = 100; // [poll] tail_ms as shipped
// Between the lines without hints a whole interval's width of chance, so that they meet the tail at every place of its interval.
const pauseBetweenTailsUs = 1000 * tailMs;
const afterMoving = 1500; // ms; the workers look again for one another after a second
const workers = 2;

/// The number of the worker that serves this person's calls, found by parking a poll of theirs.
async function workerOf(stack, role, person) {
  const client = clientOf(stack, role, person);
  const { cursor } = await client.must('GET', `/${role}/events`);
  const leaving = new AbortController();
  const poll = client.get(`/${role}/events?after=${encodeURIComponent(cursor)}`, { signal: leaving.signal }).catch(() => {});
  const busy = () => Array.from({ length: workers }, (_, i) => i + 1).filter((number) => stack.parkedPolls(number) > 0);
  const found = await eventually('a poll is parked', () => busy().length === 1 && busy()[0]);
  leaving.abort();
  await poll;
  await eventually('the poll is gone', () => busy().length === 0);
  return found;
}

/// One seeker at the counselor's own worker, and two at another. Who they are by chance: nginx goes by the hash of their cookies.
async function choose(stack) {
  const { counselors: [counselor], seekers } = await addCrowd(stack, { counselors: 1, seekers: 40 });
  const home = await workerOf(stack, 'counselor', counselor);
  const [near, far] = [[], []];
  for (const seeker of seekers) {
    if (near.length >= 1 && far.length >= 2) break;
    ((await workerOf(stack, 'seeker', seeker)) === home ? near : far).push(seeker);
  }
  if (near.length < 1 || far.length < 2) throw new Error('all of forty seekers are served by one worker');
  return { same: near[0], hint: far[0], dropped: far[1] };
}

/// Takes the hints' sockets out of sight of who would send to them, and back.
class HintSockets {
  constructor(stack) { this.folder = join(stack.folder, 'run/hints'); }

  async rename(from, to) {
    const found = readdirSync(this.folder).filter((name) => name.endsWith(from));
    if (found.length === 0) return;
    for (const name of found) renameSync(join(this.folder, name), join(this.folder, `${name.slice(0, -from.length)}${to}`));
    await pause(afterMoving);
  }

  hide() { return this.rename('.hint', '.away'); }
  show() { return this.rename('.away', '.hint'); }
  get hidden() { return !readdirSync(this.folder).some((name) => name.endsWith('.hint')); }
}

async function measure(stack) {
  const { same, hint, dropped } = await choose(stack);
  const plan = writePlan(join(makeFolder(), 'plan'), [
    lineWay('same', stack, same), lineWay('hint', stack, hint), lineWay('dropped', stack, dropped, pauseBetweenTailsUs),
  ]);
  const sockets = new HintSockets(stack);
  const load = new Load('turns', { plan, lines, block: Math.ceil(lines / 10), ask: 1 });
  let wrong = 0;
  let last;
  const giveUp = (error) => {
    console.error(error);
    load.child.kill('SIGKILL');
  };
  const begin = async (name) => {
    if (last && sockets.hidden !== (last === 'dropped')) ++wrong;
    last = name;
    await (name === 'dropped' ? sockets.hide() : sockets.show());
    load.order('go');
  };
  load.listeners.add((line) => {
    const [word, name] = line.split(' ');
    if (word === 'block') begin(name).catch(giveUp);
  });
  return { ...(await load.result), wrong };
}

function draw({ same, hint, dropped }) {
  return [
    {
      svg: distribution({ title: 'From the first byte sent to the whole answer at who waits', lines: [
        { label: 'same worker', curve: same.curve }, { label: 'other worker, by hint', curve: hint.curve },
        { label: 'other worker, by the tail', curve: dropped.curve }] }),
      caption: `A line of 1 KB, one at a time, ${same.count} of each in turns, two workers behind nginx. Without hints the tail finds it, every ${tailMs} ms.`,
    },
    {
      svg: bars({ title: 'Medians with hints', axis: 'microseconds', wish: 1.5 * same.p50,
        bars: [['same worker', same, 0], ['other worker, by hint', hint, 1]].map(([label, { p50 }, colour]) => ({ label, value: p50, colour })) }),
      caption: 'Another worker looks into the database, where the sender\'s own has the line at hand.',
    },
  ];
}

export async function run() {
  const stack = await Stack.start({ workers, poll: `min_seconds = 60\nmax_seconds = 70\ntail_ms = ${tailMs}` });
  let result;
  try {
    result = await measure(stack);
  } finally {
    await stack.end();
  }
  const { same, hint, dropped, wrong } = result;
  // With a hint a line takes a few milliseconds; by the tail half an interval in the mean.
  const seen = dropped.p50 < 1000 * tailMs / 5 ? 'lines came too soon for the tail: not every hint was dropped' : undefined;
  return {
    figure: {
      hint_p50_ratio: hint.p50 / same.p50,
      tail_p99_intervals: (dropped.p99 - same.p50) / (1000 * tailMs),
      hint_p99_ratio: hint.p99 / same.p99,
    },
    lines: [
      `  ${[times('same worker', same), times('other by hint', hint)].join('; ')}`,
      `  ${times('other by the tail', dropped)}, longest ${(dropped.max / 1000).toFixed(1)} ms; tail interval ${tailMs} ms`,
      `  polls made again meanwhile: ${result.idle}, failed: ${result.failures}`,
    ],
    pictures: draw(result),
    failed: wrong ? `in ${wrong} blocks the hints' sockets were not where they belong` : seen,
  };
}
