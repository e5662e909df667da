// Bench "sign_in": 256 addresses try wrong passwords every two seconds, and counselors sign in beside them.
import { request } from 'node:http';

import { Client } from '../../lib/client.mjs';
import { addDemo, counselors } from '../../lib/demo.mjs';
import { ownPasswords } from '../../lib/password.mjs';
import { Counselor } from '../../lib/people.mjs';
import { Stack } from '../../lib/stack.mjs';
import { pause } from '../../lib/wait.mjs';
import { workFor } from '../../lib/work.mjs';

export const title = 'true sign-ins, from known browsers and from new ones, while 256 addresses guess';
export const wished = { known_ms_worst: { below: 2000 }, new_ms_worst: { below: 2000 }, true_refused: { atMost: 0 } };

const addresses = 256;
const every = 2000; // ms
const seconds = Number(process.env.BENCH_SECONDS ?? 30);
// A known browser that signs in more often than ten times a minute counts as a new one.
const between = 2000; // ms
/// How many of the guessers do the work that is asked for.
const workers = Number(process.env.BENCH_WORKERS ?? 16);
const login = counselors.anna.login;
const { proof } = ownPasswords.anna;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/// One wrong try from a loopback address of its own: nginx sees 256 clients. { status, error }
function guess(stack, address, work) {
  const body = JSON.stringify({ login, proof: 'ab'.repeat(32), ...(work && { work }) });
  const headers = { ...new Client(stack).headers({ 'Content-Type': 'application/json' }), Host: `localhost:${stack.port}`, 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port: stack.port, localAddress: address, method: 'POST', path: '/api/v1/counselor/session', headers, agent: false }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, error: JSON.parse(Buffer.concat(chunks)).error }));
    });
    call.on('error', () => resolve({ status: 0 }));
    call.end(body);
  });
}

/// Guesses from one address until `signal` is aborted; counts statuses.
async function attack(stack, number, signal, counts) {
  const address = `127.1.${number >> 7}.${(number & 127) + 1}`;
  const count = ({ status, error }) => { counts[error?.code ?? status] = (counts[error?.code ?? status] ?? 0) + 1; };
  await pause((number / addresses) * every);
  while (!signal.aborted) {
    const began = Date.now();
    const answer = await guess(stack, address);
    count(answer);
    if (answer.error?.code === 'work_required' && number < workers) count(await guess(stack, address, workFor(answer.error, login, 'ab'.repeat(32))));
    await pause(Math.max(0, every - (Date.now() - began)));
  }
}

/// Signs in again and again: milliseconds of each, with the work of a new browser in them; the password's derivation is none of it.
async function signIns(stack, make, signal) {
  const [times, refused] = [[], []];
  while (!signal.aborted) {
    const began = performance.now();
    const answer = await make().tryProof(login, proof);
    if (answer.status === 200) times.push(performance.now() - began);
    else refused.push(answer.json?.error?.code ?? answer.status);
    await pause(between);
  }
  return { times, refused };
}

export async function run() {
  const stack = new Stack({ limits: 'shipped' });
  await stack.start();
  try {
    await addDemo(stack, ['anna']);
    const known = await new Counselor(stack).signIn();
    known.cookies.delete('__Host-counselor');
    const again = () => Object.assign(new Counselor(stack), { cookies: new Map(known.cookies) });
    const [leaving, counts] = [new AbortController(), {}];
    const attacks = Array.from({ length: addresses }, (_, i) => attack(stack, i, leaving.signal, counts));
    await pause(every); // all of them guess
    // Each kind of browser alone.
    const spell = async (make) => {
      const end = new AbortController();
      setTimeout(() => end.abort(), (seconds * 1000) / 2);
      return signIns(stack, make, end.signal);
    };
    const fresh = await spell(() => new Counselor(stack));
    const old = await spell(again);
    leaving.abort();
    await Promise.all(attacks);
    const figure = {
      known_ms: median(old.times), known_ms_worst: Math.max(...old.times), new_ms: median(fresh.times), new_ms_worst: Math.max(...fresh.times),
      true_sign_ins: old.times.length + fresh.times.length, true_refused: old.refused.length + fresh.refused.length,
    };
    return { figure, lines: [`  guesses by what came of them: ${JSON.stringify(counts)}; true ones refused: ${JSON.stringify([...old.refused, ...fresh.refused])}`] };
  } finally {
    await stack.end();
  }
}
