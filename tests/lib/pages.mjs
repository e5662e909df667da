// The pages' modules in Node: those that need no browser.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createInflateRaw } from 'node:zlib';

import { programs, repository } from './stack.mjs';

globalThis.crypto ??= webcrypto; // Node 18

// Node 18's own knows only what has a head and a sum.
class Inflation {
  constructor(format) { return format === 'deflate-raw' ? Duplex.toWeb(createInflateRaw()) : new this.constructor.own(format); }
  static own = DecompressionStream;
}
try {
  new DecompressionStream('deflate-raw');
} catch {
  globalThis.DecompressionStream = Inflation;
}

const folder = mkdtempSync(join(tmpdir(), 'caritas-pages-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
cpSync(join(repository, 'htdocs/js'), join(folder, 'js'), { recursive: true });
cpSync(join(programs, '../vendor'), join(folder, 'vendor'), { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');

/// importPage('crypto/password.js'): the module as the browser gets it, with what the build adds beside it.
export const importPage = (path) => import(pathToFileURL(join(folder, 'js', path)));
