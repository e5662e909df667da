-- A page's last word is that it was left. A poll which that page sent before may arrive after it, and is no sign of life.

ALTER TABLE chats
  ADD COLUMN IF NOT EXISTS left_page BINARY(16) NULL COMMENT 'the random name that the page which was left last had given itself' AFTER place_until;
