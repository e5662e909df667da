// Documents in chunks: what opens, and that nothing opens that was changed, moved, cut or is another's.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { importPage } from '../lib/pages.mjs';

const { random } = await importPage('crypto/bytes.js');
const { makePair, sealingKey } = await importPage('crypto/key_pair.js');
const { makeConversationKey } = await importPage('crypto/conversation_key.js');
const { BadChunk, CHUNK, chunkCount, FileCipher } = await importPage('crypto/file_seal.js');

const part = (bytes, i) => bytes.subarray(i * CHUNK, (i + 1) * CHUNK);
const manyBytes = (size) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

async function document(size, more = {}) {
  const [{ pair: counselor }, { pair: seeker }] = [await makePair(await sealingKey(random(32))), await makePair(await sealingKey(random(32)))];
  const conversation = random(16);
  const { key } = await makeConversationKey({ conversation, counselor, seekerKey: seeker.publicKey });
  const about = { key, conversation, role: 'seeker', fileId: random(16), chunks: chunkCount(size), ...more };
  const bytes = manyBytes(size);
  const cipher = await FileCipher.of(about);
  const sealed = [];
  for (let i = 0; i < about.chunks; ++i) sealed.push(await cipher.seal(part(bytes, i), i));
  return { about, bytes, sealed };
}

describe('a document', () => {
  test('opens to what it was, of any length', async () => {
    for (const size of [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]) {
      const { about, bytes, sealed } = await document(size);
      const cipher = await FileCipher.of(about);
      for (const [i, chunk] of sealed.entries()) assert.deepEqual(Buffer.from(await cipher.open(chunk, i)), Buffer.from(part(bytes, i)), `${size}: ${i}`);
      assert.equal(sealed.reduce((sum, chunk) => sum + chunk.length, 0), size + 16 * sealed.length);
    }
  });

  test('does not open with a changed byte, in another place, cut short or made longer', async () => {
    const { about, sealed } = await document(2 * CHUNK + 100);
    const cipher = await FileCipher.of(about);
    for (const at of [0, 50, sealed[2].length - 1]) {
      await assert.rejects(cipher.open(sealed[2].map((byte, i) => (i === at ? byte ^ 1 : byte)), 2), BadChunk, `byte ${at}`);
    }
    await assert.rejects(cipher.open(sealed[0], 1), BadChunk);
    await assert.rejects(cipher.open(sealed[1], 0), BadChunk);
    await assert.rejects(cipher.open(sealed[2], 1), BadChunk, 'a short one in the middle');
    await assert.rejects(cipher.open(sealed[0].subarray(0, 16), 0), BadChunk, 'nothing in it');
    const shorter = await FileCipher.of({ ...about, chunks: 2 });
    await assert.rejects(shorter.open(sealed[1], 1), BadChunk, 'cut behind the second');
    const longer = await FileCipher.of({ ...about, chunks: 4 });
    await assert.rejects(longer.open(sealed[2], 2), BadChunk, 'with another behind it');
  });

  test('does not open as another document, of the other side, in another conversation, or under another key', async () => {
    const { about, sealed } = await document(100);
    const other = await document(100);
    for (const wrong of [{ fileId: random(16) }, { role: 'counselor' }, { conversation: random(16) }, { key: other.about.key }]) {
      await assert.rejects((await FileCipher.of({ ...about, ...wrong })).open(sealed[0], 0), BadChunk, Object.keys(wrong)[0]);
    }
  });

  test('never looks the same twice, though its content does', async () => {
    const one = await document(100);
    const again = await FileCipher.of({ ...one.about, fileId: random(16) });
    assert.notDeepEqual(Buffer.from(await again.seal(one.bytes, 0)), Buffer.from(one.sealed[0]));
  });
});
