// Whoever asks for salts does not learn which logins exist: a login is read in one way, whatever space stands beside it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Client } from '../lib/client.mjs';
import { counselors } from '../lib/demo.mjs';
import { Counselor } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';

/// Everything that Unicode calls a space, and what takes no room at all.
const spaces = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((text) => /^[\p{White_Space}\p{Zs}\u200b-\u200f\u2060\ufeff]$/u.test(text) && text !== '\0');

describe('logins', () => {
  const stack = useStack({ people: ['anna'] });
  const saltOf = async (login) => (await new Client(stack).must('POST', '/counselor/derivation', { json: { login } })).salt;

  test('each space of Unicode beside a login changes as little for one that somebody has as for one that nobody has', async () => {
    assert.ok(spaces.length >= 25, `${spaces.length}`);
    for (const login of ['anna', 'niemand']) {
      const salt = await saltOf(login);
      for (const space of spaces) {
        for (const typed of [`${login}${space}`, `${space}${login}`, `${space}${login} ${space}`]) {
          assert.equal(await saltOf(typed), salt, `${login} with ${space.codePointAt(0).toString(16)}`);
        }
      }
    }
    assert.notEqual(await saltOf('niemand'), await saltOf('nie mand'));
  });

  test('and signs in', async () => {
    const answer = await new Counselor(stack).trySignIn({ ...counselors.anna, login: '\u00a0anna\u2003' });
    assert.equal(answer.status, 200);
  });

  test('caritas-admin reads it in the same way', async () => {
    await stack.must('admin', ['counselor', 'disable', 'anna\u00a0']);
    assert.equal((await new Counselor(stack).trySignIn(counselors.anna)).status, 403);
    await stack.must('admin', ['counselor', 'enable', '\u2003anna']);
    assert.equal((await new Counselor(stack).trySignIn(counselors.anna)).status, 200);
    assert.equal((await stack.admin(['counselor', 'add', 'anna\u3000'], 'noch-ein-passwort\n')).code, 1);
    assert.match((await stack.admin(['counselor', 'add', '\u3000'], 'noch-ein-passwort\n')).stderr, /A login needs 1 to 64 characters/);
  });
});
