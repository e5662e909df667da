-- What each side has written in a chat, so that the statement which takes the next sequence can refuse what is too much.

ALTER TABLE chats
  ADD COLUMN IF NOT EXISTS seeker_messages INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'messages that the seeker has written',
  ADD COLUMN IF NOT EXISTS seeker_bytes BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'bytes of their bodies, sealed',
  ADD COLUMN IF NOT EXISTS counselor_messages INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'messages that the counselor has written',
  ADD COLUMN IF NOT EXISTS counselor_bytes BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'bytes of their bodies, sealed';
