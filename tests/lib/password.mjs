// What a page derives from a password, by Node's own functions instead of the page's (htdocs/js/crypto/FORMAT.md, "Password").
import { hkdf, pbkdf2, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export const rounds = 300_000;

/// The tests' counselors after their first sign-in: { anna: { salt, rounds, proof, hash, publicKey, sealedPrivateKey }, … }.
export const ownPasswords = JSON.parse(readFileSync(new URL('../vectors/counselors.json', import.meta.url), 'utf8'));

const proofs = new Map(); // "salt rounds password" → proof: each costs some tenths of a second

/// The proof in hex.
export function proofOf(password, { salt, rounds: howMany }) {
  const key = `${salt} ${howMany} ${password}`;
  if (!proofs.has(key)) proofs.set(key, deriveFrom(password, { salt, rounds: howMany }, 'caritas sign-in 1'));
  return proofs.get(key);
}

/// 32 bytes in hex for one of the two purposes.
export async function deriveFrom(password, { salt, rounds: howMany }, purpose) {
  const stretched = await promisify(pbkdf2)(password.normalize('NFKC'), Buffer.from(salt, 'hex'), howMany, 64, 'sha512');
  return Buffer.from(await promisify(hkdf)('sha256', stretched, '', purpose, 32)).toString('hex');
}

/// What a page sends of a new password, with keys that open nothing unless `keys` are given.
export async function newPassword(password, { publicKey, sealedPrivateKey } = { publicKey: randomBytes(32).toString('hex'), sealedPrivateKey: randomBytes(76).toString('hex') }) {
  const salt = randomBytes(16).toString('hex');
  return { new: { salt, rounds, proof: await proofOf(password, { salt, rounds }) }, keys: { publicKey, sealedPrivateKey } };
}

/// What a row of `counselors` holds after the first sign-in of `name`, one of ownPasswords, for SET.
const chosen = (name) => {
  const { salt, rounds: howMany, hash, publicKey, sealedPrivateKey } = ownPasswords[name];
  return `password_hash = '${hash}', password_salt = UNHEX('${salt}'), password_rounds = ${howMany}, password_is_initial = FALSE,
    public_key = UNHEX('${publicKey}'), sealed_private_key = UNHEX('${sealedPrivateKey}')`;
};

/// The counselor `login` has chosen the password that the tests know, or that of another of theirs, as if after the first sign-in.
export const choosePassword = (stack, login, like = login) => stack.sql(`UPDATE counselors SET ${chosen(like)} WHERE login = '${login}'`);

/// A counselor who has done so, put there without caritas-admin: making a password costs it the time of a second.
export async function putCounselor(stack, { login, topics, displayName }) {
  await stack.sql(`INSERT INTO counselors SET login = '${login}', display_name = ${displayName ? `'${displayName}'` : 'NULL'}, ${chosen(login)}`);
  await stack.sql(`INSERT INTO counselor_topics (counselor_id, topic_id) SELECT c.id, t.id FROM counselors c JOIN topics t
    WHERE c.login = '${login}' AND t.slug IN (${topics.map((slug) => `'${slug}'`).join(', ')})`);
}
