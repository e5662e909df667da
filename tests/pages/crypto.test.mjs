// The encryption of the pages in Node's WebCrypto: what opens, and that nothing opens that was changed, moved, doubled or left out.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { importPage } from '../lib/pages.mjs';
import { sealedByPages } from '../lib/vectors.mjs';

const { fromHex, random, toHex, utf8 } = await importPage('crypto/bytes.js');
const { importPublicKey, makePair, openPair, publicBytes, resealPair, sealingKey } = await importPage('crypto/key_pair.js');
const { BadKey, makeConversationKey, openConversationKey, safetyCode } = await importPage('crypto/conversation_key.js');
const { BadMessage, openMessage, Sealer } = await importPage('crypto/message_seal.js');
const { MessageOrder } = await importPage('crypto/message_order.js');
const { derive, FEWEST_ROUNDS, newSalt, ROUNDS } = await importPage('crypto/password.js');

const text = (bytes) => Buffer.from(bytes).toString('utf8');
const newKey = () => sealingKey(random(32));
const changedAt = (bytes, i) => Uint8Array.from(bytes, (byte, at) => (at === i ? byte ^ 1 : byte));

/// Two people and their conversation's key, as each of them has it.
async function conversation(id = random(16)) {
  const [{ pair: seeker }, { pair: counselor }] = [await makePair(await newKey()), await makePair(await newKey())];
  const made = await makeConversationKey({ conversation: id, counselor, seekerKey: seeker.publicKey });
  return { id, seeker, counselor, ...made };
}

const opened = ({ id, seeker, counselor, forSeeker }, other = {}) =>
  openConversationKey(forSeeker, { conversation: id, role: 'seeker', to: seeker, from: counselor.publicKey, ...other });

describe('a private key', () => {
  test('opens with its key, and cannot be taken out of the browser', async () => {
    const key = await newKey();
    const { pair, sealed } = await makePair(key);
    assert.equal(pair.privateKey.extractable, false);
    const again = await openPair(sealed, await publicBytes(pair), key);
    assert.equal(again.privateKey.extractable, false);
    const [made, other] = [await conversation(), await makePair(key)];
    const wrapped = await makeConversationKey({ conversation: made.id, counselor: other.pair, seekerKey: pair.publicKey });
    await opened({ ...made, seeker: again, counselor: other.pair, forSeeker: wrapped.forSeeker });
  });

  test('does not open with another key, another public half, or a changed byte', async () => {
    const key = await newKey();
    const { pair, sealed } = await makePair(key);
    const publicKey = await publicBytes(pair);
    await assert.rejects(openPair(sealed, publicKey, await newKey()), { name: 'OperationError' });
    const other = await publicBytes((await makePair(key)).pair);
    await assert.rejects(openPair(sealed, other, key), { name: 'OperationError' });
    for (let i = 0; i < sealed.length; ++i) await assert.rejects(openPair(changedAt(sealed, i), publicKey, key), { name: 'OperationError' }, `byte ${i}`);
  });

  test('is the same under another key, after which the first opens nothing', async () => {
    const [key, next] = [await newKey(), await newKey()];
    const { pair, sealed } = await makePair(key);
    const publicKey = await publicBytes(pair);
    const resealed = await resealPair(sealed, publicKey, key, next);
    const made = await conversation();
    const { forSeeker } = await makeConversationKey({ conversation: made.id, counselor: made.counselor, seekerKey: pair.publicKey });
    await opened({ ...made, forSeeker, seeker: await openPair(resealed, publicKey, next) });
    await assert.rejects(openPair(resealed, publicKey, key), { name: 'OperationError' });
  });
});

