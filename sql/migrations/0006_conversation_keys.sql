-- Pages encrypt what is said: the seeker's public key comes with the place, the conversation's key, wrapped for each side, with its acceptance.
-- Chats from before have no key, and go.

ALTER TABLE chats
  ADD COLUMN IF NOT EXISTS seeker_public_key BINARY(32) NULL COMMENT 'X25519, of the page that took the place; NULL once erased or withdrawn',
  ADD COLUMN IF NOT EXISTS counselor_public_key BINARY(32) NULL COMMENT 'of who accepted, as it was then; NULL once erased',
  ADD COLUMN IF NOT EXISTS key_for_seeker VARBINARY(128) NULL COMMENT 'the conversation''s key, wrapped in the counselor''s page, sealed with the key of key_epoch; NULL once ended',
  ADD COLUMN IF NOT EXISTS key_for_counselor VARBINARY(128) NULL COMMENT 'the same key for the counselor; NULL once erased',
  ADD COLUMN IF NOT EXISTS key_epoch INT UNSIGNED NULL COMMENT 'hour of the acceptance, since 1970: its key is a file of the worker''s host; NULL once erased',
  ADD KEY IF NOT EXISTS chats_epoch (key_epoch);

ALTER TABLE seeker_sessions
  ADD COLUMN IF NOT EXISTS share BINARY(32) NULL COMMENT 'seals the private key in this browser between reloads; NULL once the session has ended';

ALTER TABLE messages
  MODIFY body VARBINARY(32768) NOT NULL COMMENT 'sealed in the page';

UPDATE seeker_sessions SET ended_reason = 'admin', ended_at = NOW(3) WHERE ended_reason IS NULL;
INSERT IGNORE INTO free_names (number) SELECT name_number FROM chats WHERE name_number IS NOT NULL;
UPDATE chats SET state = 'erased', ended_by = 'admin', ended_at = COALESCE(ended_at, NOW(3)), name_number = NULL, last_seq = last_seq + 1,
  moved_at = NOW(3) WHERE state <> 'erased';
