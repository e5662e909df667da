// A connection of the database's root that stays open, so that a test can hold a transaction open for as long as it wants.
import { spawn } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { within } from './wait.mjs';

export class SqlSession {
  constructor(stack) {
    const folder = realpathSync(stack.folder);
    const { uid, gid } = statSync(folder);
    // Nothing of the stack runs as root (nginx/stack.sh).
    const owner = process.getuid() === 0 ? { uid, gid } : {};
    this.child = spawn('mariadb', [`--defaults-file=${folder}/etc/db-root.cnf`, '--batch', '--skip-column-names', '--unbuffered', 'caritas'], {
      cwd: '/', env: { PATH: process.env.PATH, HOME: '/nonexistent' }, stdio: ['pipe', 'pipe', 'pipe'], ...owner,
    });
    this.said = '';
    this.asked = 0;
    this.waiting = new Map();
    this.child.stderr.on('data', (chunk) => { this.said += chunk; });
    this.child.stdin.on('error', () => {}); // told by "close"
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.get(line)?.resolve());
    this.closed = new Promise((resolve) => this.child.on('close', resolve));
    this.closed.then(() => this.waiting.forEach(({ reject }) => reject(new Error(`the session ended: ${this.said}`))));
    stack.atEnd(() => this.close());
  }

  /// Statements, without their last semicolon; done when the server has done them. An error ends the session.
  async run(text) {
    const mark = `done ${++this.asked}`;
    const done = new Promise((resolve, reject) => this.waiting.set(mark, { resolve, reject }));
    this.child.stdin.write(`${text};\nSELECT '${mark}';\n`);
    try {
      await within(done, `the database does: ${text.slice(0, 100)}`);
    } finally {
      this.waiting.delete(mark);
    }
  }

  /// What is open is rolled back by the server.
  async close() {
    this.child.stdin.end();
    await this.closed;
  }
}
