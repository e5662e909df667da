// Bench "chats": 500 chats in which both sides write without a pause; in turns with as many connections that only store a line.
import { join } from 'node:path';

import { Stack } from '../../lib/stack.mjs';
import { Comparison } from '../lib/comparison.mjs';
import { addCrowd, writePeople } from '../lib/crowd.mjs';
import { faultsOf } from '../lib/faults.mjs';
import { Load, makeFolder } from '../lib/load.mjs';
import { cpuWatch, processesOf } from '../lib/machine.mjs';
import { bars, curves, distribution, readable } from '../lib/picture.mjs';

export const title = '500 chats, both sides writing in a closed loop, against as many bare durable INSERTs';
export const wished = { floor_ratio: { atLeast: 0.5 }, lost: { atMost: 0 }, doubled: { atMost: 0 }, disordered: { atMost: 0 } };

const chats = 500;
const counselors = 50;
const sliceCount = 3;
const sliceMs = Number(process.env.BENCH_SLICE_MS ?? 10_000);

/// Who used how much of a core in the slices of all writers: [{ ours, worker: percent, … }].
function watchSlices(load, parts) {
  const taken = [];
  let running;
  load.listeners.add((line) => {
    const [word, whose, writers] = line.split(' ');
    if (word !== 'slice' && word !== 'over') return;
    if (running) taken.push({ whose: running.whose, ...running.watch() });
    running = word === 'slice' && Number(writers) === 2 * chats ? { whose, watch: cpuWatch(parts) } : undefined;
  });
  return taken;
}

async function measure(stack) {
  const comparison = await Comparison.start(stack);
  try {
    const people = writePeople(join(makeFolder(), 'people'), await addCrowd(stack, { counselors, seekers: chats }));
    const load = new Load('chats', { port: stack.port, compare: comparison.port, people, slices: sliceCount, slice_ms: sliceMs });
    const cpu = watchSlices(load, { ...processesOf(stack), ...comparison.processes(), client: [load.child.pid] });
    return { ...(await load.result), cpu };
  } finally {
    await comparison.end();
  }
}

const perSecond = (all) => (1000 * all.reduce((sum, { acknowledged }) => sum + acknowledged, 0)) / all.reduce((sum, { ms }) => sum + ms, 0);

function percentsOf(cpu, whose) {
  const of = cpu.filter((slice) => slice.whose === whose);
  const mean = (name) => of.reduce((sum, slice) => sum + slice[name], 0) / of.length;
  const parts = whose === 'ours' ? ['worker', 'mariadb', 'nginx', 'client'] : ['floor', 'mariadb', 'comparison', 'client'];
  return parts.map((name) => `${name} ${readable(mean(name))} %`).join(', ');
}

const times = ({ p50, p90, p99, max }) => [p50, p90, p99, max].map((time) => `${readable(time / 1000)} ms`).join(' / ');

function describe(result, ours, floor, ramp) {
  const each = (slices) => slices.map((slice) => readable(perSecond([slice]))).join(', ');
  return [
    `  sends per second by concurrent senders: ${ramp.map((slice) => `${slice.writers}: ${each([slice])}`).join(', ')}`,
    `  delivery p50 / p90 / p99 / max: ${times(result.delivery)}; acknowledgement: ${times(ours[0].acknowledgement)}; ` +
      `the floor's: ${times(floor[0].acknowledgement)}`,
    `  in each slice: ours ${each(ours)}; floor ${each(floor)} per second`,
    `  CPU, ours: ${percentsOf(result.cpu, 'ours')}; floor: ${percentsOf(result.cpu, 'floor')}`,
    `  acknowledged ${result.acknowledged}, delivered ${result.delivered}, repeated ${ours.reduce((sum, { repeated }) => sum + repeated, 0)}, ` +
      `polls that failed ${result.failures}, lines nobody wrote ${result.strange}`,
  ];
}

function draw(result, figure, ours, floor, ramp) {
  return [
    {
      svg: bars({
        title: '1,000 writers in 500 chats', axis: 'durable lines per second',
        bars: [{ label: 'ours: sent and delivered', value: figure.sends_per_s, colour: 0 }, { label: 'bare INSERT', value: perSecond(floor), colour: 2 }],
      }),
      caption: 'Ours stores, finds out whose it is, delivers to the other side and to the sender\'s own page; the floor stores.',
    },
    {
      svg: curves({ title: 'More senders, more lines to a commit', xAxis: 'concurrent senders', yAxis: 'lines per second', logarithmic: true,
        lines: [{ label: 'ours', points: ramp.map((slice) => [slice.writers, perSecond([slice])]) }] }),
      caption: 'Three seconds each. What comes at the same time shares one fsync.',
    },
    {
      svg: distribution({ title: 'Under full load', lines: [
        { label: 'ours: delivered', curve: result.delivery.curve },
        { label: 'ours: acknowledged', curve: ours[0].acknowledgement.curve },
        { label: 'bare INSERT', curve: floor[0].acknowledgement.curve }] }),
      caption: 'Everybody waits for everybody: a closed loop of 1,000 writers shows throughput, its times are queues.',
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
  const [ramp, full] = [result.slices.filter((slice) => slice.ramp), result.slices.filter((slice) => !slice.ramp)];
  const [ours, floor] = [full.filter((slice) => slice.ours), full.filter((slice) => !slice.ours)];
  const { lost, doubled, disordered, delivery } = result;
  const figure = {
    sends_per_s: perSecond(ours), floor_ratio: perSecond(ours) / perSecond(floor), lost, doubled, disordered,
    delivery_p50_ms: delivery.p50 / 1000, delivery_p99_ms: delivery.p99 / 1000,
  };
  return { figure, lines: describe(result, ours, floor, ramp), pictures: draw(result, figure, ours, floor, ramp), failed: faultsOf(result) };
}
