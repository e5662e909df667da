-- A repeated enqueue gives its browser a token beside the first one's, not in its place: whichever answer arrives last, its cookie is good.

ALTER TABLE seeker_sessions
  MODIFY enqueue_hash BINARY(32) NULL COMMENT 'SHA-256 of the enqueue call''s client id: a repeated call finds its place again. NULL: the token of such a repeat',
  COMMENT='A token of a seeker''s browser; all of a chat live and end together. Lives until 24 hours after its end: reason and time only, so that the page can say why.';
