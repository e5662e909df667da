// caritas-load from here: starts a scenario of it, hears where it is, tells it to end, and gets its line of results.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { atEnd } from '../../lib/process.mjs';
import { programs } from '../../lib/stack.mjs';
import { readable } from './picture.mjs';

export class Load {
  /// `options`: the scenario's words, { port, people, … }.
  constructor(scenario, options) {
    const words = Object.entries(options).map(([key, value]) => `${key}=${value}`);
    this.scenario = scenario;
    this.lines = [];
    this.listeners = new Set();
    this.child = spawn(join(programs, 'caritas-load'), [scenario, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdin.on('error', () => {}); // it may have ended by itself
    this.forget = atEnd(() => this.child.kill('SIGKILL'));
    createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line));
    /// The scenario's results, when it has ended.
    this.result = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => {
        this.forget();
        if (code === 0) resolve(JSON.parse(this.lines.at(-1)));
        else reject(new Error(`caritas-load ${scenario} ended with ${code ?? signal}`));
      });
    });
    this.result.catch(() => {}); // whoever waits hears of it
  }

  hear(line) {
    this.lines.push(line);
    for (const listener of this.listeners) listener(line);
  }

  /// Waits for a line that begins with this word; the words behind it. Rejects if the program ends before.
  said(word) {
    const found = this.lines.find((line) => line.split(' ')[0] === word);
    return found ? Promise.resolve(found.split(' ').slice(1)) : this.next(word);
  }

  /// Gives an order, and waits for the next line that begins with this word.
  ask(order, word) {
    const answer = this.next(word);
    this.order(order);
    return answer;
  }

  next(word) {
    const wordsOf = (line) => line.split(' ').slice(1);
    const heard = new Promise((resolve) => {
      const listener = (line) => {
        if (line.split(' ')[0] !== word) return;
        this.listeners.delete(listener);
        resolve(wordsOf(line));
      };
      this.listeners.add(listener);
    });
    return Promise.race([heard, this.result.then(() => { throw new Error(`caritas-load ${this.scenario} ended before it said "${word}"`); })]);
  }

  order(line) { this.child.stdin.write(`${line}\n`); }

  /// Tells it to end, and gives its results.
  end() {
    this.order('end');
    return this.result;
  }
}

/// A spread of a result in words; its times are microseconds.
export const times = (name, { p50, p99, count }) => `${name} p50 ${readable(p50)} µs, p99 ${readable(p99)} µs (${count})`;

/// A folder for the files of a bench, gone at the end.
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'caritas-bench-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
