// Bench "herd": what it costs when something happens to many at once: a queue that hundreds watch, a worker that dies with all its polls.
import { join } from 'node:path';

import { newId } from '../../lib/client.mjs';
import { Seeker } from '../../lib/people.mjs';
import { Stack } from '../../lib/stack.mjs';
import { eventually, pause } from '../../lib/wait.mjs';
import { comeBack } from '../lib/comeback.mjs';
import { addCrowd, writePeople } from '../lib/crowd.mjs';
import { Load, makeFolder } from '../lib/load.mjs';
import { bars, curves, readable } from '../lib/picture.mjs';

export const title = 'one change of a queue that 300 counselors watch; 300 seekers in it; 8,000 polls whose worker is killed';
export const wished = { statements_per_change: { atMost: 5 }, seconds_to_repark: { below: 10 } };

const many = 300;
const changes = Number(process.env.BENCH_CHANGES ?? 20);
const kills = Number(process.env.BENCH_KILLS ?? 3);
const polls = Number(process.env.BENCH_POLLS ?? 8000);
const quiet = 30_000; // ms; the worker looks in full, for the sake of presence, when a poll's last full look was 25 s ago
const quietChanges = 2;
const nobodyComes = 400; // ms to wait for answers that are not expected

const statements = async (stack) => Number((await stack.sql("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'"))[0].Value);
const clock = () => Number(process.hrtime.bigint()); // CLOCK_MONOTONIC, as the load client's
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values) => `${median(values)} (${Math.min(...values)} to ${Math.max(...values)})`;

const count = async (herd) => {
  const [answered, waiting, answers, first, last] = (await herd.ask('count', 'count')).map(Number);
  return { answered, waiting, answers, first, last };
};

/// One change beside the herd (or beside nobody): { statements, answered, answers, firstMs, lastMs }, when all wait again.
async function change(stack, herd, expected, work) {
  await herd?.ask('mark', 'marked');
  const before = await statements(stack);
  const began = clock();
  await work();
  let seen = { answered: 0, answers: 0 };
  if (expected === 0) await pause(nobodyComes);
  await eventually('all were answered and wait again', async () => {
    if (herd) seen = await count(herd);
    return seen.answered >= expected && (!herd || (seen.waiting === many && stack.parkedPolls() === many));
  });
  const ms = (at) => (at ? (at - began) / 1e6 : 0);
  return { statements: (await statements(stack)) - before, answered: seen.answered, answers: seen.answers, firstMs: ms(seen.first), lastMs: ms(seen.last) };
}

/// Somebody joins, and leaves again: [join, leave], each as change() tells it.
async function joinAndLeave(stack, herd, slug, expected) {
  const seeker = new Seeker(stack);
  const join = await change(stack, herd, expected, () => seeker.enqueue(slug));
  return [join, await change(stack, herd, expected, () => seeker.end())];
}

async function repeat(times, work) {
  const all = [];
  for (let i = 0; i < times; ++i) all.push(await work());
  return { join: all.map(([each]) => each), leave: all.map(([, each]) => each) };
}

async function parkHerd(stack, people) {
  const herd = new Load('herd', { port: stack.port, people: writePeople(join(makeFolder(), newId()), people) });
  await herd.said('parked');
  await eventually('all are parked', () => stack.parkedPolls() === many);
  return herd;
}

/// 300 counselors of one topic.
async function counselorsWatch(stack) {
  const slug = 'watched';
  const people = await addCrowd(stack, { counselors: many, seekers: 0, slug });
  const alone = await repeat(changes, () => joinAndLeave(stack, undefined, slug, 0));
  const herd = await parkHerd(stack, people);
  const beside = await repeat(changes, () => joinAndLeave(stack, herd, slug, many));
  const afterQuiet = await repeat(quietChanges, async () => {
    await pause(quiet);
    return joinAndLeave(stack, herd, slug, many);
  });
  const load = await herd.end();
  // The worker writes that they are gone: not what the next measurement is of.
  await eventually('the counselors are gone', async () => (await stack.count('counselors', 'present')) === 0);
  return { alone, beside, afterQuiet, load };
}

/// 300 seekers wait in a queue; somebody joins behind them and leaves, and then those before them leave.
async function seekersWait(stack) {
  const slug = 'queue';
  await addCrowd(stack, { counselors: 1, seekers: 0, slug });
  const before = [];
  for (let i = 0; i < 5; ++i) {
    before.push(new Seeker(stack));
    await before[i].enqueue(slug);
  }
  const { seekers } = await addCrowd(stack, { counselors: 0, seekers: many, state: 'waiting', slug });
  const herd = await parkHerd(stack, { counselors: [], seekers });
  const behind = await repeat(5, () => joinAndLeave(stack, herd, slug, 0));
  const front = [];
  for (const seeker of before) front.push(await change(stack, herd, many, () => seeker.end()));
  return { behind, front, load: await herd.end() };
}

