// A worker with thousands of parked polls is killed and started again: when everybody waits again, and what the pages went through.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Stack } from '../../lib/stack.mjs';
import { eventually, pause } from '../../lib/wait.mjs';
import { addCrowd, writePeople } from './crowd.mjs';
import { Load, makeFolder } from './load.mjs';

const counselors = 800;
const lookEvery = 200; // ms; a look at all sockets takes some of them
const longest = 90_000; // ms
const settled = 1500; // ms in which nobody falls out again

const seconds = (since) => (performance.now() - since) / 1000;

/// The moment at which the new worker's process is there: stack.sh writes its pid.
async function launched(stack) {
  const file = join(stack.folder, 'run/worker-1.pid');
  while (!existsSync(file)) await pause(5);
  return performance.now();
}

/// [[seconds, parked], …] from `since` until all wait.
async function watchParked(stack, polls, since) {
  const curve = [];
  do {
    await pause(lookEvery);
    curve.push([seconds(since), stack.parkedPolls()]);
    if (seconds(since) > longest / 1000) throw new Error(`after ${longest} ms only ${curve.at(-1)[1]} of ${polls} wait again`);
  } while (curve.at(-1)[1] < polls);
  return curve;
}

async function once(stack, load, polls) {
  await stack.killWorker();
  const killed = performance.now();
  const start = stack.startWorker();
  const since = await launched(stack);
  const curve = await watchParked(stack, polls, since);
  await start;
  await pause(settled);
  await eventually('all polls stay parked', () => stack.parkedPolls() === polls);
  const [json] = await load.ask('settled', 'comeback');
  const at = (share) => curve.find(([, parked]) => parked >= share * polls)[0];
  return { curve, downMs: since - killed, p50: at(0.5), p99: at(0.99), all: at(1), ...JSON.parse(json) };
}

/// Everybody is answered once, so that the pages' back-off begins anew: nobody is killed twice without an answer between.
async function answerAll(stack, load, polls) {
  await load.ask('mark', 'marked');
  await stack.sql("UPDATE chats SET last_seq = last_seq + 1, moved_at = NOW(3) WHERE state = 'running'");
  await eventually('all were answered', async () => Number(await load.ask('count', 'count')) >= polls, longest);
  await eventually('all polls are parked', () => stack.parkedPolls() === polls);
  // What the tail saw moving it looks at for a while.
  await pause(settled);
}

/// Kills and restarts this often; each { curve, downMs, p50, p99, all (seconds from the launch), without, tries, failed_with }.
export async function comeBack(polls, times) {
  // Nobody's poll falls due between two kills.
  const stack = await Stack.start({ poll: 'min_seconds = 70\nmax_seconds = 70' });
  try {
    const people = writePeople(join(makeFolder(), 'people'), await addCrowd(stack, { counselors, seekers: polls }));
    const load = new Load('comeback', { port: stack.port, people });
    await load.said('parked');
    const rounds = [];
    await eventually('all polls are parked', () => stack.parkedPolls() === polls);
    for (let i = 0; i < times; ++i) {
      if (i > 0) await answerAll(stack, load, polls);
      rounds.push(await once(stack, load, polls));
    }
    const { ended } = await load.end();
    return { rounds, ended };
  } finally {
    await stack.end();
  }
}
