-- Live chats, their messages, the seekers' sessions, and the numbers in "Ratsuchende_r N".

CREATE TABLE IF NOT EXISTS chats (
  id                 BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'order of the queue; never leaves the server',
  public_id          BINARY(16) NOT NULL COMMENT 'random; what pages call the chat',
  topic_id           INT UNSIGNED NOT NULL,
  counselor_id       INT UNSIGNED NULL COMMENT 'who accepted',
  name_number        INT UNSIGNED NULL COMMENT 'N of "Ratsuchende_r N"; NULL once erased, so that it is free again',
  state              ENUM('waiting', 'accepted', 'running', 'ended', 'withdrawn', 'erased') NOT NULL DEFAULT 'waiting',
  ended_by           ENUM('seeker', 'counselor', 'window', 'admin', 'absent') NULL,
  quick_exit         BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'the seeker left by "Schnell verlassen"',
  enqueued_at        DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  accepted_at        DATETIME(3) NULL,
  began_at           DATETIME(3) NULL COMMENT 'the seeker pressed "Jetzt chatten"',
  ended_at           DATETIME(3) NULL,
  open_until         DATETIME(3) AS (accepted_at + INTERVAL 180 MINUTE) PERSISTENT COMMENT 'the window: over for every call from here on',
  readable_until     DATETIME(3) AS (COALESCE(ended_at, accepted_at + INTERVAL 180 MINUTE) + INTERVAL 48 HOUR) PERSISTENT COMMENT 'gone for every call from here on',
  place_until        DATETIME(3) NULL COMMENT 'how long the place in the queue is kept without a sign of the seeker',
  seeker_present     BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'counts only while seeker_present_at is recent',
  seeker_present_at  DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  last_seq           BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'stream of the chat: plus one under the row lock with every message and change',
  last_message_seq   BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'sequence of the newest message, 0: nothing was written',
  counselor_read_seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
  moved_at           DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) COMMENT 'when last_seq moved last; read by the workers'' tails',
  PRIMARY KEY (id),
  UNIQUE KEY chats_public (public_id),
  UNIQUE KEY chats_name (name_number),
  KEY chats_queue (topic_id, state, id),
  KEY chats_inbox (counselor_id, state, id),
  KEY chats_window (state, open_until),
  KEY chats_readable (state, readable_until),
  KEY chats_place (state, place_until),
  KEY chats_presence (seeker_present, seeker_present_at),
  KEY chats_moved (moved_at),
  CONSTRAINT chats_topic FOREIGN KEY (topic_id) REFERENCES topics (id),
  CONSTRAINT chats_counselor FOREIGN KEY (counselor_id) REFERENCES counselors (id)
) ENGINE=InnoDB COMMENT='Live chats. Waiting: until accepted or withdrawn. Accepted: 180 minutes at most. Ended: 48 hours. Withdrawn and erased: until the janitor''s next run.';

CREATE TABLE IF NOT EXISTS messages (
  chat_id   BIGINT UNSIGNED NOT NULL,
  seq       BIGINT UNSIGNED NOT NULL COMMENT 'from chats.last_seq; ascending without a double, with gaps where something else changed',
  sender    ENUM('seeker', 'counselor') NOT NULL,
  client_id BINARY(16) NOT NULL COMMENT 'made by the page: a repeat finds the first',
  body      VARBINARY(32768) NOT NULL COMMENT 'opaque for the server',
  sent_at   DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (chat_id, seq),
  UNIQUE KEY messages_client (chat_id, sender, client_id),
  CONSTRAINT messages_chat FOREIGN KEY (chat_id) REFERENCES chats (id)
) ENGINE=InnoDB COMMENT='Messages of live chats. Lives as long as the chat: 48 hours after its end at most, plus the janitor''s minute.';

CREATE TABLE IF NOT EXISTS seeker_sessions (
  token_hash   BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie''s token; the token itself is nowhere',
  enqueue_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the enqueue call''s client id: a repeated call finds its place again',
  chat_id      BIGINT UNSIGNED NULL,
  ended_reason ENUM('seeker', 'counselor', 'window', 'admin', 'absent', 'elsewhere') NULL COMMENT 'NULL while alive',
  ended_at     DATETIME(3) NULL,
  PRIMARY KEY (token_hash),
  UNIQUE KEY seeker_sessions_enqueue (enqueue_hash),
  KEY seeker_sessions_chat (chat_id),
  KEY seeker_sessions_ended (ended_at),
  CONSTRAINT seeker_sessions_chat FOREIGN KEY (chat_id) REFERENCES chats (id) ON DELETE SET NULL
) ENGINE=InnoDB COMMENT='A seeker''s browser, one per chat. Lives until 24 hours after its end: reason and time only, so that the page can say why.';

CREATE TABLE IF NOT EXISTS free_names (
  number INT UNSIGNED NOT NULL,
  PRIMARY KEY (number)
) ENGINE=InnoDB COMMENT='Numbers of "Ratsuchende_r N" that were used and are free again. A row lives until its number is given to somebody.';

CREATE TABLE IF NOT EXISTS name_counter (
  id     TINYINT UNSIGNED NOT NULL,
  next   INT UNSIGNED NOT NULL COMMENT 'the lowest number that nobody ever had',
  PRIMARY KEY (id)
) ENGINE=InnoDB COMMENT='One row for the whole installation. Lives for ever; says how many chats there were at once, not whose.';

INSERT IGNORE INTO name_counter (id, next) VALUES (1, 1);
