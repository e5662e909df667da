// Runs a program to its end and gives back what it said; and ends everything that a test left behind, however the test ends.
import { spawn } from 'node:child_process';

/// { code, signal, stdout, stderr } once the program has ended. `input` goes to its standard input, which is empty otherwise.
export function run(command, args, { input = '', env = process.env, cwd, timeoutMs = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    const output = { stdout: [], stderr: [] };
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => output[name].push(chunk));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout: Buffer.concat(output.stdout).toString(), stderr: Buffer.concat(output.stderr).toString() });
    });
  });
}

const cleanUps = new Set();
let ending = false;

function cleanUpAll() {
  ending = true;
  for (const work of cleanUps) {
    cleanUps.delete(work);
    try {
      work();
    } catch (error) {
      console.error(error);
    }
  }
}

/// Calls `work` (synchronous) at the process's end, Ctrl-C and an uncaught error included. Returns how to take that back.
export function atEnd(work) {
  cleanUps.add(work);
  return () => cleanUps.delete(work);
}

process.once('exit', cleanUpAll);
for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]) {
  // Stays in place while the cleaning up runs: a second Ctrl-C must not leave half of it behind.
  process.on(signal, () => {
    if (!ending) process.exit(128 + number);
  });
}
