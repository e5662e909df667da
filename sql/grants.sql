-- The least rights of each role, all in one place; applied after every migration by `caritas-admin migrate`.

-- Workers: everything a call of a seeker or a counselor does; they can neither make topics and counselors nor erase conversations.
GRANT SELECT, UPDATE (queue_seq, moved_at) ON caritas.topics TO caritas_worker;
GRANT SELECT, UPDATE (password_hash, password_salt, password_rounds, password_is_initial, public_key, sealed_private_key, present, present_at,
    presence_moved_at, inbox_seq, moved_at) ON caritas.counselors TO caritas_worker;
GRANT SELECT ON caritas.installation TO caritas_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON caritas.known_devices TO caritas_worker;
GRANT SELECT ON caritas.counselor_topics TO caritas_worker;
GRANT SELECT, INSERT, UPDATE ON caritas.counselor_sessions TO caritas_worker;
GRANT SELECT, INSERT, UPDATE ON caritas.chats TO caritas_worker;
GRANT SELECT, INSERT ON caritas.messages TO caritas_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON caritas.files TO caritas_worker;
GRANT SELECT, INSERT, DELETE ON caritas.file_chunks TO caritas_worker;
GRANT SELECT, INSERT, UPDATE ON caritas.seeker_sessions TO caritas_worker;
GRANT SELECT, INSERT, DELETE ON caritas.free_names TO caritas_worker;
GRANT SELECT, UPDATE ON caritas.name_counter TO caritas_worker;

-- Janitor: ends, withdraws, erases; sees no password and no text (bodies it deletes unread).
GRANT SELECT (id, queue_seq), UPDATE (queue_seq, moved_at) ON caritas.topics TO caritas_janitor;
GRANT SELECT (id, present, present_at, presence_moved_at, inbox_seq), UPDATE (present, presence_moved_at, inbox_seq, moved_at)
    ON caritas.counselors TO caritas_janitor;
GRANT SELECT ON caritas.counselor_topics TO caritas_janitor;
GRANT SELECT (token_hash, counselor_id, created_at, acted_at, ended_reason, ended_at, share_epoch), UPDATE (ended_reason, ended_at, share), DELETE
    ON caritas.counselor_sessions TO caritas_janitor;
GRANT SELECT, UPDATE, DELETE ON caritas.chats TO caritas_janitor;
GRANT SELECT (chat_id, seq), DELETE ON caritas.messages TO caritas_janitor;
GRANT SELECT (chat_id, file_id, complete, moved_at), DELETE ON caritas.files TO caritas_janitor;
GRANT SELECT (chat_id, file_id, number), DELETE ON caritas.file_chunks TO caritas_janitor;
GRANT SELECT, UPDATE, DELETE ON caritas.seeker_sessions TO caritas_janitor;
GRANT INSERT, SELECT ON caritas.free_names TO caritas_janitor;
GRANT SELECT, DELETE ON caritas.known_devices TO caritas_janitor;

-- Admin: topics, counselors and who works where; disabling ends sessions and chats. No message, no seeker's token.
GRANT SELECT, INSERT, UPDATE ON caritas.topics TO caritas_admin;
GRANT SELECT, INSERT, UPDATE ON caritas.counselors TO caritas_admin;
GRANT SELECT, INSERT, DELETE ON caritas.counselor_topics TO caritas_admin;
GRANT SELECT (counselor_id, ended_reason, ended_at), UPDATE (ended_reason, ended_at, share) ON caritas.counselor_sessions TO caritas_admin;
GRANT SELECT, UPDATE (state, ended_by, ended_at, last_seq, moved_at, key_for_seeker) ON caritas.chats TO caritas_admin;
GRANT SELECT (chat_id, ended_reason, ended_at), UPDATE (ended_reason, ended_at, share) ON caritas.seeker_sessions TO caritas_admin;
GRANT SELECT (counselor_id), DELETE ON caritas.known_devices TO caritas_admin;
GRANT SELECT ON caritas.schema_migrations TO caritas_admin;
