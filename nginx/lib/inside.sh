#!/usr/bin/env bash
# The inner half of stack.sh: runs as the owner of DIR, out of DIR/app. Called by stack.sh only: inside.sh COMMAND DIR [ARGS…].
set -euo pipefail
umask 077

command=$1
dir=$2
shift 2
lib=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$dir/app
lock=
scheme=${SCHEME:-http}
# Where the sockets are: DIR/run, or a short folder that DIR/run leads to.
run=$dir/run
# shellcheck source=nginx/lib/process.sh
. "$lib/process.sh"
# shellcheck source=nginx/lib/folders.sh
. "$lib/folders.sh"
# shellcheck source=nginx/lib/tls.sh
. "$lib/tls.sh"
# shellcheck source=nginx/lib/settings.sh
. "$lib/settings.sh"
# shellcheck source=nginx/lib/database.sh
. "$lib/database.sh"
# shellcheck source=nginx/lib/site.sh
. "$lib/site.sh"

die() { printf 'stack.sh: %s\n' "$*" >&2; exit 1; }

# One command at a time; the programs started do not inherit the lock (process.sh).
take_lock() {
    exec {lock}>"$dir/lock"
    flock -w 60 "$lock" || die "another command is at work in $dir"
}

refuse_if_running() {
    local part
    for part in mariadb $(workers) nginx; do
        ! pid_of "$part" >/dev/null || die "a stack runs already in $dir: stop it with bash nginx/stack.sh stop $dir"
    done
}

stop_all() {
    stop_part nginx 10
    stop_workers
    stop_part mariadb 40
}

# Ended, failed or interrupted: what was started so far is stopped again.
give_up() {
    trap '' HUP INT TERM
    stop_all || true
}

start() {
    refuse_if_running
    make_folders
    check_port_is_free "$1"
    trap give_up EXIT
    trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
    write_settings "$1"
    check_limits
    start_database
    prepare_database
    start_workers
    start_nginx
    wait_for_site "$1"
    trap - EXIT HUP INT TERM
}

main() {
    case $command in
        janitor) exec "$root/bin/caritas-janitor" --config "$dir/etc/janitor.toml" ;;
        admin) exec "$root/bin/caritas-admin" --config "$dir/etc/admin.toml" "$@" ;;
        sql) exec mariadb --defaults-file="$dir/etc/db-root.cnf" ;;
    esac
    take_lock
    find_run
    case $command in
        idle) refuse_if_running ;;
        start) start "$@" ;;
        stop) stop_all ;;
        remove-sockets) remove_run ;;
        db-start) start_database ;;
        db-stop) stop_part mariadb 40 ;;
        worker-start) start_workers ;;
        worker-stop) stop_workers ;;
        worker-kill) kill_part "worker-${1:-1}" ;;
        nginx-start) start_nginx ;;
        nginx-stop) stop_part nginx 10 ;;
        *) die "unknown command $command" ;;
    esac
}

main "$@"
