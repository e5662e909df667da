// What the machine says of processes and sockets: CPU time, memory, the kernel's share; and what machine it is.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';

import { pause } from '../../lib/wait.mjs';

const ticksPerSecond = 100; // USER_HZ, fixed on Linux
const read = (path) => readFileSync(path, 'utf8');

/// The stack's processes by part: { worker: [pid…], mariadb: [pid], nginx: [master, children…] }.
export function processesOf(stack) {
  const pid = (part) => Number(read(join(stack.folder, `run/${part}.pid`)));
  return { worker: stack.workers.map(pid), mariadb: [pid('mariadb')], nginx: withChildren(pid('nginx')) };
}

export function withChildren(pid) {
  return [pid, ...read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)];
}

/// User and system time together, in seconds, exact to 10 ms.
function cpuSeconds(pids) {
  // The name in brackets may hold spaces; utime and stime are the fields 14 and 15 of proc(5).
  const ofOne = (pid) => read(`/proc/${pid}/stat`).replace(/^.*\) /s, '').split(' ').slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0);
  return pids.reduce((sum, pid) => sum + ofOne(pid), 0) / ticksPerSecond;
}

/// A stopwatch of CPU time by part: calling it gives { part: percent of one core, … } since it was made.
export function cpuWatch(parts) {
  const used = () => Object.entries(parts).map(([name, pids]) => [name, cpuSeconds(pids)]);
  const [before, began] = [Object.fromEntries(used()), performance.now()];
  return () => {
    const seconds = (performance.now() - began) / 1000;
    return Object.fromEntries(used().map(([name, after]) => [name, (100 * (after - before[name])) / seconds]));
  };
}

/// Percent of one core that each part used during this time.
export async function cpuPercent(parts, seconds) {
  const watch = cpuWatch(parts);
  await pause(seconds * 1000);
  return watch();
}

/// Resident KB of processes: { rss, pss }; pss counts a page that several share only in part.
export function memoryKb(pids) {
  const sum = { rss: 0, pss: 0 };
  for (const pid of pids) {
    const text = read(`/proc/${pid}/smaps_rollup`);
    for (const name of ['rss', 'pss']) sum[name] += Number(new RegExp(`^${name}: +(\\d+) kB`, 'im').exec(text)[1]);
  }
  return sum;
}

// Caches of the file system: they grow with whatever else is done on the machine, and not with connections.
export const slabsOfFiles = /^(ext4_|jbd2_|buffer_head|radix_tree_node|inode_cache|proc_inode_cache|shmem_inode_cache|bio-|mnt_cache|vm_area|maple_node|anon_vma)/;

// { name: KB }; empty where only root may read them. The kernel merges caches of like size: UNIX sockets may stand under another's name.
function slabsKb() {
  try {
    const lines = read('/proc/slabinfo').split('\n').slice(2).filter(Boolean).map((line) => line.split(/ +/));
    return Object.fromEntries(lines.map(([name, , objects, size]) => [name, (Number(objects) * Number(size)) / 1024]));
  } catch {
    return {};
  }
}

/// The kernel's memory in KB: { slab (all), files (its caches of files), slabs: { name: KB }, sockets (buffers of /proc/net/sockstat) }.
export function kernelKb() {
  const page = 4;
  const sockets = [...read('/proc/net/sockstat').matchAll(/ mem (\d+)/g)].reduce((sum, [, pages]) => sum + Number(pages) * page, 0);
  const slabs = slabsKb();
  const files = Object.entries(slabs).reduce((sum, [name, kb]) => sum + (slabsOfFiles.test(name) ? kb : 0), 0);
  return { slab: Number(/^Slab: +(\d+)/m.exec(read('/proc/meminfo'))[1]), files, slabs, sockets };
}

const said = (program, args) => execFileSync(program, args, { encoding: 'utf8' }).trim();

/// What the figures were taken on, in one line.
export function describeMachine() {
  const database = said('mariadbd', ['--no-defaults', '--version']).replace(/^.*Ver ([^ ]+).*$/s, '$1');
  return `${cpus().length} cores (${cpus()[0].model.trim()}), Linux ${release()}, MariaDB ${database}, Node ${process.versions.node}`;
}

export const ownerOf = (folder) => (({ uid, gid }) => ({ uid, gid }))(statSync(folder));
