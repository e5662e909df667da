// Writes counselors.json anew: `CARITAS_BIN=… node tests/vectors/make_counselors.mjs > tests/vectors/counselors.json`. What the tests'
// counselors would have after their first sign-in, so that not every test takes the seconds of it.
import { spawnSync } from 'node:child_process';

import { counselors } from '../lib/demo.mjs';
import { importPage } from '../lib/pages.mjs';

const { toHex } = await importPage('crypto/bytes.js');
const { makePair, publicBytes } = await importPage('crypto/key_pair.js');
const { derive, newSalt, ROUNDS } = await importPage('crypto/password.js');

/// Argon2id as the server makes it, by the reference tool of Debian's package argon2.
function argon2id(proof) {
  const salt = toHex(newSalt()).slice(0, 16);
  const made = spawnSync('argon2', [salt, '-id', '-t', '2', '-k', '65536', '-p', '1', '-l', '32', '-e'], { input: proof });
  if (made.status !== 0) throw new Error(`argon2: ${made.stderr}`);
  return made.stdout.toString().trim();
}

const all = {};
for (const { login, password } of Object.values(counselors)) {
  const salt = newSalt();
  const { proof, key } = await derive(password, { salt, rounds: ROUNDS });
  const { pair, sealed } = await makePair(key);
  all[login] = { salt: toHex(salt), rounds: ROUNDS, proof, hash: argon2id(proof), publicKey: toHex(await publicBytes(pair)), sealedPrivateKey: toHex(sealed) };
}
console.log(JSON.stringify(all, null, 2));
