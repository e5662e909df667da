// Many people at once, without the time that passwords take.
import { createHash } from 'node:crypto';

import { newId } from './client.mjs';
import { topics } from './demo.mjs';
import { Counselor, Seeker } from './people.mjs';
import { eventually } from './wait.mjs';

const hashOf = (token) => createHash('sha256').update(token).digest('hex');

/// Counselors of these topics with a session each, made in the database.
export async function crowdOfCounselors(stack, howMany, slugs = [topics.young.slug]) {
  const crowd = Array.from({ length: howMany }, () => ({ login: `c${newId()}`, token: newId() }));
  const list = slugs.map((slug) => `'${slug}'`).join(', ');
  const logins = crowd.map(({ login }) => `'${login}'`).join(', ');
  await stack.sql([
    `INSERT INTO counselors (login, password_hash, public_key) VALUES ${crowd.map(({ login }) => `('${login}', 'none', UNHEX(REPEAT('cc', 32)))`).join(', ')}`,
    `INSERT INTO counselor_topics (counselor_id, topic_id) SELECT k.id, t.id FROM counselors k JOIN topics t
       WHERE k.login IN (${logins}) AND t.slug IN (${list})`,
    ...crowd.map(({ login, token }) => `INSERT INTO counselor_sessions (token_hash, counselor_id)
       SELECT UNHEX('${hashOf(token)}'), id FROM counselors WHERE login = '${login}'`),
  ].join(';\n'));
  return crowd.map(({ token }) => {
    const counselor = new Counselor(stack);
    counselor.cookies.set('__Host-counselor', token);
    return counselor;
  });
}

/// Seekers who wait in the queue of a topic, in this order.
export async function crowdOfSeekers(stack, howMany, slug = topics.young.slug) {
  const crowd = Array.from({ length: howMany }, () => new Seeker(stack));
  for (const seeker of crowd) await seeker.enqueue(slug);
  return crowd;
}

/// All poll, and have seen all there is for now.
export async function allPoll(people) {
  for (const person of people) person.follow();
  for (const person of people) await person.follower.until('the first look', ({ answers }) => answers > 0);
}

export const allClose = (people) => Promise.all(people.map((person) => person.close()));

/// Closes all lines, and waits until the worker has written down that these counselors and the seekers of these chats are away.
export async function allGo(stack, people, chats = []) {
  await allClose(people);
  const list = chats.map((id) => `UNHEX('${id}')`).join(', ');
  const seekers = chats.length > 0 ? `(SELECT COUNT(*) FROM chats WHERE seeker_present AND public_id IN (${list}))` : '0';
  await eventually('all are away', async () => (await stack.value(`SELECT (SELECT COUNT(*) FROM counselors WHERE present) + ${seekers}`)) === '0');
}
