// A conversation as it looks to somebody who knows a counselor's password: opened by the pages' own modules, over the API.
import { createDecipheriv, randomBytes } from 'node:crypto';

import { newId } from './client.mjs';
import { counselors } from './demo.mjs';
import { importPage } from './pages.mjs';
import { deriveFrom, ownPasswords, rounds } from './password.mjs';
import { Counselor, Seeker } from './people.mjs';

const { fromHex, toHex } = await importPage('crypto/bytes.js');
const { importPublicKey, makePair, openPair, publicBytes, sealingKey } = await importPage('crypto/key_pair.js');
const { makeConversationKey, openConversationKey } = await importPage('crypto/conversation_key.js');
const { CHUNK, FileCipher, chunkCount } = await importPage('crypto/file_seal.js');
const { openMessage, Sealer } = await importPage('crypto/message_seal.js');
const { derive } = await importPage('crypto/password.js');
const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } = await importPage('../vendor/hpke.js');

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/// The pair of one of the tests' counselors, from the password and what the server keeps.
export async function openCounselorsPair({ login, password }) {
  const { salt, rounds, publicKey, sealedPrivateKey } = ownPasswords[login];
  const { key } = await derive(password, { salt: fromHex(salt), rounds });
  return openPair(fromHex(sealedPrivateKey), fromHex(publicKey), key);
}

/// The key of a conversation from its wrapping for the counselor (hex). Throws BadKey.
export function openWrapped(wrapped, id, pair) {
  return openConversationKey(fromHex(wrapped), { conversation: fromHex(id), role: 'counselor', to: pair, from: pair.publicKey });
}

/// The bytes of a sealed private key (crypto/FORMAT.md), all in hex, by Node's own AES-GCM.
export function openSealedKey({ publicKey, sealed }, key) {
  const bytes = Buffer.from(sealed, 'hex');
  const cipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), bytes.subarray(0, 12));
  cipher.setAAD(Buffer.concat([Buffer.from('caritas private key 1'), Buffer.from(publicKey, 'hex')]));
  cipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).subarray(-32); // PKCS #8 ends with them
}

/// Everything that opens the chat `id`, as bytes, from the counselor's password on: by name.
export async function openRawKeys(stack, id, who = counselors.anna) {
  const { salt, publicKey, sealedPrivateKey } = ownPasswords[who.login];
  const keyOfPrivateKey = await deriveFrom(who.password, { salt, rounds }, 'caritas key of private key 1');
  const privateKey = openSealedKey({ publicKey, sealed: sealedPrivateKey }, keyOfPrivateKey);
  const { keys } = await openChat(stack, id, who);
  const pair = await openCounselorsPair(who);
  const wrapped = fromHex(keys.wrapped);
  const info = Buffer.concat([Buffer.from('caritas conversation key 1'), fromHex(id), Buffer.from([1])]);
  const how = { recipientKey: pair, senderPublicKey: pair.publicKey, enc: wrapped.slice(0, 32), info };
  const conversationKey = Buffer.from(await suite.open(how, wrapped.slice(32)));
  return {
    password: who.password, 'key of the private key': Buffer.from(keyOfPrivateKey, 'hex'), 'private key of the counselor': privateKey, 'conversation key': conversationKey,
  };
}

/// sealer(role): seals what that side is to have written in the chat `id`, of which `who` is the counselor.
export async function openChat(stack, id, who = counselors.anna) {
  const insider = await new Counselor(stack).signIn(who);
  const { keys } = (await insider.must('GET', '/counselor/events')).chats.find((chat) => chat.id === id);
  const key = await openWrapped(keys.wrapped, id, await openCounselorsPair(who));
  await insider.delete('/counselor/session');
  return { key, keys, seekerKey: await importPublicKey(fromHex(keys.seeker)), sealer: (role) => new Sealer({ key, conversation: fromHex(id), role }) };
}

/// What was said in a message, as the API or the database has it: `body` and `clientId` are bytes.
export async function openText(key, id, { role, clientId, body }) {
  const { content } = await openMessage(body, { key, conversation: fromHex(id), role, clientId });
  return Buffer.from(content.subarray(1)).toString();
}

/// The bytes of a document from its sealed chunks, in order.
export async function openDocument(key, id, { role, fileId, chunks }) {
  const cipher = await FileCipher.of({ key, conversation: fromHex(id), role, fileId, chunks: chunks.length });
  return Buffer.concat(await Promise.all(chunks.map((sealed, i) => cipher.open(sealed, i))));
}

/// A running chat whose lines are sealed as pages seal them: { id, seeker, counselor, say(role, text), attach(role, bytes, told) }.
export async function makeSealedChat(stack, who = counselors.anna) {
  const { pair } = await makePair(await sealingKey(randomBytes(32)));
  const seekerKey = toHex(await publicBytes(pair));
  const seeker = new Seeker(stack);
  const { id } = await seeker.enqueue(undefined, { publicKey: seekerKey });
  const counselor = await new Counselor(stack).signIn(who);
  const made = await makeConversationKey({ conversation: fromHex(id), counselor: await openCounselorsPair(who), seekerKey: pair.publicKey });
  await counselor.must('POST', `/counselor/requests/${id}/accept`, { json: { seekerKey, forSeeker: toHex(made.forSeeker), forCounselor: toHex(made.forCounselor) } });
  await seeker.begin();
  const sealers = Object.fromEntries(['seeker', 'counselor'].map((role) => [role, new Sealer({ key: made.key, conversation: fromHex(id), role })]));
  const put = async (role, content) => {
    const clientId = newId();
    const sealed = await sealers[role].seal(Buffer.from(content), fromHex(clientId));
    await (role === 'seeker' ? seeker.send(sealed, clientId) : counselor.send(id, sealed, clientId));
    sealers[role].taken(sealed);
  };
  // A document, announced as `told` says ({ name, kind, size, … }), whatever is true.
  const attach = async (role, bytes, told) => {
    const fileId = newId();
    const chunks = chunkCount(bytes.length);
    const cipher = await FileCipher.of({ key: made.key, conversation: fromHex(id), role, fileId: fromHex(fileId), chunks });
    const [person, path] = role === 'seeker' ? [seeker, '/seeker/files'] : [counselor, `/counselor/chats/${id}/files`];
    for (let i = 0; i < chunks; ++i) {
      const sealed = await cipher.seal(bytes.subarray(i * CHUNK, (i + 1) * CHUNK), i);
      await person.must('PUT', `${path}/${fileId}/${i}${i + 1 === chunks ? '?last=1' : ''}`, { text: Buffer.from(sealed) });
    }
    await put(role, `d${JSON.stringify({ fileId, size: bytes.length, ...told })}`);
    return fileId;
  };
  return { id, seeker, counselor, say: (role, text) => put(role, `t${text}`), attach };
}
