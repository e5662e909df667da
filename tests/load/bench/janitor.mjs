// Bench "janitor": 500 chats under full load while a hundred thousand old ones are erased, in turns with stretches in which nothing is.
import { join } from 'node:path';

import { Stack } from '../../lib/stack.mjs';
import { pause } from '../../lib/wait.mjs';
import { addEnded } from '../lib/archive.mjs';
import { addCrowd, writePeople } from '../lib/crowd.mjs';
import { faultsOf } from '../lib/faults.mjs';
import { Load, makeFolder } from '../lib/load.mjs';
import { bars, distribution, readable } from '../lib/picture.mjs';

export const title = '500 chats, both sides writing in a closed loop, while chats past their 48 hours are erased';
export const wished = {
  p99_ratio: { atMost: 2 }, erased_lines_per_s: { atLeast: 2000 }, running_touched: { atMost: 0 },
  lost: { atMost: 0 }, doubled: { atMost: 0 }, disordered: { atMost: 0 },
};

const chats = 500;
const counselors = 50;
const endedChats = Number(process.env.BENCH_ENDED_CHATS ?? 100_000);
const linesEach = 10;
const aloneMs = Number(process.env.BENCH_SLICE_MS ?? 20_000); // before the first run and behind the last
const betweenMs = aloneMs / 2; // behind each run
const longestMs = 300_000; // of erasing; what is left then is said
const ago = { from: 60 * 3600, until: 49 * 3600 };

const among = (column, ids) => `${column} IN (${ids.join(',')})`;

/// What the janitor must leave alone, as one text for each running chat.
async function fingerprints(stack, ids) {
  const columns = ['id', 'state', 'ended_by', 'ended_at', 'name_number', 'counselor_id', 'accepted_at',
    '(SELECT COUNT(*) FROM seeker_sessions s WHERE s.chat_id = chats.id AND s.ended_reason IS NULL) AS sessions'];
  const rows = await stack.sql(`SELECT ${columns.join(', ')} FROM chats WHERE ${among('id', ids)} ORDER BY id`);
  return new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
}

/// Everybody writes while `work` runs.
async function slice(load, label, work) {
  load.order(`slice ${label}`);
  const result = await work();
  await load.ask('stop', 'drained');
  return result;
}

/// One run of the janitor: { ms, counts: { messages_removed: n, …, unfinished: 1 } }.
async function runOfJanitor(stack) {
  const began = performance.now();
  const counts = await stack.tidy();
  return { ms: performance.now() - began, counts };
}

async function eraseInTurns(stack, load) {
  const runs = [];
  const erasing = () => runs.reduce((sum, { ms }) => sum + ms, 0);
  await slice(load, 'without', () => pause(aloneMs));
  do {
    runs.push(await slice(load, 'with', () => runOfJanitor(stack)));
    await slice(load, 'without', () => pause(runs.at(-1).counts.unfinished ? betweenMs : aloneMs));
  } while (runs.at(-1).counts.unfinished && erasing() < longestMs);
  return { runs, erasingMs: erasing() };
}

async function measure(stack) {
  const crowd = await addCrowd(stack, { counselors, seekers: chats });
  const ids = crowd.seekers.map(({ id }) => id);
  const topics = [await stack.value("SELECT id FROM topics WHERE slug = 'bench'")];
  const lastId = await addEnded(stack, { chats: endedChats, lines: linesEach, counselors: crowd.counselors.map(({ id }) => id), topics, ...ago });
  const before = await fingerprints(stack, ids);
  const load = new Load('chats', { port: stack.port, compare: 0, people: writePeople(join(makeFolder(), 'people'), crowd), slices: 0 });
  await load.said('drained');
  const erased = await eraseInTurns(stack, load);
  const result = await load.end();
  const after = await fingerprints(stack, ids);
  const changed = ids.filter((id) => before.get(String(id)) !== after.get(String(id))).length;
  const stored = await stack.count('messages', among('chat_id', ids));
  const left = await stack.count('chats', `id > ${lastId} AND id <= ${lastId + endedChats}`);
  return { ...result, ...erased, touched: changed + Math.abs(result.acknowledged - stored), left };
}

const removed = (runs) => runs.reduce((sum, { counts }) => sum + counts.messages_removed, 0);
const times = ({ p50, p90, p99, max }) => [p50, p90, p99, max].map((time) => `${readable(time / 1000)} ms`).join(' / ');
const perSecond = (slices) => (1000 * slices.reduce((sum, { acknowledged }) => sum + acknowledged, 0)) / slices.reduce((sum, { ms }) => sum + ms, 0);

function describe({ runs, erasingMs, labels, slices, left, acknowledged, delivered, failures }) {
  const list = (label) => slices.filter((each) => each.label === label);
  return [
    `  acknowledgement p50 / p90 / p99 / max: without the janitor ${times(labels.without)}, beside it ${times(labels.with)}`,
    `  sends per second: without ${readable(perSecond(list('without')))}, beside ${readable(perSecond(list('with')))}; ` +
      `p99 of each stretch in turn: ${slices.map((each) => `${each.label} ${readable(each.acknowledgement.p99 / 1000)}`).join(', ')} ms`,
    `  ${runs.length} runs of ${runs.map(({ ms }) => readable(ms / 1000)).join(', ')} s; lines erased in each: ` +
      `${runs.map(({ counts }) => counts.messages_removed).join(', ')}; chats left ${left} of ${endedChats}; erasing took ${readable(erasingMs / 1000)} s`,
    `  acknowledged ${acknowledged}, delivered ${delivered}, repeated ${slices.reduce((sum, { repeated }) => sum + repeated, 0)}, polls that failed ${failures}`,
  ];
}

function draw({ labels, slices }) {
  const numbered = slices.map((each, i) => ({ label: `${i + 1}: ${each.label === 'with' ? 'beside the janitor' : 'alone'}`,
    value: each.acknowledgement.p99 / 1000, colour: each.label === 'with' ? 1 : 0, note: `${readable(perSecond([each]))}/s` }));
  return [
    {
      svg: distribution({ title: 'How long a line takes to be acknowledged, under full load', lines: [
        { label: 'alone', curve: labels.without.curve }, { label: 'while the janitor erases', curve: labels.with.curve }] }),
      caption: 'A closed loop of 1,000 writers in 500 chats; the janitor rests as long as each of its batches took.',
    },
    {
      svg: bars({ title: 'The slowest 1 % in each stretch', axis: 'p99 of the acknowledgement in milliseconds; lines per second behind', bars: numbered,
        wish: 2 * labels.without.p99 / 1000 }),
      caption: 'Stretches in their order: the janitor\'s runs, and in turns with them as much writing alone.',
    },
  ];
}

export async function run() {
  const stack = await Stack.start();
  let result;
  try {
    result = await measure(stack);
  } finally {
    await stack.end();
  }
  const { lost, doubled, disordered, labels, touched } = result;
  const figure = {
    p99_ratio: labels.with.p99 / labels.without.p99,
    erased_lines_per_s: (1000 * removed(result.runs)) / result.erasingMs,
    running_touched: touched, lost, doubled, disordered,
  };
  return { figure, lines: describe(result), pictures: draw(result), failed: faultsOf(result, { 'running chats or lines touched': touched }) };
}
