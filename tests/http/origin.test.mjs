// Only our own pages change something: header and Origin are asked for on every route of the table that is no GET.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused, refusedInBoth } from '../lib/expect.mjs';
import { choosePassword, newPassword, ownPasswords } from '../lib/password.mjs';
import { makeChat, seekerKey, wrappedKeys } from '../lib/people.mjs';
import { routeTable } from '../lib/routes.mjs';
import { useStack } from '../lib/suite.mjs';
import { fingerprint } from '../lib/tables.mjs';
import { older } from '../lib/time.mjs';

const changed = await newPassword('ganz-neues-passwort', ownPasswords.anna);
const changing = routeTable().filter((route) => route.method !== 'GET');

describe('foreign pages', () => {
  const stack = useStack({ people: ['anna'] });
  let chat, waiting, foreign;

  beforeEach(async () => {
    chat = await makeChat(stack);
    waiting = await makeChat(stack, { state: 'waiting' });
    const { origin, port } = stack;
    foreign = {
      'no header': { 'X-Requested-With': undefined },
      'another header': { 'X-Requested-With': 'XMLHttpRequest' },
      'no Origin': { Origin: undefined },
      'the Origin of a page without one': { Origin: 'null' },
      'another Origin': { Origin: 'https://example.org' },
      'another port': { Origin: `http://localhost:${port + 1}` },
      'another scheme': { Origin: `https://localhost:${port}` },
      'more behind it': { Origin: `${origin}.example.org` },
      'a slash behind it': { Origin: `${origin}/` },
      neither: { 'X-Requested-With': undefined, Origin: undefined },
    };
  });

  /// A call of this route that would succeed if it came from our pages.
  function wouldSucceed({ method, path }) {
    const id = path.includes('/requests/') ? waiting.id : chat.id;
    const address = path.replace(':id', id).replace(':client', newId()).replace(':file', newId()).replace(':number', '0?last=1');
    const bodies = {
      '/seeker/enqueue': { topic: topics.pregnancy.slug, clientId: newId(), publicKey: seekerKey, leaveOther: true },
      '/seeker/withdraw': { clientId: newId() },
      '/seeker/key': { publicKey: seekerKey },
      '/seeker/read': { seq: 1 },
      '/counselor/requests/:id/accept': wrappedKeys,
      '/counselor/derivation': { login: 'anna' },
      '/counselor/session': { login: 'anna', proof: ownPasswords.anna.proof },
      '/counselor/password': { ...changed, current: ownPasswords.anna.proof },
      '/counselor/chats/:id/read': { seq: 1 },
    };
    const client = path === '/seeker/key' ? waiting.seeker : path.startsWith('/seeker') ? chat.seeker : chat.counselor;
    const content = path.includes('/messages/') || path.includes('/:number') ? { text: 'Hallo' } : method === 'DELETE' ? {} : { json: bodies[path] ?? {} };
    return (headers) => client.call(method, address, { ...content, headers });
  }

  test('the table has routes that change something, and every one is tried', () => assert.ok(changing.length >= 15, `${changing.length}`));

  for (const route of changing) {
    test(`${route.method} ${route.path}`, async () => {
      if (route.path.endsWith('/dismiss')) await older(stack, waiting.id, 101); // silent for longer than presence lasts
      const call = wouldSucceed(route);
      const was = await fingerprint(stack);
      for (const headers of Object.values(foreign)) assertRefused(await call(headers), 'foreign_origin');
      await refusedInBoth((language) => call({ ...foreign['another Origin'], ...language }), 'foreign_origin');
      assert.deepEqual(await fingerprint(stack), was, 'something was written');
      const ours = await call({});
      assert.ok(ours.status === 200 || ours.status === 201, `the same call from our own page: ${ours.status} ${ours.text}`);
      if (route.path === '/counselor/password') await choosePassword(stack, 'anna');
    });
  }

  test('no other page is ever allowed to read or to ask', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await chat.seeker.call(method, '/topics', { headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': 'PUT' } });
      assert.deepEqual(Object.keys(answer.headers).filter((name) => name.startsWith('access-control')), []);
      assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
    }
  });
});
