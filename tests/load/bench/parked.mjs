// Bench "parked": what 8,000 waiting pages cost: memory, and CPU while nothing happens and while they ask again as real pages do.
import { join } from 'node:path';

import { newId } from '../../lib/client.mjs';
import { Stack } from '../../lib/stack.mjs';
import { eventually, pause } from '../../lib/wait.mjs';
import { addCrowd, clientOf, writePeople } from '../lib/crowd.mjs';
import { Load, makeFolder } from '../lib/load.mjs';
import { cpuPercent, kernelKb, memoryKb, processesOf, slabsOfFiles } from '../lib/machine.mjs';
import { bars, readable } from '../lib/picture.mjs';

export const title = '8,000 seekers\' polls parked through nginx in one worker';
export const wished = { worker_kb_per_poll: { below: 1 }, idle_cpu_percent: { below: 2 }, steady_cpu_percent: { below: 25 } };

const polls = 8000;
const counselors = 800;
const idleSeconds = 15;
const steadySeconds = Number(process.env.BENCH_STEADY_SECONDS ?? 120);
const untilSteady = 40_000; // ms until the first polls have fallen due and been made again
const afterPresence = 8000; // ms until the pages that closed are known to be gone, and that was written

async function withStack(poll, work) {
  const stack = await Stack.start({ poll });
  try {
    return await work(stack);
  } finally {
    await stack.end();
  }
}

/// Parks a crowd; ended by load.end().
async function park(stack, crowd, file) {
  const load = new Load('parked', { port: stack.port, people: writePeople(file, crowd) });
  await load.said('parked');
  return load;
}

// Everything that is allocated once is allocated before the measurement: all threads have read, written and delivered.
async function warmUp(stack, folder) {
  const crowd = await addCrowd(stack, { counselors: 4, seekers: 64 });
  const load = await park(stack, crowd, join(folder, 'warm'));
  for (let round = 0; round < 10; ++round) {
    await Promise.all(crowd.seekers.map(({ chat, counselor }) =>
      clientOf(stack, 'counselor', counselor).must('PUT', `/counselor/chats/${chat}/messages/${newId()}`, { text: 'warm' })));
  }
  await load.end();
  await pause(afterPresence);
}

function snapshot(parts) {
  return { worker: memoryKb(parts.worker), nginx: memoryKb(parts.nginx), mariadb: memoryKb(parts.mariadb), kernel: kernelKb() };
}

// KB per poll of each thing that grew.
function growth(before, after) {
  const each = (now, then) => (now - then) / polls;
  const slabs = Object.entries(after.kernel.slabs).map(([name, kb]) => [name, each(kb, before.kernel.slabs[name] ?? 0)]);
  return {
    worker: each(after.worker.rss, before.worker.rss),
    nginx: each(after.nginx.pss, before.nginx.pss),
    mariadb: each(after.mariadb.pss, before.mariadb.pss),
    slab: each(after.kernel.slab - after.kernel.files, before.kernel.slab - before.kernel.files),
    sockets: each(after.kernel.sockets, before.kernel.sockets),
    slabs: slabs.filter(([name, kb]) => kb > 0.1 && !slabsOfFiles.test(name)).sort(([, a], [, b]) => b - a),
  };
}

async function measureMemory(stack) {
  const folder = makeFolder();
  const parts = processesOf(stack);
  await warmUp(stack, folder);
  const crowd = await addCrowd(stack, { counselors, seekers: polls });
  await pause(1000);
  const before = snapshot(parts);
  const load = await park(stack, crowd, join(folder, 'people'));
  await eventually('all polls are parked', () => stack.parkedPolls() === polls);
  await pause(2000);
  const after = snapshot(parts);
  const idle = await cpuPercent(parts, idleSeconds);
  const counts = await load.end();
  return { memory: growth(before, after), idle, counts };
}

async function measureSteady(stack) {
  const parts = processesOf(stack);
  const crowd = await addCrowd(stack, { counselors, seekers: polls });
  const load = await park(stack, crowd, join(makeFolder(), 'people'));
  await pause(untilSteady);
  const cpu = await cpuPercent({ ...parts, load: [load.child.pid] }, steadySeconds);
  return { cpu, counts: await load.end() };
}

const percents = (cpu) => Object.entries(cpu).map(([name, percent]) => `${name} ${readable(percent)} %`).join(', ');

function describe({ memory, idle, counts }, steady) {
  return [
    `  KB per poll: worker ${readable(memory.worker)} (resident), nginx ${readable(memory.nginx)} (Pss), kernel's slabs without files ${readable(memory.slab)}, ` +
      `sockets' buffers ${readable(memory.sockets)}; MariaDB beside it ${readable(memory.mariadb)}`,
    `  of the slabs: ${memory.slabs.map(([name, kb]) => `${name} ${readable(kb)}`).join(', ') || 'readable for root only'}; ` +
      'one of the four sockets of a poll is the client\'s',
    `  CPU while nothing happens, ${idleSeconds} s: ${percents(idle)}; answered meanwhile: ${counts.idle}, failed: ${counts.failures}`,
    `  CPU with polls made again after 25 to 50 s, ${steadySeconds} s: ${percents(steady.cpu)}; answered: ${steady.counts.idle} without and ` +
      `${steady.counts.news} with news, failed: ${steady.counts.failures}`,
  ];
}

function draw({ memory, idle }, { cpu }) {
  const memoryBars = [['worker', memory.worker], ['nginx', memory.nginx], ['kernel: slabs', memory.slab], ['kernel: buffers', memory.sockets]];
  const cpuBars = [['idle: worker', idle.worker], ['idle: MariaDB', idle.mariadb], ['idle: nginx', idle.nginx],
    ['steady: worker', cpu.worker], ['steady: MariaDB', cpu.mariadb], ['steady: nginx', cpu.nginx]];
  return [
    {
      svg: bars({ title: 'Memory of a parked poll', axis: 'KB per poll, 8,000 polls', bars: memoryBars.map(([label, value]) => ({ label, value })) }),
      caption: 'Growth from none to 8,000 parked polls. The kernel holds four sockets per poll, one of them the client\'s.',
    },
    {
      svg: bars({ title: 'CPU beside 8,000 parked polls', axis: 'percent of one core',
        bars: cpuBars.map(([label, value], i) => ({ label, value, colour: i < 3 ? 0 : 1 })) }),
      caption: 'Idle: no poll falls due. Steady: every page asks again at once when its poll has ended after 25 to 50 s.',
    },
  ];
}

export async function run() {
  const parked = await withStack('min_seconds = 70\nmax_seconds = 70', measureMemory);
  const steady = await withStack('', measureSteady);
  const { memory, idle } = parked;
  const figure = {
    worker_kb_per_poll: memory.worker,
    total_kb_per_poll: memory.worker + memory.nginx + memory.slab + memory.sockets,
    idle_cpu_percent: idle.worker,
    steady_cpu_percent: steady.cpu.worker + steady.cpu.mariadb,
  };
  const trouble = parked.counts.ended + steady.counts.ended;
  const failed = trouble > 0 ? `${trouble} seekers were signed out` : undefined;
  return { figure, lines: describe(parked, steady), pictures: draw(parked, steady), failed };
}