describe("a conversation's key", () => {
  test('is the same for both sides', async () => {
    const made = await conversation();
    const { id, seeker, counselor, forCounselor } = made;
    const atSeeker = await opened(made);
    const atCounselor = await openConversationKey(forCounselor, { conversation: id, role: 'counselor', to: counselor, from: counselor.publicKey });
    const clientId = random(16);
    for (const [one, other] of [[atSeeker, atCounselor], [atCounselor, made.key], [made.key, atSeeker]]) {
      const sealed = await new Sealer({ key: one, conversation: id, role: 'seeker' }).seal(utf8('Hallo'), clientId);
      assert.equal(text((await openMessage(sealed, { key: other, conversation: id, role: 'seeker', clientId })).content), 'Hallo');
    }
    const keys = { conversation: id, seekerKey: seeker.publicKey, counselorKey: counselor.publicKey };
    assert.equal(await safetyCode(atSeeker, keys), await safetyCode(atCounselor, keys));
  });

  test('does not open for somebody else, for another conversation or role, from somebody else, or with a changed byte', async () => {
    const made = await conversation();
    const other = await conversation();
    await opened(made);
    await assert.rejects(opened(made, { to: other.seeker }), BadKey);
    await assert.rejects(opened(made, { conversation: other.id }), BadKey);
    await assert.rejects(opened(made, { role: 'counselor' }), BadKey);
    await assert.rejects(opened(made, { from: other.counselor.publicKey }), BadKey);
    await assert.rejects(opened({ ...made, forSeeker: made.forCounselor }), BadKey);
    await assert.rejects(opened({ ...made, forSeeker: made.forSeeker.subarray(1) }), BadKey);
    for (let i = 0; i < made.forSeeker.length; ++i) await assert.rejects(opened({ ...made, forSeeker: changedAt(made.forSeeker, i) }), BadKey, `byte ${i}`);
  });

  test('a server that stands between, with pairs and a key of its own, gives the two sides different codes', async () => {
    const made = await conversation();
    const { id, seeker, counselor } = made;
    const between = (await makePair(await newKey())).pair;
    // To the counselor it is the seeker, to the seeker it is the counselor.
    const atCounselor = await makeConversationKey({ conversation: id, counselor, seekerKey: between.publicKey });
    const toSeeker = await makeConversationKey({ conversation: id, counselor: between, seekerKey: seeker.publicKey });
    const keyOfSeeker = await opened({ ...made, forSeeker: toSeeker.forSeeker }, { from: between.publicKey });
    const codeAtCounselor = await safetyCode(atCounselor.key, { conversation: id, seekerKey: between.publicKey, counselorKey: counselor.publicKey });
    const codeAtSeeker = await safetyCode(keyOfSeeker, { conversation: id, seekerKey: seeker.publicKey, counselorKey: between.publicKey });
    assert.match(codeAtCounselor, /^\d{4}( \d{4}){4}$/);
    assert.notEqual(codeAtCounselor, codeAtSeeker);
  });

  test('the code depends on the conversation, on both public keys and on the key', async () => {
    const one = await conversation();
    const other = await conversation();
    const parts = { conversation: one.id, seekerKey: one.seeker.publicKey, counselorKey: one.counselor.publicKey };
    const codes = [await safetyCode(one.key, parts), await safetyCode(other.key, parts), await safetyCode(one.key, { ...parts, conversation: other.id }),
      await safetyCode(one.key, { ...parts, seekerKey: other.seeker.publicKey }), await safetyCode(one.key, { ...parts, counselorKey: other.counselor.publicKey })];
    assert.equal(new Set(codes).size, codes.length);
  });
});

describe('a message', () => {
  const clientId = random(16);
  let made;
  const ready = async () => (made ??= await conversation());
  const seal = async (content, { role = 'seeker', id = clientId } = {}) => new Sealer({ ...(await ready()), conversation: made.id, role }).seal(utf8(content), id);
  const open = (sealed, other = {}) => openMessage(sealed, { key: made.key, conversation: made.id, role: 'seeker', clientId, ...other });

  test('opens to what was written, of any length', async () => {
    for (const content of ['', 'j', 'x'.repeat(62), 'x'.repeat(63), 'x'.repeat(64), 'Zürich 🙂\0', `${'ü'.repeat(8000)}`]) {
      assert.equal(text((await open(await seal(content))).content), content);
    }
  });

  test('tells by its length only how many blocks of 64 bytes it has', async () => {
    const sizes = await Promise.all(['', 'ja', 'nein', 'x'.repeat(63)].map(async (content) => (await seal(content)).length));
    assert.deepEqual(new Set(sizes), new Set([25 + 64 + 16]));
    assert.equal((await seal('x'.repeat(64))).length, 25 + 128 + 16);
  });

  test('does not open with any byte changed, nor cut, nor longer', async () => {
    const sealed = await seal('Hallo');
    await open(sealed);
    for (let i = 0; i < sealed.length; ++i) await assert.rejects(open(changedAt(sealed, i)), BadMessage, `byte ${i}`);
    for (const size of [0, 1, 25, sealed.length - 1]) await assert.rejects(open(sealed.subarray(0, size)), BadMessage);
    await assert.rejects(open(Uint8Array.of(...sealed, 0)), BadMessage);
  });

  test('does not open as another message, another sender, or in another conversation', async () => {
    const sealed = await seal('Hallo');
    const other = await conversation();
    for (const change of [{ clientId: random(16) }, { role: 'counselor' }, { conversation: other.id }, { key: other.key }]) {
      await assert.rejects(open(sealed, change), { trouble: 'changed' });
    }
  });

  test('of one page and of two never looks the same, though the text does', async () => {
    const { key, id } = await ready();
    const pages = [0, 1].map(() => new Sealer({ key, conversation: id, role: 'seeker' }));
    const sealed = [];
    for (let i = 0; i < 20; ++i) for (const page of pages) sealed.push(await page.seal(utf8('ja'), clientId));
    const places = sealed.map((bytes) => toHex(bytes.subarray(1, 21)));
    assert.equal(new Set(places).size, 40, 'page and counter, and so key and nonce');
    assert.equal(new Set(sealed.map((bytes) => toHex(bytes.subarray(25)))).size, 40);
  });
});

