// The database of a stack as its root sees it, for tests that look behind the product or put something there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createPool } from 'mysql2/promise';

const setting = (text, name) => new RegExp(`^${name} = "?([^"\\n]*)"?$`, 'm').exec(text)[1];

/// Connections are made as they are needed and used again; those that broke because the database was stopped are replaced.
export class Database {
  #pool;

  /// folder: the stack's.
  constructor(folder) { this.folder = folder; }

  /// Rows of the last statement as objects; every value is text or null. Statements are separated by ";".
  async rows(text) {
    this.#pool ??= this.#open();
    const [results, fields] = await this.#pool.query(text.trim().replace(/;$/, ''));
    const isOne = !Array.isArray(results) || !(fields.length > 0 && (fields.at(-1) === undefined || Array.isArray(fields.at(-1))));
    const last = isOne ? results : results.at(-1);
    return Array.isArray(last) ? last.map((row) => ({ ...row })) : [];
  }

  async end() {
    await this.#pool?.end();
    this.#pool = undefined;
  }

  #open() {
    const client = readFileSync(join(this.folder, 'etc/db-root.cnf'), 'utf8');
    return createPool({
      socketPath: setting(client, 'socket'), user: setting(client, 'user'), password: setting(client, 'password'), database: 'caritas',
      charset: 'utf8mb4', multipleStatements: true, typeCast: (field) => field.string(),
    });
  }
}
