// Writes document.json anew, a document of the conversation in sealed.json: `CARITAS_BIN=… node tests/vectors/make_document.mjs >
// tests/vectors/document.json`. Only for a new version of the format: what is there must go on opening.
import { importPage } from '../lib/pages.mjs';
import { sealedByPages } from '../lib/vectors.mjs';

const { fromHex, random, toHex } = await importPage('crypto/bytes.js');
const { openConversationKey } = await importPage('crypto/conversation_key.js');
const { CHUNK, chunkCount, FileCipher } = await importPage('crypto/file_seal.js');
const { openPair } = await importPage('crypto/key_pair.js');
const { derive } = await importPage('crypto/password.js');

const { counselor, forCounselor, password } = sealedByPages;
const conversation = fromHex(sealedByPages.conversation);
const { key: passwordKey } = await derive(password.text, { salt: fromHex(password.salt), rounds: password.rounds });
const pair = await openPair(fromHex(counselor.sealed), fromHex(counselor.public), passwordKey);
const key = await openConversationKey(fromHex(forCounselor), { conversation, role: 'counselor', to: pair, from: pair.publicKey });
// Byte i is i modulo 251, so that the content need not be stored.
const bytes = Uint8Array.from({ length: CHUNK + 100 }, (_, i) => i % 251);
const about = { key, conversation, role: 'counselor', fileId: random(16), chunks: chunkCount(bytes.length) };
const cipher = await FileCipher.of(about);
const last = await cipher.seal(bytes.subarray(CHUNK), 1);
console.log(JSON.stringify({ fileId: toHex(about.fileId), role: about.role, size: bytes.length, last: toHex(last) }, null, 2));
