-- The workers' tails read which chats moved lately, several times a second: the index alone answers that.

ALTER TABLE chats
  DROP KEY chats_moved,
  ADD KEY chats_moved (moved_at, last_seq);
