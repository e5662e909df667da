# Who owns a stack and runs its programs; and how the caller acts as that user; what both scripts say and check. Sourced by stack.sh and run-local.sh.
# shellcheck shell=bash

# "su" leaves these out.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
owner=
system_user=caritas-local

die() { printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2; exit 1; }

is_root() { [ "$(id -u)" = 0 ]; }

# Runs a command as the owner with a clean environment and a working directory that everybody can read.
as_owner() {
    local clean=(env -i "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" LANG=C.UTF-8 HOME=/nonexistent)
    local name
    for name in WORKERS LIMITS SCHEME CHAT_TOML POLL_TOML WORKER_TOML ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS TERM; do
        [ -z "${!name-}" ] || clean+=("$name=${!name}")
    done
    if is_root; then
        clean=(setpriv "--reuid=$owner" "--regid=$(id -g "$owner")" --init-groups --inh-caps=-all --bounding-set=-all --no-new-privs "${clean[@]}")
    fi
    (cd / && umask 077 && exec "${clean[@]}" "$@")
}

make_system_user() {
    getent passwd "$system_user" >/dev/null && return 0
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$system_user" 2>/dev/null ||
        # Another start may have been quicker.
        getent passwd "$system_user" >/dev/null || die "cannot make the system user $system_user; name one with RUN_AS"
}

# Who shall own a new stack.
choose_owner() {
    if ! is_root; then
        owner=$(id -un)
        [ "${RUN_AS:-$owner}" = "$owner" ] || die "only root can run a stack as another user (RUN_AS=$RUN_AS)"
        return 0
    fi
    owner=${RUN_AS-}
    if [ -z "$owner" ] && [ "${SUDO_UID:-0}" != 0 ]; then owner=${SUDO_USER-}; fi
    if [ -z "$owner" ]; then
        make_system_user
        owner=$system_user
    fi
    [ "$(id -u -- "$owner" 2>/dev/null || echo 0)" != 0 ] || die "RUN_AS=$owner: there is no such unprivileged user"
}

check_port() {
    if ! [[ $1 =~ ^[1-9][0-9]{3,4}$ ]] || [ "$1" -lt 1024 ] || [ "$1" -gt 65535 ]; then
        die "the port must be a number from 1024 to 65535, not \"$1\""
    fi
}
