// Which statements the workers have the database execute: the server's own log of prepared statements, with their values.
import { pause, patience } from './wait.mjs';

const tail = /^SELECT 0, id, last_seq FROM chats WHERE moved_at/;
const calm = 400; // ms without a statement: nobody is at work any more

/// Counted from the server's log, and not by its counter alone, so that a test that fails shows what was executed. A worker's tail is left
/// out; with [poll] tail_ms = 10000 it seldom looks.
export class Statements {
  static async watch(stack) {
    await stack.sql("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1");
    return new Statements(stack);
  }

  constructor(stack) { this.stack = stack; }

  /// What was executed while `work` ran and until nothing more came: the texts in their order.
  async during(work) {
    await this.calm();
    await this.stack.sql('TRUNCATE mysql.general_log');
    await work();
    await this.calm();
    return (await this.executed()).filter((text) => !tail.test(text));
  }

  /// Everything since the log was emptied, tails included.
  async executed() {
    const rows = await this.stack.sql(`SELECT REPLACE(CONVERT(argument USING utf8mb4), '\\n', ' ') AS text FROM mysql.general_log
      WHERE command_type = 'Execute'`);
    return rows.map(({ text }) => text);
  }

  /// The server's own count since it started.
  async counter() {
    const [{ Value }] = await this.stack.sql("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'");
    return Number(Value);
  }

  async calm(ms = patience) {
    const end = Date.now() + ms;
    const count = async () => (await this.executed()).filter((text) => !tail.test(text)).length;
    for (let before = await count(); ; ) {
      await pause(calm);
      const now = await count();
      if (now === before) return;
      if (Date.now() > end) throw new Error(`statements went on for ${ms} ms`);
      before = now;
    }
  }
}

/// One for each statement, its first words: what a failed comparison shows.
export const brief = (texts) => texts.map((text) => text.slice(0, 100)).join('\n');
export const count = (texts, pattern) => texts.filter((text) => pattern.test(text)).length;