async function measureQueues() {
  // No poll falls due meanwhile, and the tail adds a statement every ten seconds only.
  const stack = await Stack.start({ poll: 'min_seconds = 70\nmax_seconds = 70\ntail_ms = 10000' });
  try {
    return { counselors: await counselorsWatch(stack), seekers: await seekersWait(stack) };
  } finally {
    await stack.end();
  }
}

const of = (all, key) => all.map((each) => each[key]);

function describeQueues({ counselors: { alone, beside, afterQuiet }, seekers: { behind, front } }) {
  const cost = (name, with300, nobody) => `${name} ${spread(of(with300, 'statements'))} statements, beside nobody ${spread(of(nobody, 'statements'))}`;
  const ms = (all, key) => readable(median(of(all, key)));
  return [
    `  ${many} counselors wait, ${changes} times: ${cost('joining', beside.join, alone.join)}; ${cost('leaving', beside.leave, alone.leave)}`,
    `  after a join the first is answered after ${ms(beside.join, 'firstMs')} ms, the last after ${ms(beside.join, 'lastMs')} ms ` +
      `(worst ${readable(Math.max(...of(beside.join, 'lastMs')))} ms); answers: ${spread(of(beside.join, 'answers'))}`,
    `  after ${quiet / 1000} s without a change: joining ${of(afterQuiet.join, 'statements').join(', ')} statements, ` +
      `last answered after ${of(afterQuiet.join, 'lastMs').map(readable).join(', ')} ms`,
    `  ${many} seekers wait: one joins behind: ${spread(of(behind.join, 'statements'))} statements, ${spread(of(behind.join, 'answered'))} answered; ` +
      `leaves: ${spread(of(behind.leave, 'statements'))}, ${spread(of(behind.leave, 'answered'))} answered`,
    `  the first leaves: ${spread(of(front, 'statements'))} statements, ${spread(of(front, 'answered'))} answered, the last after ${ms(front, 'lastMs')} ms`,
  ];
}

const inWords = (counts) => Object.entries(counts).map(([key, value]) => `${key}: ${value}`).join(', ');

function describeComeback(rounds) {
  return rounds.map(({ downMs, p50, p99, all, without, tries, failed_with: failed }, i) =>
    `  kill ${i + 1}: down ${readable(downMs)} ms; parked again after p50 ${readable(p50)} s, p99 ${readable(p99)} s, all ${readable(all)} s; ` +
      `failures by status: ${inWords(failed)}; pages by failures: ${inWords(tries)}; longest without a poll ${readable(without.max / 1e6)} s`);
}

function draw({ counselors: { alone, beside, afterQuiet }, seekers: { behind, front } }, rounds) {
  const costs = [['joins, nobody waits', alone.join, 2], [`joins, ${many} counselors wait`, beside.join, 0], ['the same after 30 s', afterQuiet.join, 0],
    ['joins behind 300 seekers', behind.join, 1], ['leaves before 300 seekers', front, 1]];
  return [
    {
      svg: bars({ title: 'Statements for one change of a queue', axis: 'prepared statements executed in MariaDB (median)',
        bars: costs.map(([label, all, colour]) => ({ label, value: median(of(all, 'statements')), colour })) }),
      caption: `Everything that ${many} pages cause until all wait again, and the change itself.`,
    },
    {
      svg: curves({ title: `${readable(polls)} polls come back to a worker that was killed`, xAxis: 'seconds since the new process began', yAxis: 'parked',
        lines: rounds.map(({ curve }, i) => ({ label: `kill ${i + 1}`, points: [[0, 0], ...curve] })) }),
      caption: 'The pages wait 2 s as the 503 asks, and then as their back-off says; each writes its presence when it comes back.',
    },
  ];
}

export async function run() {
  const queues = await measureQueues();
  const { rounds, ended } = await comeBack(polls, kills);
  const { alone, beside, afterQuiet } = queues.counselors;
  const figure = {
    statements_per_change: median(of(beside.join, 'statements')) - median(of(alone.join, 'statements')),
    statements_after_quiet: median(of(afterQuiet.join, 'statements')) - median(of(alone.join, 'statements')),
    last_of_300_ms: median(of(beside.join, 'lastMs')),
    seconds_to_repark: median(of(rounds, 'all')),
    longest_without_s: Math.max(...rounds.map(({ without }) => without.max / 1e6)),
  };
  const out = ended + queues.counselors.load.ended + queues.seekers.load.ended;
  return {
    figure,
    lines: [...describeQueues(queues), ...describeComeback(rounds)],
    pictures: draw(queues, rounds),
    failed: out > 0 ? `${out} were signed out` : undefined,
  };
}
