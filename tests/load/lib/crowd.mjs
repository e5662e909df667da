// People put straight into the database, thousands in a second: counselors with sessions, seekers with chats and sessions.
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import { Client } from '../../lib/client.mjs';

const rowsAtOnce = 2000;
const now = 'NOW(3)';

function person() {
  const token = randomBytes(32).toString('base64url'); // as the worker makes them
  return { token, hash: `UNHEX('${createHash('sha256').update(token).digest('hex')}')` };
}

async function insert(stack, table, columns, rows) {
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    const values = rows.slice(i, i + rowsAtOnce).map((row) => `(${row.join(',')})`);
    await stack.sql(`INSERT INTO ${table} (${columns.join(',')}) VALUES ${values.join(',')}`);
  }
}

const nextId = async (stack, table) => Number(await stack.value(`SELECT COALESCE(MAX(id), 0) + 1 FROM ${table}`));

async function topicId(stack, slug) {
  await stack.sql(`INSERT IGNORE INTO topics (slug, name_de, name_en, team_name_de, team_name_en) VALUES ('${slug}', 'Thema', 'Topic', 'Team', 'Team')`);
  return stack.value(`SELECT id FROM topics WHERE slug = '${slug}'`);
}

async function addCounselors(stack, count, topic) {
  const first = await nextId(stack, 'counselors');
  const counselors = Array.from({ length: count }, (_, i) => ({ ...person(), id: first + i }));
  await insert(stack, 'counselors', ['id', 'login', 'password_hash', 'present', 'present_at'],
    counselors.map(({ id }) => [id, `'bench${id}'`, "''", 1, now]));
  await insert(stack, 'counselor_topics', ['counselor_id', 'topic_id'], counselors.map(({ id }) => [id, topic]));
  await insert(stack, 'counselor_sessions', ['token_hash', 'counselor_id'], counselors.map(({ id, hash }) => [hash, id]));
  return counselors;
}

// Running: accepted by the counselors in turn. Waiting: nobody's yet.
function chatRow({ id, chat, counselor }, state, topic) {
  const accepted = state === 'running';
  const times = accepted ? [now, now, 'NULL'] : ['NULL', 'NULL', 'NOW(3) + INTERVAL 30 MINUTE'];
  // Long ago, so that no worker's tail takes 8,000 new chats for news.
  const moved = 'NOW(3) - INTERVAL 1 HOUR';
  return [id, `UNHEX('${chat}')`, topic, accepted ? counselor.id : 'NULL', id, `'${state}'`, ...times, accepted ? 3 : 1, moved];
}

async function addSeekers(stack, count, topic, state, counselors) {
  const first = await nextId(stack, 'chats');
  const seekers = Array.from({ length: count }, (_, i) => ({
    ...person(), id: first + i, chat: randomBytes(16).toString('hex'), counselor: counselors[i % counselors.length],
  }));
  const columns = ['id', 'public_id', 'topic_id', 'counselor_id', 'name_number', 'state', 'accepted_at', 'began_at', 'place_until', 'last_seq', 'moved_at'];
  await insert(stack, 'chats', columns, seekers.map((seeker) => chatRow(seeker, state, topic)));
  await insert(stack, 'seeker_sessions', ['token_hash', 'chat_id'], seekers.map(({ id, hash }) => [hash, id]));
  await stack.sql(`UPDATE name_counter SET next = GREATEST(next, ${first + count})`);
  return seekers;
}

/// { counselors: [{ token, id }], seekers: [{ token, id, chat, counselor }] }; seekers go round among the counselors. Harmless to call
/// again: more people come. state: of the chats, "running" or "waiting".
export async function addCrowd(stack, { counselors: counselorCount, seekers: seekerCount, state = 'running', slug = 'bench' }) {
  const topic = await topicId(stack, slug);
  const counselors = await addCounselors(stack, counselorCount, topic);
  return { counselors, seekers: await addSeekers(stack, seekerCount, topic, state, counselors) };
}

/// Writes what caritas-load reads (people.h).
export function writePeople(file, { counselors, seekers }) {
  const place = new Map(counselors.map((counselor, i) => [counselor, i]));
  const lines = [
    ...counselors.map(({ token }) => `counselor ${token}`),
    ...seekers.map(({ token, chat, counselor }) => `seeker ${token} ${chat} ${place.get(counselor) ?? 0}`),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/// A browser in Node that is one of the crowd, for the calls that a scenario makes by the way.
export function clientOf(stack, role, { token }) {
  const client = new Client(stack);
  client.cookies.set(`__Host-${role}`, token);
  return client;
}
