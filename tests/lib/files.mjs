// A search through every file below a stack's folders.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path; // sockets hold nothing
  }
}

// A program that runs may have removed it meanwhile.
function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

/// Every file of the stack's folders `parts` with one of the marks: ["log/nginx.log: token", …], and how many files were read.
export function findInFiles(stack, parts, marks) {
  const hits = [];
  let read = 0;
  for (const path of parts.flatMap((part) => [...filesBelow(join(stack.folder, part))])) {
    const bytes = readIfThere(path);
    if (bytes === undefined) continue;
    read += 1;
    for (const [name, mark] of Object.entries(marks)) {
      if (bytes.includes(mark)) hits.push(`${path.slice(stack.folder.length + 1)}: ${name}`);
    }
  }
  return { hits, read };
}
