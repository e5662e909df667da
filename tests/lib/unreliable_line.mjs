// A proxy between one browser and the stack that is as unreliable as a test says: it cuts quiet lines, loses calls or their answers, or
// lets nothing through at all. What it lets through are the real bytes of both sides.
import { EventEmitter } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';

export const isPoll = ({ path }) => /\/events\?.*after=/.test(path);

/// Emits, each with the call: 'asked', 'lost', 'cut', and 'answered'. A call is { method, path, at }, and has a `status` once it is answered.
export class UnreliableLine extends EventEmitter {
  calls = [];
  #open = new Set();
  #loses = () => null;
  #refuses = () => false;
  #quiet = Infinity;

  constructor(stack) {
    super();
    this.stack = stack;
    this.agent = new Agent({ keepAlive: true });
    this.server = createServer((from, to) => this.#pass(from, to));
  }

  static async start(stack) {
    const line = new UnreliableLine(stack);
    await new Promise((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    stack.atEnd(() => line.close());
    return line;
  }

  /// For a browser's context.
  get proxyServer() { return `http://127.0.0.1:${this.server.address().port}`; }

  /// From now on a call whose line is quiet for so long is cut off.
  cutsAfter(milliseconds) { this.#quiet = milliseconds; }

  /// The first `times` calls that `which` says get no answer, and the line stays open: they are lost on their way, or only their answers
  /// are (`arrive`). Resolves once they are lost.
  loses(which, { times = 1, arrive = false } = {}) {
    return new Promise((resolve) => {
      let left = times;
      this.#loses = (call) => {
        if (left === 0 || !which(call)) return null;
        left -= 1;
        return { arrive, done: left === 0 ? resolve : () => {} };
      };
    });
  }

  /// Calls that `which` says do not get through, and those on their way are cut off.
  refuses(which = () => true) {
    this.#refuses = which;
    for (const open of this.#open) if (which(open.call)) open.cut();
  }

  /// All goes through again.
  mends() {
    this.#loses = () => null;
    this.#refuses = () => false;
    this.#quiet = Infinity;
  }

  get polls() { return this.calls.filter(isPoll); }
  get openPolls() { return [...this.#open].map(({ call }) => call).filter(isPoll); }

  /// The next call that `which` says.
  next(which) {
    return new Promise((resolve) => {
      const look = (call) => {
        if (!which(call)) return;
        this.off('asked', look);
        resolve(call);
      };
      this.on('asked', look);
    });
  }

  async close() {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #pass(from, to) {
    const { pathname, search } = new URL(from.url, this.stack.origin);
    const call = { method: from.method, path: pathname + search, at: performance.now() };
    this.calls.push(call);
    this.emit('asked', call);
    if (this.#refuses(call)) return from.socket.destroy();
    const loss = this.#loses(call);
    if (loss && !loss.arrive) return this.#lose(loss, call);
    const on = httpRequest({ host: '127.0.0.1', port: this.stack.port, agent: this.agent, method: from.method, path: call.path, headers: from.headers });
    const open = { call, cut: () => from.socket.destroy() };
    this.#open.add(open);
    const quiet = setInterval(() => performance.now() - call.at > this.#quiet && this.#cut(open), 50);
    to.on('close', () => {
      clearInterval(quiet);
      this.#open.delete(open);
      on.destroy();
    });
    on.on('response', (answer) => (loss ? answer.resume().on('end', () => this.#lose(loss, call)) : this.#answer(call, answer, to)));
    on.on('error', () => from.socket.destroy());
    from.pipe(on);
  }

  #cut(open) {
    open.cut();
    this.emit('cut', open.call);
  }

  #lose(loss, call) {
    this.emit('lost', call);
    loss.done();
  }

  #answer(call, answer, to) {
    to.writeHead(answer.statusCode, answer.headers);
    answer.on('end', () => this.emit('answered', Object.assign(call, { status: answer.statusCode })));
    answer.pipe(to);
  }
}
