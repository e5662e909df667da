// Documents of 10 MiB that go up at the same time, and what the worker's memory does meanwhile.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { newId } from './client.mjs';

const chunks = 40;
const largest = 262_144 + 16; // sealed (htdocs/js/crypto/FORMAT.md, "Document")

/// The resident memory of the first worker, in MB.
export function workerMemory(stack) {
  const pid = readFileSync(join(stack.folder, 'run/worker-1.pid'), 'utf8').trim();
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/// One from the seeker of each chat (people.mjs), all at once; gives the most that the worker held, in MB.
export async function uploadTogether(stack, chats) {
  const chunk = randomBytes(largest);
  let most = workerMemory(stack);
  await Promise.all(chats.map(async ({ seeker }) => {
    const file = newId();
    for (let i = 0; i < chunks; ++i) {
      await seeker.must('PUT', `/seeker/files/${file}/${i}${i === chunks - 1 ? '?last=1' : ''}`, { text: chunk });
      most = Math.max(most, workerMemory(stack));
    }
  }));
  return most;
}
