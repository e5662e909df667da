// Scenario "turns" of caritas-load from here: several ways of a line, or of a first look, block by block in turns.
import { writeFileSync } from 'node:fs';

import { readable } from './picture.mjs';

/// A counselor writes to a seeker of the crowd who waits; both of one stack.
export const lineWay = (name, stack, seeker, pauseUs = 2000) =>
  `${name} line ${stack.port} ${pauseUs} ${seeker.counselor.token} ${seeker.token} ${seeker.chat}`;

/// A counselor's page opens and looks for the first time.
export const lookWay = (name, stack, counselor, pauseUs = 2000) => `${name} look ${stack.port} ${pauseUs} ${counselor.token}`;

/// The file that "turns" reads.
export function writePlan(file, ways) {
  writeFileSync(file, `${ways.join('\n')}\n`);
  return file;
}

/// A result of caritas-load in words; its times are microseconds.
export const times = (name, { p50, p99, count }) => `${name} p50 ${readable(p50)} µs, p99 ${readable(p99)} µs (${count})`;
