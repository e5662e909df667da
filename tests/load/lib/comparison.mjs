// What the product is compared with: an nginx of its own with nchan, and the bare durable INSERT behind FastCGI (caritas-floor).
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

import { atEnd } from '../../lib/process.mjs';
import { freePort, programs, repository } from '../../lib/stack.mjs';
import { eventually, within } from '../../lib/wait.mjs';
import { makeFolder } from './load.mjs';
import { ownerOf, withChildren } from './machine.mjs';

const module = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const numbers = { NOFILE: 20_000, CONNECTIONS: 16_384 }; // as stack.sh gives
const durable = { innodb_flush_log_at_trx_commit: '1', log_bin: 'ON', sync_binlog: '1' };

/// Throws unless what is acknowledged is on the disk: a figure without that says nothing.
async function checkDurability(stack) {
  const rows = await stack.sql(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${Object.keys(durable).map((name) => `'${name}'`).join(',')})`);
  const found = Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
  for (const [name, value] of Object.entries(durable)) {
    if (found[name] !== value) throw new Error(`the database is not durable: ${name} is ${found[name]}, not ${value}`);
  }
}

// The columns and keys of the product's table. Without its reference to a chat: the floor is rather too low than too high.
async function makeTable(stack, password) {
  await stack.sql(`DROP DATABASE IF EXISTS bench_floor;
    CREATE DATABASE bench_floor;
    CREATE TABLE bench_floor.floor LIKE caritas.messages;
    CREATE OR REPLACE USER bench_floor@localhost IDENTIFIED BY '${password}';
    GRANT INSERT ON bench_floor.* TO bench_floor@localhost`);
}

// The product's own settings, up to where its site begins.
function nginxSettings(folder, port) {
  const template = readFileSync(join(repository, 'nginx/local.conf.template'), 'utf8');
  const filled = Object.entries({ DIR: folder, ...numbers }).reduce((text, [name, value]) => text.replaceAll(`@${name}@`, value), template);
  const common = filled.slice(0, filled.indexOf('    upstream caritas'));
  return `load_module ${module};
daemon off;
${common}
    upstream floor { server "unix:${folder}/run/floor.sock"; }
    server {
        listen 127.0.0.1:${port} backlog=4096;
        server_tokens off;
        reset_timedout_connection on;
        client_max_body_size 64k;
        client_body_buffer_size 72k;
        location ~ "^/publish/([a-z0-9]+)$" { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 4; }
        location ~ "^/subscribe/([a-z0-9]+)$" { nchan_subscriber longpoll; nchan_channel_id $1; nchan_message_buffer_length 4; }
        location = /floor { include caritas/fastcgi.conf; fastcgi_read_timeout 30s; fastcgi_pass floor; }
        location = /ready { return 204; }
    }
}
`;
}

function statusOf(port, path, method = 'GET', body = undefined) {
  return new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, path, method, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on('error', () => resolve(0));
    call.end(body);
  });
}

export class Comparison {
  /// Beside a running stack, with its MariaDB and its user. Gone by end(), or with the process.
  static async start(stack, { threads = 8 } = {}) {
    await checkDurability(stack);
    const comparison = new Comparison();
    comparison.owner = ownerOf(stack.folder);
    comparison.children = [];
    comparison.makeFiles();
    await makeTable(stack, comparison.password);
    await comparison.startFloor(stack, threads);
    await comparison.startNginx();
    return comparison;
  }

  makeFiles() {
    this.folder = makeFolder();
    this.password = randomBytes(24).toString('hex');
    for (const part of ['run', 'log', 'tmp', 'etc', 'etc/caritas', ...['body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'].map((name) => `tmp/${name}`)]) {
      mkdirSync(join(this.folder, part));
    }
    writeFileSync(join(this.folder, 'etc/floor.password'), `${this.password}\n`);
    copyFileSync(join(repository, 'nginx/fastcgi.conf'), join(this.folder, 'etc/caritas/fastcgi.conf'));
    copyFileSync(join(programs, 'caritas-floor'), join(this.folder, 'caritas-floor'));
    chmodSync(join(this.folder, 'caritas-floor'), 0o755);
    this.give();
  }

  // Everything in there belongs to the user who runs it, as the stack's does.
  give() {
    for (const path of ['', ...readdirSync(this.folder, { recursive: true })]) chownSync(join(this.folder, path), this.owner.uid, this.owner.gid);
  }

  run(program, args) {
    const as = process.getuid() === 0 ? this.owner : {};
    const child = spawn(program, args, { cwd: '/', stdio: ['ignore', 'ignore', 'inherit'], detached: true, ...as });
    // It leads a group of its own: nginx's workers outlive a master that is killed alone.
    const forget = atEnd(() => process.kill(-child.pid, 'SIGKILL'));
    child.ended = new Promise((resolve) => child.on('close', resolve));
    child.ended.then(forget);
    this.children.push(child);
    return child;
  }

  async startFloor(stack, threads) {
    const socket = join(this.folder, 'run/floor.sock');
    const database = join(stack.folder, 'run/mariadb.sock');
    this.floor = this.run(join(this.folder, 'caritas-floor'), [socket, database, 'bench_floor', join(this.folder, 'etc/floor.password'), threads]);
    await eventually('the floor listens', () => existsSync(socket) || this.floor.exitCode !== null);
  }

  async startNginx() {
    if (!existsSync(module)) throw new Error(`${module} is missing: bash nginx/packages.sh bench`);
    this.port = await freePort();
    const file = join(this.folder, 'etc/nginx.conf');
    writeFileSync(file, nginxSettings(this.folder, this.port));
    this.nginx = this.run('/usr/sbin/nginx', ['-p', this.folder, '-c', file, '-e', join(this.folder, 'log/nginx.log')]);
    await eventually('the comparison answers', async () => {
      if (this.nginx.exitCode !== null) throw new Error('the comparison\'s nginx does not start');
      return (await statusOf(this.port, '/ready')) === 204;
    });
    const stored = await statusOf(this.port, '/floor', 'POST', 'first');
    if (stored !== 200) throw new Error(`the floor answers ${stored}`);
  }

  /// { floor, comparison (its nginx) }: pids, for cpuWatch.
  processes() { return { floor: [this.floor.pid], comparison: withChildren(this.nginx.pid) }; }

  /// Ends what it started, by its ids.
  async end() {
    for (const child of this.children) child.kill('SIGTERM');
    await within(Promise.all(this.children.map((child) => child.ended)), 'the comparison ends');
  }
}
