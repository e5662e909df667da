// A queue that is full says so, takes nobody's place away, and has room again when somebody goes or has long been silent.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { newId } from '../lib/client.mjs';
import { topics } from '../lib/demo.mjs';
import { assertRefused, refusedInBoth } from '../lib/expect.mjs';
import { Seeker, seekerKey } from '../lib/people.mjs';
import { useStack } from '../lib/suite.mjs';
import { fingerprint } from '../lib/tables.mjs';
import { older } from '../lib/time.mjs';

const young = topics.young.slug;

describe('three places', () => {
  const stack = useStack({ people: [], chat: 'max_waiting = 3' });
  const join = (seeker, more = {}, headers = {}) =>
    seeker.post('/seeker/enqueue', { topic: young, clientId: newId(), publicKey: seekerKey, ...more }, { headers });

  test('the fourth is refused in both languages, and keeps the place that it has elsewhere', async () => {
    const seekers = Array.from({ length: 3 }, () => new Seeker(stack));
    for (const seeker of seekers) await seeker.enqueue(young);
    const late = new Seeker(stack);
    await late.enqueue(topics.pregnancy.slug);
    const was = await fingerprint(stack);
    await refusedInBoth((headers) => join(new Seeker(stack), {}, headers), 'queue_full');
    assertRefused(await join(late, { leaveOther: true }), 'queue_full');
    assert.deepEqual(await fingerprint(stack), was, 'something was written');
    assert.equal((await join(seekers[2])).json.chat.position, 3, 'who has a place has it');
    await seekers[0].end();
    assert.equal((await join(late, { leaveOther: true })).json.chat.position, 3);
    await older(stack, seekers[1].chat.id, 101); // silent for longer than presence lasts
    assert.equal((await join(new Seeker(stack))).status, 201);
    assertRefused(await seekers[1].get('/seeker/events'), 'session_ended', { reason: 'absent' });
  });
});
