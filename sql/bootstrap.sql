-- Creates the database and the four roles; run once as the database's root, safe to run again.
-- Who may do what with which table stands in grants.sql, applied after every migration. Users (one per program and host) are made by
-- the installer, with a password of their own: CREATE USER …; GRANT caritas_worker TO …; SET DEFAULT ROLE caritas_worker FOR ….
--
-- The server's own settings, if it keeps a binary log (the local stack's are in nginx/lib/settings.sh):
--   binlog_format = ROW
--   binlog_row_image = MINIMAL         # erasing a line logs its key; FULL, the default, would write its text into the log once more
--   binlog_annotate_row_events = OFF   # ON, the default, writes every message and document into the log a second time
--   binlog_expire_logs_seconds = 3600  # what was written is in the log until then; keep it short
--   max_binlog_size = 4M               # only a whole file can expire

CREATE DATABASE IF NOT EXISTS caritas CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE ROLE IF NOT EXISTS caritas_worker;     -- the FastCGI workers
CREATE ROLE IF NOT EXISTS caritas_janitor;    -- the cron-run janitor
CREATE ROLE IF NOT EXISTS caritas_admin;      -- caritas-admin: topics and counselors
CREATE ROLE IF NOT EXISTS caritas_migration;  -- caritas-admin migrate: the only one that changes tables and grants

-- The migration role hands rights in this database on to the other three and sees nothing outside of it.
GRANT ALL PRIVILEGES ON caritas.* TO caritas_migration WITH GRANT OPTION;
