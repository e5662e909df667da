// A physical backup of a stack's database, as an admin takes one while it runs, and what somebody reads in it later.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { atEnd, run } from './process.mjs';
import { eventually } from './wait.mjs';

const asRoot = process.getuid() === 0 ? ['--user=root'] : [];

async function must(command, args) {
  const { code, stdout, stderr } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args[0]}: ${stderr.slice(-2000)}`);
  return stdout;
}

/// The whole of it: data, redo log, and the binary log beside. Returns its folder, which goes with the test process.
export async function takeBackup(stack) {
  const folder = mkdtempSync(join(tmpdir(), 'caritas-backup-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const password = readFileSync(join(stack.folder, 'etc/db-root.password'), 'utf8');
  const settings = join(stack.folder, 'etc/mariadb.cnf');
  const [, socket] = /^socket = "(.*)"$/m.exec(readFileSync(settings, 'utf8'));
  await must('mariabackup', [`--defaults-file=${settings}`, `--socket=${socket}`, '--backup', `--target-dir=${join(folder, 'data')}`, '--user=root', `--password=${password}`]);
  mkdirSync(join(folder, 'binlog'));
  for (const name of readdirSync(join(stack.folder, 'data'))) {
    if (name.startsWith('binlog')) cpSync(join(stack.folder, 'data', name), join(folder, 'binlog', name));
  }
  return folder;
}

/// Rows of a query in a copy of the backup, by a server of its own: lists of texts.
export async function readBackup(folder, query) {
  const work = mkdtempSync(join(tmpdir(), 'caritas-restored-'));
  const forget = atEnd(() => rmSync(work, { recursive: true, force: true }));
  const data = join(work, 'data');
  const socket = join(work, 's');
  cpSync(join(folder, 'data'), data, { recursive: true });
  await must('mariabackup', ['--no-defaults', '--prepare', `--target-dir=${data}`]);
  const server = spawn('/usr/sbin/mariadbd', ['--no-defaults', ...asRoot, `--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(work, 'pid')}`, '--skip-networking', '--skip-grant-tables'], { stdio: 'ignore' });
  const stop = atEnd(() => server.kill('SIGKILL'));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const ask = (sql) => run('mariadb', ['--no-defaults', `--socket=${socket}`, '--batch', '--skip-column-names', '-e', sql]);
  try {
    await eventually('the restored server answers', async () => (await ask('SELECT 1')).code === 0, 60_000);
    const { code, stdout, stderr } = await ask(query);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim().split('\n').map((line) => line.split('\t'));
  } finally {
    server.kill('SIGKILL');
    await ended;
    stop();
    rmSync(work, { recursive: true, force: true });
    forget();
  }
}
