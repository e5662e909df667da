-- What a page needs between reloads lies under the seal of the hour, as the wrapped keys do: nothing of it can be read once that key is gone.
-- Shares from before stay as they are until their sessions end.

ALTER TABLE seeker_sessions
  MODIFY share VARBINARY(128) NULL COMMENT 'seals the private key in this browser between reloads, itself sealed with the key of share_epoch; NULL once the session has ended',
  ADD COLUMN IF NOT EXISTS share_epoch INT UNSIGNED NULL COMMENT 'hour, since 1970; NULL: share is from before and not sealed',
  ADD KEY IF NOT EXISTS seeker_sessions_epoch (share_epoch, ended_reason);

ALTER TABLE counselor_sessions
  MODIFY share VARBINARY(128) NULL COMMENT 'seals the private key in this browser between reloads, itself sealed with the key of share_epoch; NULL once the session has ended',
  ADD COLUMN IF NOT EXISTS share_epoch INT UNSIGNED NULL COMMENT 'hour, since 1970; NULL: share is from before and not sealed',
  ADD KEY IF NOT EXISTS counselor_sessions_epoch (share_epoch, ended_reason);
