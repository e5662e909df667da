// Documents over HTTP: chunk by chunk up and down, refused beyond every limit, gone when they are broken off; the worker's memory stays flat.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { assertRefused } from '../lib/expect.mjs';
import { findInFiles } from '../lib/files.mjs';
import { cut as cutLine, raw } from '../lib/http.mjs';
import { makeChat, signedIn } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { uploadTogether, workerMemory } from '../lib/uploads.mjs';

const content = 262_144;
const largest = content + 16;
const tag = 16;

describe('documents', () => {
  const stack = useStack({ people: ['anna', 'ben'], chat: 'max_file_mib = 1\nmax_files = 3' });
  let chat;
  before(async () => { chat = await makeChat(stack); });

  const paths = () => ({ seeker: '/seeker/files', counselor: `/counselor/chats/${chat.id}/files` });
  const put = (side, file, number, body, last = false) => chat[side].call('PUT', `${paths()[side]}/${file}/${number}${last ? '?last=1' : ''}`, { text: body });
  const get = (side, file, number) => chat[side].get(`${paths()[side]}/${file}/${number}`);

  async function send(side, file, bytes) {
    const chunks = Math.ceil(bytes.length / largest);
    for (let i = 0; i < chunks; ++i) assert.equal((await put(side, file, i, bytes.subarray(i * largest, (i + 1) * largest), i === chunks - 1)).status, 200);
    return chunks;
  }

  test('what one side sends the other fetches byte for byte, for saving only', async () => {
    for (const [from, to] of [['seeker', 'counselor'], ['counselor', 'seeker']]) {
      const [file, bytes] = [newId(), randomBytes(2 * largest + 1000)];
      const chunks = await send(from, file, bytes);
      const parts = [];
      for (let i = 0; i < chunks; ++i) {
        const answer = await get(to, file, i);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['content-type'], 'application/octet-stream');
        assert.equal(answer.headers['content-disposition'], 'attachment');
        assert.equal(answer.headers['x-content-type-options'], 'nosniff');
        assert.match(answer.headers['cache-control'], /no-store/);
        parts.push(answer.bytes);
      }
      assert.ok(Buffer.concat(parts).equals(bytes));
      assertRefused(await get(to, file, chunks), 'not_found');
    }
  });

  test('the largest document goes, one byte more does not; a chat holds so many', async () => {
    chat = await makeChat(stack);
    const most = 1024 * 1024 + (1024 * 1024 / content + 1) * tag;
    await send('seeker', newId(), randomBytes(most));
    const file = newId();
    for (let i = 0; i < 4; ++i) assert.equal((await put('seeker', file, i, randomBytes(largest))).status, 200);
    assertRefused(await put('seeker', file, 4, randomBytes(tag + 1), true), 'too_large');
    await put('seeker', newId(), 0, 'x', true);
    assertRefused(await put('seeker', newId(), 0, 'x', true), 'too_many_files');
    assert.equal((await put('counselor', newId(), 0, 'x', true)).status, 200, 'the other side has places of its own');
  });

  test('what is malformed, too large, or out of its order is refused', async () => {
    chat = await makeChat(stack);
    const file = newId();
    assertRefused(await put('seeker', file, 0, randomBytes(largest + 1)), 'too_large');
    assertRefused(await put('seeker', file, 0, ''), 'bad_request');
    for (const number of ['-1', 'x', '01x', '10000', '99999999999999999999']) assertRefused(await put('seeker', file, number, 'x'), 'bad_request');
    assertRefused(await put('seeker', 'ab', 0, 'x'), 'bad_request');
    assertRefused(await put('seeker', file, 1, 'x', true), 'bad_request');
    assertRefused(await put('seeker', file, 0, randomBytes(largest - 1)), 'bad_request');
    assertRefused(await chat.seeker.call('PUT', `/seeker/files/${file}/0`, { json: {} }), 'unsupported_type');
    assertRefused(await chat.seeker.call('PUT', `/seeker/files/${file}/0`, { text: 'x', headers: { Origin: 'https://example.org' } }), 'foreign_origin');
    const head = `PUT /api/v1/seeker/files/${file}/0 HTTP/1.1\r\nHost: localhost:${stack.port}\r\nOrigin: ${stack.origin}\r\nX-Requested-With: caritas\r\n` +
      `Cookie: __Host-seeker=${chat.seeker.token('seeker')}\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    assert.equal((await raw(stack.port, `${head}5\r\nHallo\r\n0\r\n\r\n`)).status, 400);
    assert.equal(await stack.count('files', `file_id = UNHEX('${file}')`), 0);
  });

  test('nobody else reads it, nobody after the end but its counselor, and nobody writes', async () => {
    chat = await makeChat(stack);
    const file = newId();
    await send('seeker', file, randomBytes(100));
    const other = await makeChat(stack);
    assertRefused(await other.seeker.get(`/seeker/files/${file}/0`), 'not_found');
    const ben = await signedIn(stack, { login: 'ben', password: 'ben-geheim-13579' });
    assertRefused(await ben.get(`/counselor/chats/${chat.id}/files/${file}/0`), 'not_found');
    await chat.seeker.send('Ende');
    await chat.seeker.end();
    assertRefused(await get('seeker', file, 0), 'no_session');
    assert.equal((await get('counselor', file, 0)).status, 200);
    assertRefused(await put('counselor', newId(), 0, 'x', true), 'chat_over');
  });

  test('an upload that is cut leaves nothing behind', async () => {
    chat = await makeChat(stack);
    const [given, cut, marks] = [newId(), newId(), randomBytes(64)];
    await put('seeker', given, 0, Buffer.concat([marks, randomBytes(largest - 64)]));
    assert.equal((await chat.seeker.delete(`/seeker/files/${given}`)).status, 200);
    assert.equal(await stack.count('files', `file_id = UNHEX('${given}')`), 0);
    // The line breaks in the middle of a chunk: that chunk is not there, the next try goes on with it.
    await put('seeker', cut, 0, randomBytes(largest));
    const head = `PUT /api/v1/seeker/files/${cut}/1 HTTP/1.1\r\nHost: localhost:${stack.port}\r\nOrigin: ${stack.origin}\r\nX-Requested-With: caritas\r\n` +
      `Cookie: __Host-seeker=${chat.seeker.token('seeker')}\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\n`;
    await cutLine(stack.port, `${head}nur der Anfang`);
    assert.equal(await stack.value(`SELECT chunks FROM files WHERE file_id = UNHEX('${cut}')`), '1');
    await stack.sql(`UPDATE files SET moved_at = NOW(3) - INTERVAL 6 MINUTE WHERE file_id = UNHEX('${cut}'); SELECT 1`);
    assert.equal((await stack.tidy()).files_broken_off, 1);
    assert.equal(await stack.count('file_chunks', `file_id = UNHEX('${cut}')`), 0);
    assert.deepEqual(findInFiles(stack, ['tmp', 'log', 'run'], { chunk: marks }).hits, [], 'in no temporary file');
  });
});

describe('twenty documents of 10 MiB at once', () => {
  const stack = useStack({ people: ['anna'] });

  test('go up whole, and the worker does not grow with them', async () => {
    const chats = [];
    const counselor = await signedIn(stack);
    for (let i = 0; i < 20; ++i) chats.push(await makeChat(stack, { counselor }));
    await uploadTogether(stack, chats); // a sanitizer keeps what was freed for a while: so much of it is there from then on
    const was = workerMemory(stack);
    const most = await uploadTogether(stack, chats);
    console.log(`the worker's resident memory: ${was.toFixed(1)} MB before, ${most.toFixed(1)} MB at most while 20 documents of 10 MiB went up at once`);
    assert.equal(await stack.count('files', 'complete'), 40);
    assert.ok(most - was < 64, `grew by ${most - was} MB`);
  });
});
