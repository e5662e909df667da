// A page's long poll: always one in flight, each from the cursor of the one before, and all that came, to wait for.
import { EventEmitter } from 'node:events';

import { pause, patience } from './wait.mjs';

const betweenTries = 100; // ms, after a broken line or a 503

export class Follower {
  /// role: "seeker" or "counselor". Polls from now on, from `cursor` if one is given, until stop() or an answer that ends it (401).
  constructor(client, role, cursor = undefined) {
    this.client = client;
    this.role = role;
    this.cursor = cursor;
    this.cursors = [];         // every cursor that came, and how many messages had come until then: { cursor, seen }
    this.messages = [];        // in the order they came: { seq, from, clientId, sentAt, body, text, chat? }
    this.chat = undefined;     // a seeker's
    this.requests = [];        // a counselor's queue
    this.chats = new Map();    // a counselor's chats by id
    this.answers = 0;
    this.failures = [];        // statuses that were neither 200 nor 401, and "broken"
    this.ended = undefined;    // the 401's error
    this.news = new EventEmitter();
    this.news.setMaxListeners(0);
    this.stopping = new AbortController();
    client.stack.atEnd?.(() => this.stop()); // a test that fails stops nothing itself
    this.done = this.loop();
  }

  get path() { return `/${this.role}/events${this.cursor === undefined ? '' : `?after=${encodeURIComponent(this.cursor)}`}`; }

  async loop() {
    while (!this.stopping.signal.aborted && !this.ended) await this.once();
  }

  async once() {
    try {
      const answer = await this.client.get(this.path, { signal: this.stopping.signal });
      if (answer.status === 200) this.take(answer.json);
      else if (answer.status === 401) this.ended = answer.json.error;
      else await this.failed(answer.status);
    } catch (error) {
      if (!this.stopping.signal.aborted) await this.failed('broken', error);
    }
    this.news.emit('news');
  }

  async failed(how) {
    this.failures.push(how);
    await pause(betweenTries);
  }

  take(json) {
    this.answers += 1;
    this.cursor = json.cursor;
    this.last = json;
    if (json.chat) this.chat = json.chat;
    if (json.requests) this.requests = json.requests;
    if (json.chatsComplete) this.chats.clear();
    for (const chat of json.chats ?? []) this.chats.set(chat.id, chat);
    if (json.queue) Object.assign(this.chat, json.queue);
    for (const message of json.messages ?? []) this.hear(message);
    for (const message of json.messages ?? []) this.messages.push({ ...message, text: Buffer.from(message.body, 'base64').toString('utf8') });
    this.cursors.push({ cursor: json.cursor, seen: this.messages.length });
  }

  /// A counselor's chat follows from a message alone, where its state did not come along.
  hear({ chat: id, seq, from, sentAt, body }) {
    const chat = this.chats.get(id);
    if (!chat || seq <= chat.lastSeq) return;
    this.chats.set(id, { ...chat, lastSeq: seq, unread: chat.unread + (from === 'seeker' ? 1 : 0), last: { from, sentAt, body } });
  }

  /// Waits until `holds(this)` gives something true, and gives that back. Fails with the state that was there instead.
  async until(what, holds, ms = patience) {
    const end = Date.now() + ms;
    for (;;) {
      const found = holds(this);
      if (found) return found;
      if (Date.now() >= end) throw new Error(`the ${this.role} did not see within ${ms} ms: ${what}; saw ${this.describe()}`);
      await this.nextNews(end - Date.now());
    }
  }

  nextNews(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(finish, ms);
      const { news } = this;
      function finish() {
        clearTimeout(timer);
        news.off('news', finish);
        resolve();
      }
      news.once('news', finish);
    });
  }

  describe() {
    const { chat, requests, ended, failures } = this;
    return JSON.stringify({ chat, requests, chats: [...this.chats.values()], ended, failures, texts: this.messages.map((m) => m.text) });
  }

  text(text) { return this.until(`"${text}"`, () => this.messages.find((message) => message.text === text)); }
  end(reason) { return this.until(`the end, reason ${reason}`, () => this.ended?.reason === reason && this.ended); }

  /// Closes the line, as a browser that leaves.
  async stop() {
    this.stopping.abort();
    await this.done;
  }
}
