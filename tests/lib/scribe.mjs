// A writer who repeats each call with its id until it is acknowledged, and now and then once more, or twice at once.
import assert from 'node:assert/strict';

import { newId } from './client.mjs';
import { eventually, pause } from './wait.mjs';

const fat = '🙂'.repeat(7900); // some ten of them are more than one answer holds

export class Scribe {
  /// send(text, clientId): the call, with whatever answer comes. One that breaks off counts as not acknowledged. fatShare: how many of the
  /// lines are as long as they may be.
  constructor({ chat, from, name, send, chance, fatShare = 0 }) {
    Object.assign(this, { chat, from, name, chance, fatShare });
    this.send = (text, clientId) => send(text, clientId).catch(() => ({}));
    this.lines = []; // acknowledged, in the order of writing: { chat, from, clientId, text, seq }
    this.counts = { repeatedUntilTaken: 0, repeatedAfterwards: 0, twiceAtOnce: 0 };
  }

  /// Lines until `signal` is aborted; the last one is acknowledged before that.
  async write(signal) {
    while (!signal.aborted) {
      await this.writeLine();
      if (this.chance.happens(0.1)) await this.repeat(this.chance.pick(this.lines));
      await pause(this.chance.between(20, 400));
    }
  }

  async writeLine() {
    const clientId = newId();
    const text = `${this.name} schreibt „${this.lines.length}“ ${this.chance.happens(this.fatShare) ? fat : ''}`;
    const twice = this.chance.happens(0.1);
    const answer = await eventually(`a line of ${this.name} is taken`, async () => {
      const answers = await Promise.all(Array.from({ length: twice ? 2 : 1 }, () => this.send(text, clientId)));
      const taken = answers.filter(({ status }) => status === 200);
      if (taken.length === 2) assert.equal(taken[0].json.seq, taken[1].json.seq, 'both got one place');
      if (taken.length === 2) this.counts.twiceAtOnce += 1;
      if (taken.length === 0) this.counts.repeatedUntilTaken += 1;
      return taken[0];
    }, 60_000);
    this.lines.push({ chat: this.chat, from: this.from, clientId, text, seq: answer.json.seq });
  }

  /// The same call again gets the first answer.
  async repeat({ clientId, text, seq }) {
    const answer = await this.send(text, clientId);
    if (answer.status !== 200) return; // nobody there just now
    this.counts.repeatedAfterwards += 1;
    assert.equal(answer.json.seq, seq);
  }
}
