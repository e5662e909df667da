# The folders in DIR, and a short one for the sockets if DIR's path is too long for them. Sourced by inside.sh.
# shellcheck shell=bash disable=SC2154

# sockaddr_un holds 107 bytes; the longest name in run/ takes up to 20.
longest_run=86

make_folders() {
    local part
    mkdir -p "$dir"/{etc,log,tmp}
    mkdir -p "$dir/keys"
    chmod 0700 "$dir/keys"
    find_run
    [ -d "$run" ] || make_run
    # nginx makes these itself, but not as a user who may not change owners.
    for part in body fastcgi proxy uwsgi scgi; do mkdir -p "$dir/tmp/$part"; done
}

bytes() { LC_ALL=C printf '%s' "$1" | wc -c; }

# A link that leads anywhere but to a closed folder of our own (/tmp was emptied, a stranger took the name) is not followed.
find_run() {
    run=$dir/run
    [ -L "$run" ] || return 0
    local target
    target=$(readlink "$run")
    if [ -d "$target" ] && [ ! -L "$target" ] && [ "$(stat -c '%u %a' "$target")" = "$(id -u) 700" ]; then
        run=$target
    else
        rm -f "$run"
    fi
}

make_run() {
    if [ "$(bytes "$run")" -le "$longest_run" ]; then
        mkdir -m 0700 "$run"
        return 0
    fi
    run=$(mktemp -d /tmp/caritas-run-XXXXXXXX)
    ln -s "$run" "$dir/run"
    echo "$dir is too long a path for unix sockets: they are in $run"
}

# Before DIR is deleted.
remove_run() {
    if [ "$run" != "$dir/run" ]; then rm -rf -- "$run"; fi
}
