-- How many documents each side has begun in a chat, those included that were given up: what a chat may write to the disk has a bound.

ALTER TABLE chats
  ADD COLUMN IF NOT EXISTS seeker_files INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'documents that the seeker has begun to send, ever',
  ADD COLUMN IF NOT EXISTS counselor_files INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'and the counselor';
