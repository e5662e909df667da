#!/usr/bin/env bash
# Runs a command on a private MariaDB with the tables made and nothing else running; stops and deletes it all however the command ends.
#
#   BIN=build/dev/bin bash tests/store/with-database.sh COMMAND [ARGS…]
#
# The command finds the configuration files of the four roles in CARITAS_WORKER, CARITAS_JANITOR, CARITAS_ADMIN and CARITAS_MIGRATION, and
# the stack's folder in CARITAS_STACK: `bash nginx/stack.sh sql "$CARITAS_STACK"` takes SQL as the database's root.
set -euo pipefail

[ $# -ge 1 ] || { sed -n '4s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
stack=$here/../../nginx/stack.sh
export BIN=${BIN:-$here/../../build/dev/bin}
child=
place=$(mktemp -d /tmp/caritas-store-XXXXXX)

# The stack's own commands stop and delete it: only what belongs to it, by its folder.
# shellcheck disable=SC2317  # called by the trap
clean_up() {
    local code=$?
    trap '' HUP INT TERM
    if [ -n "$child" ]; then
        kill -TERM "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    if [ -e "$place/etc/caritas-stack" ]; then
        bash "$stack" stop "$place" || echo "with-database.sh: the stack in $place did not stop" >&2
        bash "$stack" remove "$place" || echo "with-database.sh: $place could not be deleted" >&2
    else
        rmdir -- "$place" 2>/dev/null || true
    fi
    exit "$code"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# nginx needs a port for the moment of the start; somebody else may take it between the look and the start.
start() {
    local port
    for port in {8010..8079}; do
        if answers "$port"; then continue; fi
        if bash "$stack" start "$place" "$port"; then
            bash "$stack" nginx-stop "$place"
            bash "$stack" worker-stop "$place"
            return 0
        fi
        answers "$port" || return 1
    done
    echo "with-database.sh: no port from 8010 to 8079 is free" >&2
    return 1
}

start
export CARITAS_WORKER=$place/etc/worker-1.toml
for role in janitor admin migration; do
    export "CARITAS_${role^^}=$place/etc/$role.toml"
done
export CARITAS_STACK=$place

# Beside the shell, which could not act on a signal while it waits for a command in front.
"$@" <&0 &
child=$!
code=0
wait "$child" || code=$?
child=
exit "$code"
