// Inspects one document in a process of its own, whose memory is then the document's: node inspect_alone.mjs < FILE. Prints {answer, grown}:
// the kind or the trouble, and by how many MiB the process has grown.
import { readFileSync } from 'node:fs';

import { docx } from './documents.mjs';
import { importPage } from './pages.mjs';

const { inspect } = await importPage('documents/inspect.js');
const { tracesOf } = await importPage('documents/traces.js');
await inspect(new Blob([docx()])); // the reader of zips has its memory
const blob = new Blob([readFileSync(0)]);
const before = process.memoryUsage.rss();
const answer = await inspect(blob).catch((error) => error.trouble);
await tracesOf(blob, 'docx');
// In KiB, the most that there was.
const grown = process.resourceUsage().maxRSS / 1024 - before / 1024 / 1024;
console.log(JSON.stringify({ answer, grown: Math.round(grown) }));
