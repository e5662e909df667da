// 200 chats at once over HTTP for a minute, both sides polling and writing as pages do: each acknowledged line arrives once, in order.
import { addCounselor, addTopic, topics } from '../lib/demo.mjs';
import { newId } from '../lib/client.mjs';
import { Counselor, Seeker } from '../lib/people.mjs';
import { Stack } from '../lib/stack.mjs';
import { pause } from '../lib/wait.mjs';

const chats = Number(process.env.LOAD_CHATS ?? 200);
const seconds = Number(process.env.LOAD_SECONDS ?? 60);
const perCounselor = 5;
const patienceAtTheEnd = 60_000;
const password = 'geheim-unter-last-1';

/// One direction of one chat: what was acknowledged, what arrived, and how long each line took from the call to the other side.
class Direction {
  acknowledged = [];
  arrived = [];
  sentAt = new Map();
  latencies = [];

  took(text) {
    this.arrived.push(text);
    this.latencies.push(performance.now() - this.sentAt.get(text));
  }
}

/// Hands each message that a follower gets to the direction it belongs to, at the moment it comes.
function listen(follower, directionOf) {
  let read = 0;
  follower.news.on('news', () => {
    for (; read < follower.messages.length; ++read) directionOf(follower.messages[read])?.took(follower.messages[read].text);
  });
}

async function meet(stack) {
  const pairs = [];
  const counselors = [];
  for (let i = 0; i * perCounselor < chats; ++i) {
    const counselor = await new Counselor(stack).begin({ login: `last${i}`, password });
    counselor.chats = new Map();
    counselors.push(counselor);
  }
  for (let i = 0; i < chats; ++i) {
    const counselor = counselors[Math.floor(i / perCounselor)];
    const seeker = new Seeker(stack);
    const { id } = await seeker.enqueue();
    await counselor.accept(id);
    await seeker.begin();
    const pair = { seeker, counselor, id, toSeeker: new Direction(), toCounselor: new Direction() };
    counselor.chats.set(id, pair);
    pairs.push(pair);
  }
  for (const counselor of counselors) listen(counselor.follow(), (m) => (m.from === 'seeker' ? counselor.chats.get(m.chat).toCounselor : undefined));
  for (const { seeker, toSeeker } of pairs) listen(seeker.follow(), (m) => (m.from === 'counselor' ? toSeeker : undefined));
  const followers = [...counselors, ...pairs.map(({ seeker }) => seeker)].map((person) => person.follower);
  await Promise.all(followers.map((follower) => follower.until('the first look', () => follower.answers > 0)));
  return { pairs, followers };
}

/// Writes a line every second or so, each after the one before was acknowledged, repeated with its id until it is.
async function write(direction, send, until) {
  await pause(Math.random() * 1000);
  for (let n = 0; performance.now() < until; ++n) {
    const [text, id] = [`Zeile ${n} ${newId()}`, newId()];
    direction.sentAt.set(text, performance.now());
    for (;;) {
      const answer = await send(text, id).catch(() => undefined);
      if (answer?.status === 200) break;
      await pause(100);
    }
    direction.acknowledged.push(text);
    await pause(800 + Math.random() * 400);
  }
}

function judge(directions) {
  const total = { acknowledged: 0, delivered: 0, lost: 0, doubled: 0, disordered: 0 };
  for (const { acknowledged, arrived } of directions) {
    const once = [...new Set(arrived)];
    const expected = acknowledged.filter((text) => once.includes(text));
    total.acknowledged += acknowledged.length;
    total.delivered += once.length;
    total.lost += acknowledged.length - expected.length;
    total.doubled += arrived.length - once.length;
    total.disordered += once.filter((text, i) => text !== expected[i]).length;
  }
  return total;
}

function percentile(sorted, share) {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
}

async function run(stack) {
  await addTopic(stack, topics.young);
  for (let i = 0; i * perCounselor < chats; ++i) await addCounselor(stack, { login: `last${i}`, password, topics: [topics.young.slug] });
  const { pairs, followers } = await meet(stack);
  console.log(`${pairs.length} chats are running; both sides write for ${seconds} s`);
  const until = performance.now() + seconds * 1000;
  await Promise.all(pairs.flatMap(({ seeker, counselor, id, toSeeker, toCounselor }) => [
    write(toCounselor, (text, clientId) => seeker.trySend(text, clientId), until),
    write(toSeeker, (text, clientId) => counselor.trySend(id, text, clientId), until),
  ]));
  const directions = pairs.flatMap(({ toSeeker, toCounselor }) => [toSeeker, toCounselor]);
  const end = performance.now() + patienceAtTheEnd;
  while (performance.now() < end && directions.some((d) => d.arrived.length < d.acknowledged.length)) await pause(50);
  await Promise.all(followers.map((follower) => follower.stop()));
  const failures = followers.reduce((sum, follower) => sum + follower.failures.length, 0);
  const least = Math.min(...directions.map((direction) => direction.acknowledged.length));
  return { ...judge(directions), failures, least, latencies: directions.flatMap((d) => d.latencies).sort((a, b) => a - b) };
}

const stack = await Stack.start({ limits: 'wide' });
const { latencies, failures, least, ...counts } = await run(stack);
await stack.end();
const { acknowledged, delivered, lost, doubled, disordered } = counts;
// An empty minute proves nothing: every side of every chat must have written, on the slowest machine.
const fewest = Math.max(1, Math.floor(seconds / 6));
console.log(`polls that failed: ${failures}; lines of the side that wrote least: ${least} (at least ${fewest})`);
console.log(`acknowledged=${acknowledged} delivered=${delivered} lost=${lost} doubled=${doubled} disordered=${disordered} ` +
  `p50_ms=${percentile(latencies, 0.5)} p99_ms=${percentile(latencies, 0.99)}`);
const good = lost === 0 && doubled === 0 && disordered === 0 && delivered === acknowledged && least >= fewest;
console.log(`load: ${good ? 1 : 0} passed, ${good ? 0 : 1} failed`);
process.exit(good ? 0 : 1);
