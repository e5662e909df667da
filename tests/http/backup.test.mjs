// Somebody takes a backup while a chat runs. As long as the hour's key is there it can be read; once that is destroyed, by nobody any more.
import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { readBackup, takeBackup } from '../lib/backup.mjs';
import { counselors } from '../lib/demo.mjs';
import { findInFiles } from '../lib/files.mjs';
import { makeSealedChat, openCounselorsPair, openDocument, openText, openWrapped } from '../lib/insider.mjs';
import { useStack } from '../lib/suite.mjs';

const said = [['seeker', 'Niemand darf das je lesen'], ['counselor', 'Nur wir beide'], ['seeker', 'Danke']];
const name = 'Mein-Tagebuch-2026';
const content = `Auch das darf niemand lesen: ${'Tag um Tag. '.repeat(30_000)}`; // two chunks
const bytes = (hex) => Buffer.from(hex, 'hex');

/// The outer seal (fcgi/chat/epoch_keys.h), by Node's own AES-GCM. Throws if it does not open.
function openOuterSeal(key, sealed, id) {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  cipher.setAAD(Buffer.concat([Buffer.from('caritas outer seal 1'), bytes(id), Buffer.from([1])]));
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]);
}

/// All that was said, by somebody who has the backup, the counselor's password, and these keys of hours ({ epoch: bytes }).
async function readEverything(backup, epochKeys) {
  const [[id, sealedKey, epoch]] = await readBackup(backup, "SELECT LOWER(HEX(public_id)), HEX(key_for_counselor), key_epoch FROM caritas.chats WHERE state = 'running'");
  const tries = epochKeys[epoch] ? [epochKeys[epoch]] : Object.values(epochKeys);
  if (tries.length === 0) throw new Error('no key of any hour');
  const wrapped = openOuterSeal(tries[0], bytes(sealedKey), id);
  const key = await openWrapped(wrapped.toString('hex'), id, await openCounselorsPair(counselors.anna));
  const rows = await readBackup(backup, 'SELECT sender, HEX(client_id), HEX(body) FROM caritas.messages ORDER BY seq');
  const texts = await Promise.all(rows.map(async ([role, clientId, body]) => [role, await openText(key, id, { role, clientId: bytes(clientId), body: bytes(body) })]));
  const [[sender, fileId]] = await readBackup(backup, 'SELECT sender, HEX(file_id) FROM caritas.files');
  const chunks = (await readBackup(backup, 'SELECT HEX(body) FROM caritas.file_chunks ORDER BY number')).map(([body]) => bytes(body));
  return { texts, document: (await openDocument(key, id, { role: sender, fileId: bytes(fileId), chunks })).toString() };
}

describe('a backup of a running chat', () => {
  const stack = useStack({ people: ['anna'] });
  const keysFolder = () => join(stack.folder, 'keys');
  const epochKeys = () => Object.fromEntries(readdirSync(keysFolder()).map((name) => [name.replace('.key', ''), readFileSync(join(keysFolder(), name))]));
  let chat, backup, destroyed;

  before(async () => {
    chat = await makeSealedChat(stack);
    // As if it had been accepted two hours ago.
    const epoch = Number(await stack.value('SELECT key_epoch FROM chats'));
    renameSync(join(keysFolder(), `${epoch}.key`), join(keysFolder(), `${epoch - 2}.key`));
    await stack.sql('UPDATE chats SET key_epoch = key_epoch - 2, accepted_at = accepted_at - INTERVAL 2 HOUR; SELECT 1');
    for (const [role, text] of said) await chat.say(role, text);
    await chat.attach('seeker', Buffer.from(content), { name: `${name}.pdf`, kind: 'pdf' });
    backup = await takeBackup(stack);
  });

  test('can be read with the counselor\'s password and the key of the hour: this test knows how', async () => {
    const { texts, document } = await readEverything(backup, epochKeys());
    assert.deepEqual(texts.slice(0, said.length), said);
    assert.equal(JSON.parse(texts.at(-1)[1]).name, `${name}.pdf`);
    assert.equal(document, content);
  });

  test('holds neither the key of the hour nor a word', async () => {
    const marks = { ...Object.fromEntries(said.map(([, text]) => [text, text])), name, content: content.slice(0, 60), 'key of the hour': Object.values(epochKeys())[0] };
    const inBackup = findInFiles({ folder: backup }, ['data', 'binlog'], marks);
    assert.deepEqual(inBackup.hits, []);
    assert.ok(inBackup.read > 50, `${inBackup.read} files`);
    const id = findInFiles({ folder: backup }, ['data', 'binlog'], { id: bytes(chat.id) }).hits;
    assert.ok(id.some((hit) => hit.startsWith('data/')) && id.some((hit) => hit.startsWith('binlog/')), `the search finds what is there: ${id}`);
  });

  test('once the chat is erased, the key of its hour is destroyed', async () => {
    destroyed = epochKeys();
    assert.deepEqual(findInFiles(stack, ['data', 'log', 'tmp', 'keys'], { key: Object.values(destroyed)[0] }).hits.map((hit) => hit.replace(/\d+/, 'N')), ['keys/N.key: key']);
    await chat.counselor.end(chat.id);
    assert.equal((await stack.tidy()).keys_destroyed, 0, 'it can still be read by its counselor');
    await stack.sql('UPDATE chats SET accepted_at = accepted_at - INTERVAL 48 HOUR, ended_at = ended_at - INTERVAL 48 HOUR; SELECT 1');
    const counts = await stack.tidy();
    assert.deepEqual([counts.erased, counts.keys_destroyed], [1, 1]);
    assert.ok(!existsSync(join(keysFolder(), `${Object.keys(destroyed)[0]}.key`)));
    assert.deepEqual(findInFiles(stack, ['data', 'log', 'tmp', 'keys'], { key: Object.values(destroyed)[0] }).hits, []);
  });

  test('nobody reads it any more, with the password and everything the server still has', async () => {
    await makeSealedChat(stack); // a key of the present hour, which is none of that backup's
    assert.equal(Object.keys(epochKeys()).length, 1);
    await assert.rejects(readEverything(backup, epochKeys()), /unable to authenticate/);
    assert.equal((await readEverything(backup, destroyed)).document, content, 'nothing but that key is missing');
  });
});
