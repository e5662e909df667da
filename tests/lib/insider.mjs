// A conversation as it looks to somebody who knows a counselor's password: opened by the pages' own modules, over the API.
import { counselors } from './demo.mjs';
import { importPage } from './pages.mjs';
import { ownPasswords } from './password.mjs';
import { Counselor } from './people.mjs';

const { fromHex } = await importPage('crypto/bytes.js');
const { importPublicKey, openPair } = await importPage('crypto/key_pair.js');
const { openConversationKey } = await importPage('crypto/conversation_key.js');
const { Sealer } = await importPage('crypto/message_seal.js');
const { derive } = await importPage('crypto/password.js');

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

/// sealer(role): seals what that side is to have written in the chat `id`, of which `who` is the counselor.
export async function openChat(stack, id, who = counselors.anna) {
  const insider = await new Counselor(stack).signIn(who);
  const { keys } = (await insider.must('GET', '/counselor/events')).chats.find((chat) => chat.id === id);
  const key = await openWrapped(keys.wrapped, id, await openCounselorsPair(who));
  await insider.delete('/counselor/session');
  return { key, keys, seekerKey: await importPublicKey(fromHex(keys.seeker)), sealer: (role) => new Sealer({ key, conversation: fromHex(id), role }) };
}
