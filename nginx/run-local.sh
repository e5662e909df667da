#!/usr/bin/env bash
# The whole live chat on this machine, from a bare Debian 12: installs what is lacking, builds, starts, shows the links, follows the logs.
#
# Usage: bash nginx/run-local.sh [--port N] [--tls] [--fresh] [--check]
#   --port N   the address is http://localhost:N (8080)
#   --tls      the address is https://localhost:N, with a certificate made here: Safari takes no session without
#   --fresh    deletes the data of earlier starts first
#   --check    starts everything anew in build/check, runs one chat through HTTP, stops and removes it; exit 0 if all went well, 1 if not
#   --help     this text
# A second start keeps the data (build/local). Ctrl-C stops what was started here and nothing else.
# As root everything runs as an unprivileged user: RUN_AS, or who called sudo, or the system user caritas-local.
# BIN=FOLDER takes the three programs from there and builds nothing.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
repo=$(dirname -- "$here")
place=$repo/build/local
port=8080
fresh=no
check=no
scheme=http
site=
started=no
passed=no
status_of_signal=130
children=()
# shellcheck source=nginx/lib/owner.sh
. "$here/lib/owner.sh"
# shellcheck source=nginx/lib/place.sh
. "$here/lib/place.sh"
# shellcheck source=nginx/lib/site.sh
. "$here/lib/site.sh"
# shellcheck source=nginx/lib/demo.sh
. "$here/lib/demo.sh"

usage() { sed -n '4,12s/^# \{0,1\}//p' "$here/run-local.sh"; }

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --port)
                [ $# -ge 2 ] || die "--port wants a number"
                check_port "$2"
                port=$2
                shift
                ;;
            --tls) scheme=https ;;
            --fresh) fresh=yes ;;
            --check) check=yes ;;
            --help | -h) usage; exit 0 ;;
            *) usage >&2; exit 2 ;;
        esac
        shift
    done
    site=$scheme://localhost:$port
    if [ "$check" = yes ]; then
        place=$repo/build/check
        fresh=yes
    fi
}

# One start at a time for this checkout: a lock on this very file, which needs no right to write. Not for the stack's programs to keep.
take_turn() {
    exec {turn}<"$here/run-local.sh"
    flock -n "$turn" || die "it runs already, started from another terminal: stop that one first (Ctrl-C there)"
}

# What a killed start has left is stopped by hand, not taken over: its logs and its janitor are gone.
refuse_if_running() {
    [ ! -e "$place/app" ] || bash "$here/stack.sh" idle "$place" || exit 1
}

check_disk() {
    local free
    free=$(df -Pk -- "$1" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge 1048576 ] || die "less than 1 GB is free on the disk of $1"
}

check_room() {
    check_disk "$repo"
    if [ -e "$place" ]; then check_disk "$place"; fi
    check_port_is_free "$port"
}

# As whoever owns the checkout, so that root leaves no file in somebody's build folder and runs nothing out of it.
# shellcheck disable=SC2016
build() {
    [ -z "${BIN-}" ] || return 0
    local owner log=$repo/build/run-local.log
    owner=$(owner_of "$repo")
    local steps='cd "$1" && mkdir -p build && { cmake --preset release && cmake --build --preset release; } >"$2" 2>&1'
    [ -x "$repo/build/release/bin/caritas-worker" ] || echo "Building; the first time takes some minutes."
    if is_root && [ "$owner" != root ]; then as_owner sh -c "umask 022; $steps" sh "$repo" "$log"; else sh -c "$steps" sh "$repo" "$log"; fi || {
        tail -n 40 -- "$log" >&2 || true
        die "the build failed: the end of $log stands above"
    }
}

start() {
    if [ "$fresh" = yes ]; then bash "$here/stack.sh" remove "$place"; fi
    started=yes
    SCHEME=$scheme BIN=${BIN:-$repo/build/release/bin} bash "$here/stack.sh" start "$place" "$port" {turn}<&- || { started=no; exit 1; }
    find_place "$place"
    add_topics
    add_counselors
}

# Stops what was started here. A second Ctrl-C does not interrupt it.
stop() {
    trap '' HUP INT TERM
    trap - EXIT
    local child
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    if [ "$started" = yes ]; then
        printf '\nStopping.\n' || true
        bash "$here/stack.sh" stop "$place" || true
        if [ "$passed" = yes ]; then bash "$here/stack.sh" remove "$place" || true; fi
    fi
}

leave() {
    stop
    exit "$1"
}

# Every minute, as cron does it in a real installation; ends with this script, however that ends.
run_janitor() {
    local sleeper=
    # Ctrl-C reaches this shell as well, and not the sleeper, which the shell starts deaf to it.
    trap '[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null; exit 0' HUP INT TERM
    trap - EXIT
    while kill -0 $$ 2>/dev/null; do
        bash "$here/stack.sh" janitor "$place" 2>&1 || echo "caritas-janitor failed: next try in a minute"
        sleep 60 &
        sleeper=$!
        wait "$sleeper"
    done
}

follow() {
    local log
    for log in worker-1 mariadb nginx; do
        as_owner tail -q -n 0 -F "--pid=$$" "$home/log/$log.log" 2>/dev/null > >(sed -u "s/^/$log: /" {turn}<&-) {turn}<&- &
        children+=($!)
    done
}

run_check() {
    local login password result=0
    read -r login password < <(demo_logins)
    echo "One chat through $site:"
    if [ "$scheme" = https ]; then export CURL_CA_BUNDLE=$home/etc/tls.pem; fi
    bash "$here/lib/check-chat.sh" "$site" kinder-jugendliche "$login" <<<"$password" || result=1
    if bash "$here/stack.sh" janitor "$place" >/dev/null; then echo "  ok      janitor runs"; else echo "  FAILED  janitor"; result=1; fi
    if [ "$result" = 0 ]; then
        echo "check passed"
        passed=yes
    else
        echo "check FAILED; logs are in $place/log"
    fi
    leave "$result"
}

main() {
    read_options "$@"
    take_turn
    refuse_if_running
    check_room
    bash "$here/packages.sh" run
    build
    trap 'leave $?' EXIT
    trap 'leave "$status_of_signal"' HUP INT TERM
    start
    if [ "$check" = yes ]; then run_check; fi
    run_janitor {turn}<&- &
    children+=($!)
    print_links
    follow
    # From here on Ctrl-C is the expected end.
    status_of_signal=0
    wait
}

main "$@"
