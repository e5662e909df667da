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
const join = (seeker, more = {}, headers = {}) =>
  seeker.post('/seeker/enqueue', { topic: young, clientId: newId(), publicKey: seekerKey, ...more }, { headers });

describe('three places', () => {
  const stack = useStack({ people: [], chat: 'max_waiting = 3' });

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

describe('more who come from elsewhere at once than there is room for', () => {
  const stack = useStack({ people: [], chat: 'max_waiting = 8' });

  test('whoever is refused keeps the place of before', async () => {
    const seekers = Array.from({ length: 8 }, () => new Seeker(stack));
    for (const seeker of seekers) await seeker.enqueue(topics.pregnancy.slug);
    for (let i = 0; i < 5; ++i) await new Seeker(stack).enqueue(young);
    const answers = await Promise.all(seekers.map((seeker) => join(seeker, { leaveOther: true })));
    assert.equal(answers.filter(({ status }) => status === 201).length, 3);
    for (const [i, { status }] of answers.entries()) {
      const { chat } = (await seekers[i].get('/seeker/events')).json;
      assert.deepEqual([chat.state, chat.topic.slug], ['waiting', status === 201 ? young : topics.pregnancy.slug]);
    }
  });
});
