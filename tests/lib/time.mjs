// Moves chats and sessions in time by making their rows older: what the database's clock would bring, at once.

const where = (id) => `public_id = UNHEX('${id}')`;

/// The chat was accepted this many seconds ago (180:00 + 1 s is 10,801).
export const acceptedAgo = (stack, id, seconds) =>
  stack.sql(`UPDATE chats SET accepted_at = NOW(3) - INTERVAL ${seconds} SECOND WHERE ${where(id)}`);

/// The ended chat ended this many seconds ago.
export const endedAgo = (stack, id, seconds) =>
  stack.sql(`UPDATE chats SET ended_at = NOW(3) - INTERVAL ${seconds} SECOND, accepted_at = LEAST(accepted_at, ended_at) WHERE ${where(id)}`);

/// Everything that a chat's row says happened this many seconds earlier.
export const older = (stack, id, seconds) => {
  const columns = ['enqueued_at', 'accepted_at', 'began_at', 'ended_at', 'place_until', 'seeker_present_at', 'moved_at'];
  return stack.sql(`UPDATE chats SET ${columns.map((name) => `${name} = ${name} - INTERVAL ${seconds} SECOND`).join(', ')} WHERE ${where(id)}`);
};

/// The sessions of a counselor acted last this many seconds ago (8 hours make them idle).
export const actedAgo = (stack, login, seconds) =>
  stack.sql(`UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL ${seconds} SECOND
    WHERE counselor_id = (SELECT id FROM counselors WHERE login = '${login}')`);

/// Sessions that are dead died this many seconds ago.
export const deadAgo = async (stack, seconds) => {
  for (const table of ['seeker_sessions', 'counselor_sessions']) {
    await stack.sql(`UPDATE ${table} SET ended_at = NOW(3) - INTERVAL ${seconds} SECOND WHERE ended_reason IS NOT NULL`);
  }
};

export const minutes = 60;
export const hours = 3600;
export const window = 180 * minutes;
export const readable = 48 * hours;
