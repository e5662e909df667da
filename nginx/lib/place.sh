# Where a stack lives: makes, finds and removes DIR. Sourced by stack.sh and run-local.sh, after owner.sh.
# shellcheck shell=bash

home=      # DIR's real path
marker=etc/caritas-stack

owner_of() { stat -L -c %U -- "$1"; }

# Whoever may call for this folder's stack: its owner, and root.
adopt_owner() {
    owner=$(owner_of "$1")
    [ "$owner" != UNKNOWN ] || die "$1 belongs to a user who no longer exists"
    if is_root; then
        [ "$owner" != root ] || die "$1 belongs to root: it is no stack of ours"
    else
        [ -O "$1" ] || die "$1 belongs to $owner: call this as $owner or as root"
    fi
    [ "${RUN_AS:-$owner}" = "$owner" ] || die "$1 belongs to $owner, RUN_AS says $RUN_AS"
}

# The paths stand in configuration files of three programs, each with its own way of quoting.
check_path() {
    case $1 in
        *[\"\'\\\$\`\;\{\}\#\&\|%]* | *$'\n'*) die "the path $1 has characters that cannot stand in the configuration" ;;
    esac
}

# Fails as well if it cannot be looked into.
is_empty() {
    local list
    list=$(ls -A -- "$1" 2>/dev/null) && [ -z "$list" ]
}

# A folder that the owner can reach: at $1, or (parents closed to that user, as under /root) in /var/tmp with a link at $1.
# shellcheck disable=SC2016
make_folder() {
    local target
    as_owner sh -c 'umask 022 && mkdir -p -- "$1"' sh "$1" 2>/dev/null || mkdir -p -- "$1" 2>/dev/null || die "cannot make the folder $1"
    if is_root; then chown -h -- "$owner:" "$1"; fi
    if as_owner test -w "$1" -a -x "$1"; then return 0; fi
    rmdir -- "$1"
    target=$(mktemp -d /var/tmp/caritas-XXXXXXXX)
    if is_root; then chown -- "$owner:" "$target"; fi
    ln -s -- "$target" "$1"
    printf '%s cannot be reached by %s: the stack lies in %s\n' "$1" "$owner" "$target"
}

# shellcheck disable=SC2016
make_place() {
    local dir
    dir=$(realpath -ms -- "$1")
    check_path "$dir"
    # A link into /var/tmp outlives what it leads to.
    if [ -L "$dir" ] && [ ! -e "$dir" ]; then rm -- "$dir"; fi
    if [ -e "$dir" ]; then
        [ -d "$dir" ] || die "$dir is no folder"
        if is_root && is_empty "$dir" && [ "$(owner_of "$dir")" = root ]; then
            [ ! -L "$dir" ] || die "$dir is a link to a folder of root's"
            choose_owner
            make_folder "$dir"
        else
            adopt_owner "$dir"
        fi
    else
        choose_owner
        make_folder "$dir"
    fi
    home=$(realpath -e -- "$dir")
    check_path "$home"
    # "rm -rf" and the pids of DIR/run are trusted in such a folder only.
    if as_owner test ! -e "$home/$marker"; then
        [ -z "$(as_owner ls -A "$home")" ] || die "$dir is neither empty nor a stack's folder"
        as_owner sh -c 'chmod 0700 "$1" && mkdir "$1/etc" && echo "A local stack lives here; stack.sh remove deletes it." >"$1/$2"' sh "$home" "$marker"
    fi
}

find_place() {
    [ -d "$1" ] || die "there is no stack in $1"
    adopt_owner "$1"
    home=$(realpath -e -- "$1")
    as_owner test -e "$home/$marker" -a -e "$home/app/nginx/lib/inside.sh" || die "there is no stack in $1"
}

remove_place() {
    local dir
    dir=$(realpath -ms -- "$1")
    if [ -d "$dir" ]; then
        adopt_owner "$dir"
        home=$(realpath -e -- "$dir")
        as_owner test -e "$home/$marker" || die "$dir is no stack's folder: nothing deleted"
        if as_owner test -e "$home/app/nginx/lib/inside.sh"; then
            as_owner bash "$home/app/nginx/lib/inside.sh" idle "$home"
            as_owner bash "$home/app/nginx/lib/inside.sh" remove-sockets "$home"
        fi
        # The marker goes last, so that an interrupted removal can be repeated.
        as_owner find "$home" -mindepth 1 -maxdepth 1 ! -name etc -exec rm -rf -- {} +
        as_owner find "$home" -mindepth 1 -delete
        rmdir -- "$home"
    fi
    if [ -L "$dir" ]; then rm -- "$dir"; fi
}
