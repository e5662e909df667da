# Writes DIR/etc: passwords, the programs' configuration, MariaDB's and nginx's. Sourced by inside.sh.
# shellcheck shell=bash disable=SC2154

# 48 hexadecimal digits, made once and kept (0600 by umask).
password_of() {
    local file=$dir/etc/$1.password
    if [ ! -s "$file" ]; then
        od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$file.new"
        mv "$file.new" "$file"
    fi
    cat "$file"
}

write_settings() {
    local user number nofile connections max_parked backlog
    choose_limits
    for user in db-root worker janitor migration admin; do password_of "$user" >/dev/null; done
    for user in janitor migration admin; do write_toml "$user" "$1" >"$dir/etc/$user.toml"; done
    rm -f "$dir"/etc/worker-*.toml
    for number in $(seq "${WORKERS:-1}"); do write_worker_toml "$number" "$1" >"$dir/etc/worker-$number.toml"; done
    write_database_settings
    if [ "$scheme" = https ]; then make_certificate; fi
    write_nginx_settings "$1"
}

# Numbers that fit together (check-limits.sh says how), from the open files that the system allows: those of an nginx process, its
# connections, and the polls that each worker may park, since one process may get them all.
choose_limits() {
    local allowed
    allowed=$(ulimit -Hn)
    nofile=20000
    if [ "$allowed" != unlimited ] && [ "$allowed" -lt "$nofile" ]; then nofile=$allowed; fi
    connections=$((nofile - 256))
    if [ "$connections" -gt 16384 ]; then connections=16384; fi
    max_parked=$(((connections - 384) / 2 / ${WORKERS:-1}))
    [ "$max_parked" -ge 10 ] || die "the system allows $allowed open files (ulimit -Hn): too few for ${WORKERS:-1} workers, 1024 are enough for one"
    backlog=$(cat /proc/sys/net/core/somaxconn 2>/dev/null || echo 4096)
    if [ "$backlog" -gt 4096 ]; then backlog=4096; fi
}

write_toml() {
    cat <<END
# Written by stack.sh at every start.
[database]
socket = "$run/mariadb.sock"
name = "caritas"
user = "$1"
password_file = "$dir/etc/$1.password"

[site]
origin = "$scheme://localhost:$2"

[keys]
folder = "$dir/keys"

[poll]
${POLL_TOML-}

[chat]
${CHAT_TOML-}
END
    wide_chat
}

# LIMITS=wide lifts what the workers limit as well; a key that a test sets itself stays.
wide_chat() {
    local line
    [ "${LIMITS:-shipped}" = wide ] || return 0
    for line in "max_messages = 1000000" "max_message_kib = 1048576" "messages_per_minute = 1000000" "max_waiting = 1000000"; do
        [[ ${CHAT_TOML-} == *"${line%% *} "* ]] || echo "$line"
    done
}

# write_worker_toml NUMBER PORT
write_worker_toml() {
    write_toml worker "$2"
    cat <<END

[worker]
socket = "$run/worker-$1.sock"
hints = "$run/hints"
${WORKER_TOML-}
END
    # A key may stand there once only.
    [[ ${WORKER_TOML-} == *max_parked* ]] || echo "max_parked = $max_parked"
    [[ ${WORKER_TOML-} == *backlog* ]] || echo "backlog = $backlog"
}

# A line of nginx's upstream for each worker.
upstream() {
    local number
    for number in $(seq "${WORKERS:-1}"); do
        printf '        server "unix:%s/worker-%s.sock" max_fails=1 fail_timeout=2s;\n' "$run" "$number"
    done
}

write_database_settings() {
    cat >"$dir/etc/mariadb.cnf" <<END
# MariaDB of the local stack; written by stack.sh at every start, the only file that mariadbd reads.
[mysqld]
datadir = "$dir/data"
socket = "$run/mariadb.sock"
pid-file = "$dir/run/mariadb.pid"
tmpdir = "$dir/tmp"
log_error = "$dir/log/mariadb.log"
# Sets root's password, and drops its namesakes of other hosts, before the first connection is let in.
init_file = "$dir/etc/db-init.sql"
skip_networking
skip_name_resolve
skip_symbolic_links
local_infile = 0
# What was acknowledged survives a crash: redo log and binary log are on the disk at every commit.
innodb_flush_log_at_trx_commit = 1
log_bin = "$dir/data/binlog"
sync_binlog = 1
binlog_format = ROW
# Of a row that is erased only its key is logged, not its text once more; of a change only what changed.
binlog_row_image = MINIMAL
# Else each row that is written would be there twice, the second time as the text of its statement.
binlog_annotate_row_events = OFF
# The binary log still holds what was written: short, and in small files, since only a whole file can expire.
binlog_expire_logs_seconds = 3600
max_binlog_size = 4M
# No log of statements, which hold what people say.
general_log = 0
slow_query_log = 0
log_warnings = 1
character_set_server = utf8mb4
default_time_zone = +00:00
innodb_buffer_pool_size = 128M
max_connections = 200
END
    cat >"$dir/etc/db-init.sql" <<END
SET SESSION sql_log_bin = 0;
ALTER USER root@localhost IDENTIFIED BY '$(password_of db-root)';
DELETE FROM mysql.global_priv WHERE User IN ('root', '') AND Host <> 'localhost';
FLUSH PRIVILEGES;
END
    cat >"$dir/etc/db-root.cnf" <<END
# For stack.sh: the database's root.
[client]
user = root
password = $(password_of db-root)
socket = "$run/mariadb.sock"
default-character-set = utf8mb4
END
}

# fill NAME=VALUE…: copies standard input with @NAME@ replaced.
fill() {
    local text pair
    text=$(cat)
    # Quoted: "&" in a value is an ampersand.
    for pair in "$@"; do text=${text//"@${pair%%=*}@"/"${pair#*=}"}; done
    printf '%s\n' "$text"
}

# LIMITS=wide: every number of a limit becomes one that is never reached.
limits() {
    if [ "${LIMITS:-shipped}" = wide ]; then
        sed -E 's/rate=[0-9]+r\/[ms]/rate=100000r\/s/; s/burst=[0-9]+/burst=100000/; s/^( *limit_conn [a-z_]+) [0-9]+/\1 60000/'
    else
        cat
    fi
}

write_nginx_settings() {
    local file from=$root/nginx
    mkdir -p "$dir/etc/caritas"
    for file in routes headers errors messages fastcgi limits; do
        limits <"$from/$file.conf" >"$dir/etc/caritas/$file.conf"
    done
    fill "DIR=$dir" "UPSTREAM=$(upstream)" "NOFILE=$nofile" "CONNECTIONS=$connections" <"$from/local.conf.template" >"$dir/etc/nginx.conf"
    fill "LISTEN=127.0.0.1:$1$(tls_options)" "TLS=$(tls_settings "$1")" "BACKLOG=$backlog" "HTDOCS=$root/htdocs" <"$from/site.conf.template" >"$dir/etc/site.conf"
}
