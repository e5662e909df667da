-- When somebody's presence changed last: what others see of one person changes at most once in some seconds.

ALTER TABLE chats
  ADD COLUMN IF NOT EXISTS presence_moved_at DATETIME(3) NULL COMMENT 'when seeker_present changed last; NULL: never' AFTER seeker_present_at;

ALTER TABLE counselors
  ADD COLUMN IF NOT EXISTS presence_moved_at DATETIME(3) NULL COMMENT 'when present changed last; NULL: never' AFTER present_at;
