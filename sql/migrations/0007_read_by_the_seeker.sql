-- How far each side has read is shown to the other. It moves no stream: reading is told in passing, and found at the next look.

ALTER TABLE chats
  ADD COLUMN IF NOT EXISTS seeker_read_seq BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'up to where the seeker has seen the messages' AFTER counselor_read_seq;
