// What tests/vectors holds.
import { readFileSync } from 'node:fs';

export const sealedByPages = JSON.parse(readFileSync(new URL('../vectors/sealed.json', import.meta.url), 'utf8'));
