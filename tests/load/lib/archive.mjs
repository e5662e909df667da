// Ended chats put straight into the database, a hundred thousand in seconds: what has been said before, or waits to be erased.

const chatsAtOnce = 100_000;
// A fresh server checks nothing that holds anyway, and the binary log of it would be as large as the data.
const quickly = 'SET SESSION sql_log_bin = 0, unique_checks = 0, foreign_key_checks = 0';
// About as long as a line of a chat.
const text = 'Manchmal weiss ich nicht, wo ich anfangen soll. Heute war wieder so ein Tag, an dem alles zu viel wurde, und ich bin froh, dass ' +
  'ich es hier aufschreiben kann. Danke, dass Sie da sind.';

const elementOf = (list, expression) => `ELT(1 + (${expression}) MOD ${list.length}, ${list.join(',')})`;

// They go round among the counselors, and after each round to the next topic; their ends are spread evenly over the time, in the order of
// their numbers.
function chatsSql({ counselors, topics, lines, from, until }, total, first, firstId, count) {
  const ended = `NOW(3) - INTERVAL ${until} SECOND - INTERVAL ROUND(${from - until} * (${total} - seq) / ${total}) SECOND`;
  return `INSERT INTO chats (id, public_id, topic_id, counselor_id, name_number, state, ended_by, enqueued_at, accepted_at, began_at, ended_at,
      seeker_present, seeker_present_at, last_seq, last_message_seq, counselor_read_seq, moved_at)
    SELECT id, public_id, topic, counselor, id, 'ended', ended_by, ended - INTERVAL 35 MINUTE, ended - INTERVAL 30 MINUTE,
      ended - INTERVAL 30 MINUTE, ended, FALSE, ended, ${lines + 4}, ${lines + 3}, ${lines + 3}, ended
    FROM (SELECT ${firstId} + seq AS id, UNHEX(MD5(CONCAT('archive', ${firstId} + seq))) AS public_id,
        ${elementOf(topics, `seq DIV ${counselors.length}`)} AS topic, ${elementOf(counselors, 'seq')} AS counselor,
        IF(seq MOD 3, 'seeker', 'counselor') AS ended_by, ${ended} AS ended
      FROM seq_${first}_to_${first + count - 1}) AS made`;
}

function messagesSql({ lines, from }, first, firstId, count) {
  return `INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at)
    SELECT ${firstId} + c.seq, m.seq + 3, IF(m.seq MOD 2, 'seeker', 'counselor'), UNHEX(MD5(CONCAT('line', c.seq, '.', m.seq))),
      CONCAT('${text} ', c.seq, ' ', m.seq), NOW(3) - INTERVAL ${from} SECOND
    FROM seq_${first}_to_${first + count - 1} AS c STRAIGHT_JOIN seq_1_to_${lines} AS m`;
}

/// Makes `chats` ended chats with `lines` messages of about 200 bytes each, the first ended `from` and the last `until` seconds ago, for
/// counselors and topics (their numbers) in turn. Returns the number before the first one's.
export async function addEnded(stack, { chats, ...shape }) {
  const firstId = Number(await stack.value('SELECT COALESCE(MAX(id), 0) FROM chats'));
  for (let first = 1; first <= chats; first += chatsAtOnce) {
    const count = Math.min(chatsAtOnce, chats - first + 1);
    await stack.sql(`${quickly};\n${chatsSql(shape, chats, first, firstId, count)}`);
    await stack.sql(`${quickly};\n${messagesSql(shape, first, firstId, count)}`);
  }
  // Else the optimizer believes the tables empty for some seconds, and chooses other ways than it will.
  await stack.sql('ANALYZE TABLE chats, messages');
  await stack.sql(`UPDATE name_counter SET next = GREATEST(next, ${firstId + chats + 1})`);
  return firstId;
}
