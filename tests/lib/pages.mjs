// The pages' modules in Node: those that need no browser.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { programs, repository } from './stack.mjs';

globalThis.crypto ??= webcrypto; // Node 18

const folder = mkdtempSync(join(tmpdir(), 'caritas-pages-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
cpSync(join(repository, 'htdocs/js'), join(folder, 'js'), { recursive: true });
cpSync(join(programs, '../vendor'), join(folder, 'vendor'), { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');

/// importPage('crypto/password.js'): the module as the browser gets it, with what the build adds beside it.
export const importPage = (path) => import(pathToFileURL(join(folder, 'js', path)));
