-- Documents of live chats: sealed in the page, carried in chunks, opened by the other page.

CREATE TABLE IF NOT EXISTS files (
  chat_id  BIGINT UNSIGNED NOT NULL,
  file_id  BINARY(16) NOT NULL COMMENT 'made by the page; the sealed message that shows the document names it',
  sender   ENUM('seeker', 'counselor') NOT NULL,
  chunks   INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'so many have come, in order',
  bytes    BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of these chunks, sealed',
  complete BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'the last one has come',
  moved_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) COMMENT 'when the last chunk came: without one for some minutes it is given up',
  PRIMARY KEY (chat_id, file_id),
  KEY files_moved (complete, moved_at),
  CONSTRAINT files_chat FOREIGN KEY (chat_id) REFERENCES chats (id)
) ENGINE=InnoDB COMMENT='Documents of live chats. Lives as long as the chat; one that was not finished, some minutes.';

CREATE TABLE IF NOT EXISTS file_chunks (
  chat_id BIGINT UNSIGNED NOT NULL,
  file_id BINARY(16) NOT NULL,
  number  INT UNSIGNED NOT NULL COMMENT 'from 0',
  body    MEDIUMBLOB NOT NULL COMMENT 'sealed in the page',
  PRIMARY KEY (chat_id, file_id, number),
  CONSTRAINT file_chunks_file FOREIGN KEY (chat_id, file_id) REFERENCES files (chat_id, file_id)
) ENGINE=InnoDB COMMENT='The chunks of documents. Lives as long as the document.';
