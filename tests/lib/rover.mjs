// A reader that breaks off again and again and goes on from any cursor it ever had, as pages do that sleep, are restored or opened anew.
import { Follower } from './follower.mjs';
import { pause } from './wait.mjs';

export class Rover {
  constructor(person, chance) {
    this.person = person;
    this.chance = chance;
    this.legs = [];
    this.begin(undefined, new Map());
  }

  /// start: chat → the last sequence that this cursor's owner had seen of it.
  begin(cursor, start, opened = undefined) {
    this.legs.push({ follower: new Follower(this.person, this.person.role, cursor), start, opened });
  }

  get follower() { return this.legs.at(-1).follower; }

  async jump() {
    await this.follower.stop();
    const fresh = this.chance.happens(0.2);
    if (fresh && this.person.role === 'counselor') return this.openPage();
    if (fresh) return this.begin(undefined, new Map());
    const { follower, start } = this.chance.pick(this.legs.filter((leg) => !leg.opened && leg.follower.cursors.length > 0));
    const { cursor, seen } = this.chance.pick(follower.cursors);
    const reached = new Map(start);
    for (const { chat, seq } of follower.messages.slice(0, seen)) reached.set(chat, seq);
    this.begin(cursor, reached);
  }

  /// A counselor's page: its first look brings no messages, it loads a history when it shows a chat, and listens meanwhile.
  async openPage() {
    const opened = new Map();
    this.begin(undefined, new Map(), opened);
    const { follower } = this;
    await follower.until('the first look', () => follower.answers > 0);
    const chat = this.chance.pick([...follower.chats.keys()]);
    // A worker may be killed just now: then this page shows nothing.
    const history = await this.person.history(chat).catch(() => undefined);
    if (history) opened.set(chat, history);
  }

  async roam(signal) {
    while (!signal.aborted) {
      await pause(this.chance.between(200, 2000));
      if (!signal.aborted) await this.jump();
    }
  }

  stop() { return this.follower.stop(); }
}
