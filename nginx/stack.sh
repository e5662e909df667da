#!/usr/bin/env bash
# The local stack in a folder DIR: MariaDB, worker, nginx; for run-local.sh and the tests. This outer half chooses the user and the place.
#
#   bash nginx/stack.sh start DIR PORT     BIN=<folder of the three programs, beside it htdocs and vendor>; WORKERS=1, LIMITS=shipped|wide,
#                                          PAGES=built|source, SCHEME=http|https (a certificate of our own), CHAT_TOML, POLL_TOML,
#                                          WORKER_TOML, RUN_AS
#   bash nginx/stack.sh stop DIR           ends what start started, nothing else
#   bash nginx/stack.sh db-stop|db-start|worker-stop|worker-start|nginx-stop|nginx-start DIR
#   bash nginx/stack.sh worker-kill DIR [N] kills worker N (1)
#   bash nginx/stack.sh janitor DIR        one run; prints its counts
#   bash nginx/stack.sh admin DIR ARGS…    caritas-admin; standard input is passed on
#   bash nginx/stack.sh sql DIR            SQL from standard input as the database's root
#   bash nginx/stack.sh idle DIR          fails, with a sentence, if any part runs
#   bash nginx/stack.sh remove DIR         deletes a stopped stack with all its data
#
# Everything in DIR belongs to one unprivileged user, and every program runs as that user out of a copy in DIR/app, so that root never
# reads or writes a file in there and the checkout may lie where that user cannot go.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
repo=$(dirname -- "$here")
programs=(caritas-worker caritas-janitor caritas-admin)
# shellcheck source=nginx/lib/owner.sh
. "$here/lib/owner.sh"
# shellcheck source=nginx/lib/place.sh
. "$here/lib/place.sh"

usage() { sed -n '4,14s/^# \{0,3\}//p' "$here/stack.sh" >&2; exit 2; }

check_programs() {
    local program folder
    [ -n "${BIN-}" ] || die "BIN must name the folder of the built programs"
    for program in "${programs[@]}"; do
        [ -x "$BIN/$program" ] || die "$BIN has no program $program: build it first"
    done
    for folder in vendor htdocs; do
        if [ "$folder" = htdocs ] && [ "$PAGES" = source ]; then continue; fi
        [ -d "$BIN/../$folder" ] || die "beside $BIN there is no folder $folder: build the target caritas-pages first"
    done
}

# Copies what runs to DIR/app: written by the owner, read by the caller.
# shellcheck disable=SC2016
stage() {
    as_owner sh -c 'rm -rf "$1/app.new" && mkdir -m 0755 "$1/app.new" "$1/app.new/bin"' sh "$home"
    local pages=$BIN/..
    [ "$PAGES" = built ] || pages=$repo
    tar -C "$repo" -cf - nginx sql | as_owner tar -C "$home/app.new" --no-same-owner -xf -
    tar -C "$pages" --exclude=node_modules --exclude='.*' -cf - htdocs | as_owner tar -C "$home/app.new" --no-same-owner -xf -
    tar -C "$BIN/.." -cf - vendor | as_owner tar -C "$home/app.new/htdocs" --no-same-owner -xf -
    tar -C "$BIN" -cf - "${programs[@]}" | as_owner tar -C "$home/app.new/bin" --no-same-owner -xf -
    as_owner sh -c 'rm -rf "$1/app" && mv "$1/app.new" "$1/app"' sh "$home"
}

# The inner half, as the owner, out of DIR/app.
inside() {
    local command=$1
    shift
    as_owner bash "$home/app/nginx/lib/inside.sh" "$command" "$home" "$@"
}

start() {
    [ $# = 2 ] || usage
    check_port "$2"
    case ${PAGES:=built} in built | source) ;; *) die "PAGES must be built or source, not \"$PAGES\"" ;; esac
    check_programs
    case ${LIMITS:=shipped} in shipped | wide) ;; *) die "LIMITS must be shipped or wide, not \"$LIMITS\"" ;; esac
    case ${SCHEME:=http} in http | https) ;; *) die "SCHEME must be http or https, not \"$SCHEME\"" ;; esac
    [[ ${WORKERS:=1} =~ ^[1-9]$ ]] || die "WORKERS must be a number from 1 to 9, not \"$WORKERS\""
    make_place "$1"
    if [ -e "$home/app/nginx/lib/inside.sh" ]; then inside idle; fi
    stage
    inside start "$2"
}

main() {
    local command=${1-}
    [ $# -ge 2 ] || usage
    shift
    case $command in
        start) start "$@" ;;
        stop | remove)
            [ $# = 1 ] || usage
            [ -e "$1" ] || [ -L "$1" ] || exit 0
            if [ "$command" = stop ]; then find_place "$1" && inside stop; else remove_place "$1"; fi
            ;;
        db-stop | db-start | worker-stop | worker-start | nginx-stop | nginx-start | janitor | sql | idle)
            [ $# = 1 ] || usage
            find_place "$1"
            inside "$command"
            ;;
        admin | worker-kill)
            find_place "$1"
            inside "$command" "${@:2}"
            ;;
        *) usage ;;
    esac
}

main "$@"
