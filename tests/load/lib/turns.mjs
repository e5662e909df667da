// Scenario "turns" of caritas-load from here: several ways of a line, or of a first look, block by block in turns.
import { writeFileSync } from 'node:fs';

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
