// Writes sealed.json anew: `CARITAS_BIN=… node tests/vectors/make.mjs > tests/vectors/sealed.json`. Only for a new version of the format:
// what is there must go on opening.
import { importPage } from '../lib/pages.mjs';

const { random, toHex, utf8 } = await importPage('crypto/bytes.js');
const { makePair, publicBytes, sealingKey } = await importPage('crypto/key_pair.js');
const { makeConversationKey, safetyCode } = await importPage('crypto/conversation_key.js');
const { Sealer } = await importPage('crypto/message_seal.js');
const { derive, newSalt, ROUNDS } = await importPage('crypto/password.js');

const texts = ['Hallo, ist da jemand?', 'Ja. Schön, dass du da bist 🙂', ''];
const password = { text: 'Zürich im Mai', salt: newSalt(), rounds: ROUNDS };
const { proof, key: passwordKey } = await derive(password.text, password);
const shareBytes = random(32);
const seeker = await makePair(await sealingKey(shareBytes));
const counselor = await makePair(passwordKey);
const conversation = random(16);
const { key, forSeeker, forCounselor } = await makeConversationKey({ conversation, counselor: counselor.pair, seekerKey: seeker.pair.publicKey });
const sealers = { seeker: new Sealer({ key, conversation, role: 'seeker' }), counselor: new Sealer({ key, conversation, role: 'counselor' }) };
const messages = [];
for (const [i, text] of texts.entries()) {
  const role = i % 2 === 0 ? 'seeker' : 'counselor';
  const clientId = random(16);
  const sealed = await sealers[role].seal(utf8(text), clientId);
  sealers[role].taken(sealed);
  messages.push({ role, clientId: toHex(clientId), sealed: toHex(sealed), text });
}
const halves = async ({ pair, sealed }) => ({ public: toHex(await publicBytes(pair)), sealed: toHex(sealed) });
console.log(JSON.stringify({
  conversation: toHex(conversation),
  password: { ...password, salt: toHex(password.salt), proof },
  seeker: { ...(await halves(seeker)), key: toHex(shareBytes) },
  counselor: await halves(counselor),
  forSeeker: toHex(forSeeker),
  forCounselor: toHex(forCounselor),
  safetyCode: await safetyCode(key, { conversation, seekerKey: seeker.pair.publicKey, counselorKey: counselor.pair.publicKey }),
  messages,
}, null, 2));
