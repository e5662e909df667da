// Bench "growth": the same work beside a thousand and beside a million chats of the last 48 hours: two stacks, in turns.
import { join } from 'node:path';

import { Stack } from '../../lib/stack.mjs';
import { eventually } from '../../lib/wait.mjs';
import { addEnded } from '../lib/archive.mjs';
import { addCrowd } from '../lib/crowd.mjs';
import { Load, makeFolder, times } from '../lib/load.mjs';
import { bars, distribution, readable } from '../lib/picture.mjs';
import { lineWay, lookWay, writePlan } from '../lib/turns.mjs';

export const title = 'one line to one parked poll, and a counselor\'s first look, beside 1,000 and beside 1,000,000 stored chats';
export const wished = { delivery_ratio: { atMost: 1.3 }, queue_ratio: { atMost: 1.3 } };

const few = 1000;
const many = Number(process.env.BENCH_STORED ?? 1_000_000);
const lines = Number(process.env.BENCH_LINES ?? 1500);
const others = 1000; // counselors whose chats they are
const topics = 10;
const linesEach = 2;
const ago = { from: 47 * 3600, until: 600 }; // ended within the 48 hours
const slug = 'bench';

async function topicNumbers(stack) {
  const names = Array.from({ length: topics - 1 }, (_, i) => `('other-${i}', 'Thema', 'Topic', 'Team', 'Team')`);
  await stack.sql(`INSERT INTO topics (slug, name_de, name_en, team_name_de, team_name_en) VALUES ${names.join(',')}`);
  return (await stack.sql('SELECT id FROM topics')).map(({ id }) => id);
}

/// A database that grew over two days has long written its pages: waits until this one has.
async function settle(stack) {
  await stack.sql('SET GLOBAL innodb_max_dirty_pages_pct = 0');
  await eventually('the pages are written', async () =>
    Number((await stack.sql("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'"))[0].Value) < 50, 120_000);
  await stack.sql('SET GLOBAL innodb_max_dirty_pages_pct = 90');
}

/// Fills a stack. Who takes part then: { seeker (is written to), counselor (10 chats, 5 requests in the queue), busy (one of the others) }.
async function fill(stack, stored) {
  const began = performance.now();
  const { counselors } = await addCrowd(stack, { counselors: others, seekers: 0, slug });
  await addEnded(stack, { chats: stored, lines: linesEach, counselors: counselors.map(({ id }) => id), topics: await topicNumbers(stack), ...ago });
  const { seekers: [seeker] } = await addCrowd(stack, { counselors: 1, seekers: 1, slug });
  const { counselors: [counselor] } = await addCrowd(stack, { counselors: 1, seekers: 10, slug });
  await addCrowd(stack, { counselors: 0, seekers: 5, state: 'waiting', slug });
  await settle(stack);
  return { seeker, counselor, busy: counselors[0], seconds: (performance.now() - began) / 1000 };
}

async function measure(small, big) {
  const [here, there] = [await fill(small, few), await fill(big, many)];
  const plan = writePlan(join(makeFolder(), 'plan'), [
    lineWay('line_few', small, here.seeker), lineWay('line_many', big, there.seeker),
    lookWay('look_few', small, here.counselor), lookWay('look_many', big, there.counselor),
    lookWay('look_busy', big, there.busy),
  ]);
  const result = await new Load('turns', { plan, lines, block: 50 }).result;
  const megabytes = await big.value(`SELECT ROUND(SUM(data_length + index_length) / 1048576) FROM information_schema.tables WHERE table_schema = 'caritas'`);
  return { ...result, seconds: there.seconds, megabytes };
}

function draw({ line_few: lineFew, line_many: lineMany, look_few: lookFew, look_many: lookMany, look_busy: lookBusy }) {
  const [a, b] = [readable(few), readable(many)];
  const medians = [[`line, ${a}`, lineFew, 0], [`line, ${b}`, lineMany, 1], [`first look, ${a}`, lookFew, 0], [`first look, ${b}`, lookMany, 1],
    ['look with own 1,000', lookBusy, 3]];
  return [
    {
      svg: bars({ title: `Medians beside ${a} and beside ${b} stored chats`, axis: 'microseconds',
        bars: medians.map(([label, { p50 }, colour]) => ({ label, value: p50, colour })) }),
      caption: 'The look is of a counselor with ten chats and five requests in the queue; the last, of one whose own ended chats are a thousandth of all.',
    },
    {
      svg: distribution({ title: 'One line to one who waits', lines: [
        { label: `beside ${a}`, curve: lineFew.curve }, { label: `beside ${b}`, curve: lineMany.curve }] }),
      caption: `${lineFew.count} of each in turns, two stacks side by side; the database's memory is 128 MB for both.`,
    },
    {
      svg: distribution({ title: 'A counselor\'s first look', lines: [
        { label: `beside ${a}`, curve: lookFew.curve }, { label: `beside ${b}`, curve: lookMany.curve }, { label: 'with own 1,000', curve: lookBusy.curve }] }),
      caption: 'GET counselor/events without a cursor: requests and chats whole.',
    },
  ];
}

export async function run() {
  const stacks = [];
  let result;
  try {
    for (let i = 0; i < 2; ++i) stacks.push(await Stack.start({ poll: 'min_seconds = 60\nmax_seconds = 70' }));
    result = await measure(...stacks);
  } finally {
    for (const stack of stacks) await stack.end();
  }
  const { line_few: lineFew, line_many: lineMany, look_few: lookFew, look_many: lookMany, look_busy: lookBusy } = result;
  return {
    figure: {
      delivery_ratio: lineMany.p50 / lineFew.p50,
      queue_ratio: lookMany.p50 / lookFew.p50,
      delivery_p99_ratio: lineMany.p99 / lineFew.p99,
      busy_look_ms: lookBusy.p50 / 1000,
    },
    lines: [
      `  ${[times('line beside few', lineFew), times('beside many', lineMany)].join('; ')}`,
      `  ${[times('first look beside few', lookFew), times('beside many', lookMany)].join('; ')}`,
      `  ${times(`first look of a counselor with ${readable(many / others)} ended chats`, lookBusy)}`,
      `  the large database: ${result.megabytes} MB, filled in ${readable(result.seconds)} s; polls that failed: ${result.failures}`,
    ],
    pictures: draw(result),
    failed: result.ended > 0 ? `${result.ended} seekers were signed out` : undefined,
  };
}
