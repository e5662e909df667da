// The work that is asked for before a sign-in (fcgi/web/API.md), by Node's own SHA-256.
import { createHash } from 'node:crypto';

const digest = (text) => createHash('sha256').update(text).digest();

export const purposeOf = (login, proof) => digest(`${login}:${proof}`).toString('hex');

export function zeroBits(bytes) {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 8 * bytes.length : 8 * first + Math.clz32(bytes[first]) - 24;
}

/// { challenge, number } for one try.
export function workFor({ challenge, bits }, login, proof) {
  const purpose = purposeOf(login, proof);
  for (let number = 0; ; ++number) {
    if (zeroBits(digest(`${challenge}:${purpose}:${number}`)) >= bits) return { challenge, number: String(number) };
  }
}
