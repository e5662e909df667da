-- Topics, counselors, and the sessions of both kinds of people.

CREATE TABLE IF NOT EXISTS topics (
  id                     INT UNSIGNED NOT NULL AUTO_INCREMENT,
  slug                   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'path of the portal: lower case letters, digits, hyphens',
  name_de                VARCHAR(120) NOT NULL,
  name_en                VARCHAR(120) NOT NULL,
  summary_de             VARCHAR(1000) NOT NULL DEFAULT '',
  summary_en             VARCHAR(1000) NOT NULL DEFAULT '',
  address                ENUM('du', 'sie') NOT NULL DEFAULT 'du' COMMENT 'how German pages address the seeker',
  team_name              VARCHAR(120) NOT NULL COMMENT 'what seekers see of a counselor without a display name',
  is_open                BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'closed: the live chat takes nobody new',
  online_counselling_url VARCHAR(500) NULL COMMENT 'where the change to online counselling leads; NULL hides it',
  queue_seq              BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'stream of the queue: plus one under the row lock with every change that its watchers see',
  moved_at               DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) COMMENT 'when queue_seq moved last; read by the workers'' tails',
  PRIMARY KEY (id),
  UNIQUE KEY topics_slug (slug),
  KEY topics_moved (moved_at)
) ENGINE=InnoDB COMMENT='Topics (Fachbereiche). Lives until an admin removes it.';

CREATE TABLE IF NOT EXISTS counselors (
  id              INT UNSIGNED NOT NULL AUTO_INCREMENT,
  login           VARCHAR(64) COLLATE utf8mb4_unicode_ci NOT NULL COMMENT 'for signing in; seekers never see it',
  display_name    VARCHAR(120) NULL COMMENT 'what seekers see; NULL: the team name of the topic',
  password_hash   VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Argon2id in PHC string format',
  disabled        BOOLEAN NOT NULL DEFAULT FALSE,
  present         BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'a page of this counselor is listening; counts only while present_at is recent',
  present_at      DATETIME(3) NULL,
  inbox_seq       BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'stream of the inbox: a chat came or went, rights or sessions changed',
  moved_at        DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) COMMENT 'when inbox_seq moved last',
  created_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (id),
  UNIQUE KEY counselors_login (login),
  KEY counselors_moved (moved_at)
) ENGINE=InnoDB COMMENT='Counselors. Lives until an admin removes it; disabling keeps the row.';

CREATE TABLE IF NOT EXISTS counselor_topics (
  counselor_id INT UNSIGNED NOT NULL,
  topic_id     INT UNSIGNED NOT NULL,
  PRIMARY KEY (counselor_id, topic_id),
  KEY counselor_topics_topic (topic_id),
  CONSTRAINT counselor_topics_counselor FOREIGN KEY (counselor_id) REFERENCES counselors (id) ON DELETE CASCADE,
  CONSTRAINT counselor_topics_topic FOREIGN KEY (topic_id) REFERENCES topics (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Which counselor works for which topic. Lives as long as both.';

CREATE TABLE IF NOT EXISTS counselor_sessions (
  token_hash   BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie''s token; the token itself is nowhere',
  counselor_id INT UNSIGNED NOT NULL,
  created_at   DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  acted_at     DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) COMMENT 'last deliberate act, polls do not count; idle after 8 hours',
  ended_reason ENUM('signed_out', 'idle', 'disabled', 'password_changed') NULL COMMENT 'NULL while alive',
  ended_at     DATETIME(3) NULL,
  PRIMARY KEY (token_hash),
  KEY counselor_sessions_counselor (counselor_id),
  KEY counselor_sessions_acted (acted_at),
  KEY counselor_sessions_ended (ended_at),
  CONSTRAINT counselor_sessions_counselor FOREIGN KEY (counselor_id) REFERENCES counselors (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Signed-in browsers of counselors. Lives until 24 hours after its end (so that the page can say why), 8 hours idle at most.';
