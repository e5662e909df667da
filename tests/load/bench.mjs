// Runs benchmarks by name (all of tests/load/bench by default), prints their figures and draws them: node tests/load/bench.mjs [NAME…]
//
// A scenario is a file bench/NAME.mjs that exports
//   title     one sentence: what is measured
//   wished    { key: { below | atMost | atLeast: number } }, for the table only
//   run()     → { figure: { key: value }, lines: ["text above the table"], pictures: [{ svg, caption }], failed: "why" or undefined }
import { readdirSync } from 'node:fs';
import { loadavg } from 'node:os';

import { describeMachine } from './lib/machine.mjs';
import { figureLine, keep, table, writePage } from './lib/report.mjs';

// The order in which they run; whatever is not named here comes behind.
const order = ['parked', 'delivery', 'chats', 'workers', 'herd', 'janitor', 'growth', 'sealing', 'pages'];
const rank = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
const known = readdirSync(new URL('bench/', import.meta.url))
  .filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4)).sort((a, b) => rank(a) - rank(b));

async function runOne(name) {
  const { title, wished = {}, run } = await import(`./bench/${name}.mjs`);
  console.log(`\n== ${name}: ${title}`);
  // Whoever else is at work on these cores is in the figures.
  const before = `  load average before: ${loadavg()[0].toFixed(2)}`;
  const result = await run();
  const lines = [before, ...(result.lines ?? [])];
  keep(name, { ...result, lines, wished }, title);
  for (const line of [...lines, ...table(result.figure, wished)]) console.log(line);
  if (result.failed) console.log(`${name} FAILED: ${result.failed}`);
  console.log(figureLine(name, result.figure));
  return !result.failed;
}

const names = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = names.find((name) => !known.includes(name));
if (unknown) {
  console.error(`unknown benchmark ${unknown}; there are: ${known.join(' ')}`);
  process.exit(2);
}
console.log(describeMachine());
let good = true;
for (const name of names) {
  try {
    good = (await runOne(name)) && good;
  } catch (error) {
    good = false;
    console.log(`${name} FAILED: ${error.stack}`);
  }
}
console.log(`\npictures: ${writePage(known)}`);
process.exit(good ? 0 : 1);
