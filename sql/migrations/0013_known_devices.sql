-- Browsers in which a counselor has signed in before: when many tries of others wait, theirs come first.

CREATE TABLE IF NOT EXISTS known_devices (
  token_hash   BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie''s token; the token itself is nowhere',
  counselor_id INT UNSIGNED NOT NULL COMMENT 'who signed in there first',
  used_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) COMMENT 'last successful sign-in there',
  PRIMARY KEY (token_hash),
  KEY known_devices_counselor (counselor_id, used_at),
  KEY known_devices_used (used_at),
  CONSTRAINT known_devices_counselor FOREIGN KEY (counselor_id) REFERENCES counselors (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Browsers of counselors. Lives until 180 days after the last sign-in, or until an admin disables the counselor or sets a password; gives no right.';
