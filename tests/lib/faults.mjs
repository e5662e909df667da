// What goes wrong on purpose, at random: transactions held open, hints that get lost, workers that are killed.
import { existsSync, readFileSync, readdirSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { newId } from './client.mjs';
import { SqlSession } from './sql_session.mjs';
import { pause } from './wait.mjs';

const moveOn = (id) => `UPDATE chats SET last_seq = last_seq + 1, moved_at = NOW(3) WHERE public_id = UNHEX('${id}')`;

function insert({ chat, from, clientId, text }) {
  return `UPDATE chats SET last_seq = last_seq + 1, last_message_seq = last_seq, moved_at = NOW(3) WHERE public_id = UNHEX('${chat}');
    INSERT INTO messages (chat_id, seq, sender, client_id, body)
    SELECT id, last_seq, '${from}', UNHEX('${clientId}'), '${text}' FROM chats WHERE public_id = UNHEX('${chat}')`;
}

export class Faults {
  /// chats: their ids.
  constructor(stack, chats, chance) {
    Object.assign(this, { stack, chats, chance });
    this.lines = []; // committed past the workers, which are told nothing of it: { chat, from, clientId, text }
    this.counts = { heldAndCommitted: 0, heldAndRolledBack: 0, writtenLate: 0, hidden: 0, killed: 0 };
    this.sessions = [new SqlSession(stack), new SqlSession(stack)];
    this.hints = join(realpathSync(stack.folder), 'run/hints');
    stack.atEnd(() => this.showHints());
  }

  /// All kinds until `signal` is aborted; then nothing is held, hidden or away any more.
  async rage(signal, round) {
    const kinds = ['hold', 'writeLate', 'hide', 'kill'];
    await Promise.all(kinds.map((kind) => this[kind](signal, this.chance.of(`${kind} ${round}`))));
  }

  // A chat's row is locked and its sequence taken, for something that has no message, or for nothing in the end.
  async hold(signal, chance) {
    const [session] = this.sessions;
    while (!signal.aborted) {
      await session.run(`START TRANSACTION; ${moveOn(chance.pick(this.chats))}`);
      await pause(chance.between(0, 400));
      const commits = chance.happens(0.5);
      await session.run(commits ? 'COMMIT' : 'ROLLBACK');
      this.counts[commits ? 'heldAndCommitted' : 'heldAndRolledBack'] += 1;
      await pause(chance.between(0, 200));
    }
  }

  // Like a worker that was killed after its commit, or is slow before it: what it wrote into some chats comes later than what others
  // wrote meanwhile into other chats, and nobody is told.
  async writeLate(signal, chance) {
    while (!signal.aborted) {
      await this.write(chance.some(this.chats, 0.2), chance.between(0, 800), chance.happens(0.7));
      await pause(chance.between(0, 500));
    }
  }

  // A worker that stores several messages together locks their chats in the order of their coming: now and then it is this transaction
  // that MariaDB gives up, and its session with it.
  async beginLate(text) {
    for (;;) {
      try {
        return await this.sessions[1].run(text);
      } catch (error) {
        if (!error.message.includes('(40001)')) throw error;
        this.sessions[1] = new SqlSession(this.stack);
      }
    }
  }

  /// A line into each of these chats in one transaction that takes `ms`. In the same order always, so that two of these never lock each other.
  async write(chats, ms, commits = true) {
    if (chats.length === 0) return;
    const lines = chats.map((chat) => ({ chat, from: 'seeker', clientId: newId(), text: `spät ${this.counts.writtenLate}` }));
    await this.beginLate(`START TRANSACTION; ${lines.map(insert).join('; ')}`);
    await pause(ms);
    await this.sessions[1].run(commits ? 'COMMIT' : 'ROLLBACK');
    this.counts[commits ? 'writtenLate' : 'heldAndRolledBack'] += 1;
    if (commits) this.lines.push(...lines);
  }

  // A sender finds no socket of that name, as if that worker had just gone, and looks again within a second.
  async hide(signal, chance) {
    while (!signal.aborted) {
      this.hideHints(() => chance.happens(0.6));
      await pause(chance.between(200, 1500));
      this.showHints();
      await pause(chance.between(0, 1000));
    }
  }

  hideHints(chosen = () => true) {
    for (const name of readdirSync(this.hints).filter((entry) => entry.endsWith('.hint') && chosen(entry))) {
      renameSync(join(this.hints, name), join(this.hints, `${name}.away`));
      this.counts.hidden += 1;
    }
  }

  showHints() {
    if (!existsSync(this.hints)) return;
    for (const name of readdirSync(this.hints).filter((entry) => entry.endsWith('.away'))) {
      renameSync(join(this.hints, name), join(this.hints, name.replace(/\.away$/, '')));
    }
  }

  // One of them, or all at once.
  async kill(signal, chance) {
    const numbers = this.stack.workers.map((_, i) => i + 1);
    while (!signal.aborted) {
      await pause(chance.between(200, 1000));
      for (const number of chance.happens(0.3) ? numbers : [chance.pick(numbers)]) {
        process.kill(this.pidOf(number), 'SIGKILL');
        this.counts.killed += 1;
      }
      await pause(chance.between(0, 300));
      await this.stack.startWorker();
    }
  }

  pidOf(number) { return Number(readFileSync(join(this.stack.folder, `run/worker-${number}.pid`), 'utf8')); }

  async close() {
    await Promise.all(this.sessions.map((session) => session.close()));
  }
}
