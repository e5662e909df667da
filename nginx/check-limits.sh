#!/usr/bin/env bash
# Do nginx's limits and the workers' fit together? A sentence for each that does not; exit 1 if there is any.
#
#   bash nginx/check-limits.sh NGINX_CONF WORKER_TOML…
#
# Reads what nginx itself reads (nginx -T), the workers' files with the defaults of fcgi/core/config.h, and the kernel's somaxconn. Run it
# as whoever starts nginx, before the start (ExecStartPre): what does not fit shows only under load otherwise, as calls that hang.
# SOMAXCONN_FILE: where that number stands (/proc/sys/net/core/somaxconn).
set -euo pipefail

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# Connections of one nginx process beside the parked polls: short calls (two each), pages, browsers that keep theirs open.
reserve_connections=384
# Its files beside its connections: pages that are sent, logs, listening sockets.
reserve_files=256
violations=0

die() { printf 'check-limits.sh: %s\n' "$*" >&2; exit 2; }

complain() {
    printf '%s\n' "$*"
    violations=$((violations + 1))
}

# toml FILE SECTION KEY DEFAULT: a whole number of the worker's configuration.
toml() {
    awk -v section="$2" -v key="$3" -v value="$4" '
        { sub(/#.*/, ""); gsub(/[ \t\r]/, "") }
        /^\[/ { inside = ($0 == "[" section "]"); next }
        inside && index($0, key "=") == 1 { value = substr($0, length(key) + 2); gsub(/_/, "", value) }
        END { print value }' "$1"
}

# directive NAME DEFAULT: the first argument of nginx's directive, wherever it stands first.
directive() {
    sed -nE "s/^[[:space:]]*(.*[{;][[:space:]]*)?$1[[:space:]]+([0-9]+).*/\2/p" <<<"$nginx" | head -n 1 | grep . || echo "$2"
}

# Seconds that nginx waits for the answer to a poll; 60 is nginx's own default.
poll_timeout() {
    awk '
        /^[[:space:]]*location[[:space:]].*events/ { inside = 1 }
        inside && match($0, /fastcgi_read_timeout[[:space:]]+[0-9]+(ms|s|m|h)?;/) {
            text = substr($0, RSTART, RLENGTH); sub(/.*[[:space:]]/, "", text); unit = text; gsub(/[0-9;]/, "", unit); seconds = text + 0
            if (unit == "m") seconds *= 60; else if (unit == "h") seconds *= 3600; else if (unit == "ms") seconds = int(seconds / 1000)
        }
        inside && /^[[:space:]]*}/ { inside = 0 }
        END { print seconds == "" ? 60 : seconds }' <<<"$nginx"
}

# The largest backlog of a listen directive; 511 is nginx's own default.
listen_backlog() { { echo 511; sed -nE 's/^[[:space:]]*listen[[:space:]].*backlog=([0-9]+).*/\1/p' <<<"$nginx"; } | sort -n | tail -n 1; }

check_nginx() {
    local connections files backlog
    connections=$(directive worker_connections 512)
    files=$(directive worker_rlimit_nofile 0)
    backlog=$(listen_backlog)
    local needed=$((2 * parked + reserve_connections))
    [ "$connections" -ge "$needed" ] ||
        complain "nginx: worker_connections $connections is too few: $parked parked polls (max_parked of all workers) take two each, all of them perhaps in one process, and $reserve_connections are for other calls: set worker_connections $needed, or lower [worker] max_parked to $(((connections - reserve_connections) / 2)) in all"
    if [ "$files" = 0 ]; then
        complain "nginx: worker_rlimit_nofile is not set, so that the system's limit counts, often 1024: set worker_rlimit_nofile $((connections + reserve_files))"
    elif [ "$files" -lt $((connections + reserve_files)) ]; then
        complain "nginx: worker_rlimit_nofile $files is too few for worker_connections $connections and $reserve_files other files: set worker_rlimit_nofile $((connections + reserve_files))"
    fi
    [ "$somaxconn" -ge "$backlog" ] ||
        complain "nginx: listen … backlog=$backlog is cut to net.core.somaxconn = $somaxconn by the kernel: raise it (sysctl), or lower the backlog"
}

# check_worker FILE
check_worker() {
    local longest timeout backlog
    longest=$(toml "$1" poll max_seconds 50)
    timeout=$(poll_timeout)
    backlog=$(toml "$1" worker backlog 4096)
    [ "$timeout" -gt "$longest" ] ||
        complain "$1: [poll] max_seconds = $longest is not below nginx's fastcgi_read_timeout ${timeout}s for polls, which would break them off: lower the one or raise the other"
    [ "$somaxconn" -ge "$backlog" ] ||
        complain "$1: [worker] backlog = $backlog is cut to net.core.somaxconn = $somaxconn by the kernel: raise it (sysctl), or lower the backlog"
}

main() {
    [ $# -ge 2 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
    local file configuration=$1
    shift
    nginx=$(nginx -T -q -e stderr -c "$configuration" 2>&1) || die "nginx refuses its configuration: $(tail -n 2 <<<"$nginx" | head -n 1)"
    nginx=$(sed -E 's/^[[:space:]]*#.*//; s/([;{}])[[:space:]]*#.*/\1/' <<<"$nginx")
    somaxconn=$(cat "${SOMAXCONN_FILE:-/proc/sys/net/core/somaxconn}" 2>/dev/null || echo 4096)
    parked=0
    for file in "$@"; do
        [ -r "$file" ] || die "cannot read $file"
        parked=$((parked + $(toml "$file" worker max_parked 8000)))
    done
    check_nginx
    for file in "$@"; do check_worker "$file"; done
    [ "$violations" = 0 ]
}

main "$@"