describe('the order of messages', () => {
  /// A page writes so many messages; the server takes those that `isTaken` names.
  async function written(howMany, isTaken = () => true) {
    const { key, id } = await conversation();
    const sealer = new Sealer({ key, conversation: id, role: 'seeker' });
    const all = [];
    for (let i = 1; i <= howMany; ++i) {
      const clientId = random(16);
      const sealed = await sealer.seal(utf8(`${i}`), clientId);
      if (!isTaken(i)) continue;
      sealer.taken(sealed);
      all.push(await openMessage(sealed, { key, conversation: id, role: 'seeker', clientId }));
    }
    return all;
  }
  const check = (messages) => {
    const order = new MessageOrder();
    return messages.map((message) => order.check(message));
  };

  test('is right where nothing happened, with two pages at once, and with messages that the server refused', async () => {
    const [one, other] = [await written(3), await written(2)];
    assert.deepEqual(check([one[0], other[0], one[1], other[1], one[2]]), [null, null, null, null, null]);
    assert.deepEqual(check(await written(5, (i) => i !== 2 && i !== 3)), [null, null, null]);
    assert.deepEqual(check(await written(3, (i) => i !== 1)), [null, null]);
  });

  test('shows a message that is missing, doubled or moved', async () => {
    const [a, b, c, d] = await written(4);
    assert.deepEqual(check([a, c, d]), [null, 'missing', null]);
    assert.deepEqual(check([b, c]), ['missing', null]);
    assert.deepEqual(check([a, b, b, c]), [null, null, 'doubled', null]);
    assert.deepEqual(check([a, c, b, d]), [null, 'missing', 'doubled', null]);
  });
});

describe('a password', () => {
  const salt = newSalt();
  const rounds = FEWEST_ROUNDS;

  test('gives the same proof and the same key again, also as another keyboard composes it', async () => {
    const [one, again] = [await derive('Zürich im Mai', { salt, rounds }), await derive('Zu\u0308rich im Mai', { salt, rounds })];
    assert.match(one.proof, /^[0-9a-f]{64}$/);
    assert.equal(one.proof, again.proof);
    const { pair, sealed } = await makePair(one.key);
    await openPair(sealed, await publicBytes(pair), again.key);
  });

  test('another password, salt or number of rounds gives another proof and another key', async () => {
    const one = await derive('Zürich im Mai', { salt, rounds });
    const { pair, sealed } = await makePair(one.key);
    for (const other of [await derive('zürich im Mai', { salt, rounds }), await derive('Zürich im Mai', { salt: newSalt(), rounds }), await derive('Zürich im Mai', { salt, rounds: rounds + 1 })]) {
      assert.notEqual(other.proof, one.proof);
      await assert.rejects(openPair(sealed, await publicBytes(pair), other.key), { name: 'OperationError' });
    }
  });

  test('is not derived with fewer rounds than OWASP asks for, whatever the server says', async () => {
    assert.ok(ROUNDS >= FEWEST_ROUNDS);
    for (const few of [FEWEST_ROUNDS - 1, 1, 0, -1, Number.NaN, undefined, 1e12]) await assert.rejects(derive('Zürich im Mai', { salt, rounds: few }), RangeError);
  });
});

test('what pages sealed earlier still opens', async () => {
  const v = sealedByPages;
  const seekerSide = await openPair(fromHex(v.seeker.sealed), fromHex(v.seeker.public), await sealingKey(fromHex(v.seeker.key)));
  const counselorKey = await importPublicKey(fromHex(v.counselor.public));
  const { key: passwordKey, proof } = await derive(v.password.text, { salt: fromHex(v.password.salt), rounds: v.password.rounds });
  assert.equal(proof, v.password.proof);
  const counselor = await openPair(fromHex(v.counselor.sealed), fromHex(v.counselor.public), passwordKey);
  const conversationId = fromHex(v.conversation);
  const key = await openConversationKey(fromHex(v.forSeeker), { conversation: conversationId, role: 'seeker', to: seekerSide, from: counselorKey });
  await openConversationKey(fromHex(v.forCounselor), { conversation: conversationId, role: 'counselor', to: counselor, from: counselorKey });
  assert.equal(await safetyCode(key, { conversation: conversationId, seekerKey: seekerSide.publicKey, counselorKey }), v.safetyCode);
  for (const { sealed, role, clientId, text: expected } of v.messages) {
    assert.equal(text((await openMessage(fromHex(sealed), { key, conversation: conversationId, role, clientId: fromHex(clientId) })).content), expected);
  }
});
