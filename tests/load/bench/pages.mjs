// Bench "pages": how soon a seeker's page can be used on a slow line, beside the pages of an older commit, in turns on the same stack.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Devices, openBrowser } from '../../lib/browser.mjs';
import { addDemo, topics } from '../../lib/demo.mjs';
import { kilobytes, loadPage, slow3g } from '../../lib/page_load.mjs';
import { Stack, programs, repository } from '../../lib/stack.mjs';

export const title = 'a seeker\'s first page at slow 3G, beside the pages as they were before they were bundled';
export const wished = { requests: { atMost: 4 }, first_kb: { atMost: 40 }, usable_ms_ratio: { atMost: 0.5 } };

/// The last commit whose pages came as they are written.
const before = process.env.BENCH_PAGES_BEFORE ?? 'c333da5';
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/// A folder of programs with that commit's pages beside it.
function olderPages() {
  const folder = mkdtempSync(join(tmpdir(), 'caritas-older-'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['caritas-worker', 'caritas-janitor', 'caritas-admin']) symlinkSync(join(programs, name), join(folder, 'bin', name));
  cpSync(join(programs, '../vendor'), join(folder, 'vendor'), { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: execFileSync('git', ['-C', repository, 'archive', before, 'htdocs'], { maxBuffer: 1 << 26 }) });
  return folder;
}

async function loadOnce(stack, browser) {
  const devices = new Devices(stack, browser);
  const { requests, ms } = await loadPage(await devices.seeker(), `/${topics.young.slug}`, { usable: '#start', line: slow3g });
  await devices.close();
  return { requests: requests.length, kb: kilobytes(requests), ms };
}

export async function run() {
  const folder = olderPages();
  const stacks = [];
  const browser = await openBrowser();
  try {
    for (const options of [{ bin: join(folder, 'bin'), pages: 'built' }, { pages: 'built' }]) {
      const stack = await Stack.start(options);
      stacks.push(stack);
      await addDemo(stack, []);
    }
    const [older, newer] = [[], []];
    for (let round = 0; round < rounds; ++round) {
      older.push(await loadOnce(stacks[0], browser));
      newer.push(await loadOnce(stacks[1], browser));
    }
    const ms = (loads) => median(loads.map((load) => load.ms));
    const line = (name, loads) => `  ${name}: ${loads[0].requests} requests, ${loads[0].kb.toFixed(1)} kB, usable after ${loads.map((load) => load.ms.toFixed(0)).join(', ')} ms`;
    return {
      figure: { requests: newer[0].requests, first_kb: newer[0].kb, usable_ms_ratio: ms(newer) / ms(older) },
      lines: [line(`pages of ${before}`, older), line('pages as built', newer)],
      pictures: [],
    };
  } finally {
    await browser.close();
    for (const stack of stacks) await stack.end();
    rmSync(folder, { recursive: true });
  }
}
