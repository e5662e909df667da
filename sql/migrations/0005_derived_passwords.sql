-- What signs a counselor in is derived from the password in the page; another derivation opens the private key, which the server holds sealed.
-- Who was there before cannot sign in any more until an admin sets a password (`caritas-admin counselor password`).

ALTER TABLE counselors
  MODIFY password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Argon2id of the proof that the page derives, in PHC string format; empty: nobody signs in',
  ADD COLUMN IF NOT EXISTS password_salt BINARY(16) NOT NULL DEFAULT 0x00000000000000000000000000000000 COMMENT 'of the derivation, for PBKDF2',
  ADD COLUMN IF NOT EXISTS password_rounds INT UNSIGNED NOT NULL DEFAULT 300000,
  ADD COLUMN IF NOT EXISTS password_is_initial BOOLEAN NOT NULL DEFAULT TRUE COMMENT 'set by an admin, good once: to choose another',
  ADD COLUMN IF NOT EXISTS public_key BINARY(32) NULL COMMENT 'X25519; made with the first password of one''s own, NULL again when an admin sets one',
  ADD COLUMN IF NOT EXISTS sealed_private_key VARBINARY(128) NULL COMMENT 'sealed in the page under a key from the password';

ALTER TABLE counselor_sessions
  ADD COLUMN IF NOT EXISTS share BINARY(32) NULL COMMENT 'seals the private key in this browser between reloads; NULL once the session has ended',
  ADD COLUMN IF NOT EXISTS limited BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'begun with an initial password: may choose another, nothing else';

CREATE TABLE IF NOT EXISTS installation (
  id          TINYINT UNSIGNED NOT NULL,
  salt_secret BINARY(32) NOT NULL COMMENT 'gives logins that nobody has a salt, always the same',
  PRIMARY KEY (id)
) ENGINE=InnoDB COMMENT='One row for the whole installation. Lives for ever.';

INSERT IGNORE INTO installation (id, salt_secret) VALUES (1, RANDOM_BYTES(32));

UPDATE counselors SET password_hash = '';
UPDATE counselor_sessions SET ended_reason = 'password_changed', ended_at = NOW(3) WHERE ended_reason IS NULL;
