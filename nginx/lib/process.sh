# Starting, finding, waiting for and ending the stack's programs by the pids in DIR/run. Sourced by inside.sh.
# shellcheck shell=bash disable=SC2154

# The stack's workers, one a line: worker-1, worker-2, … They are what "start" wrote configurations for.
workers() {
    local file
    for file in "$dir"/etc/worker-*.toml; do
        [ ! -e "$file" ] || basename "$file" .toml
    done
}

# The configuration file that each part was started with: its path, which no other stack has, is in the program's command line.
config_of() {
    case $1 in
        mariadb) printf '%s\n' "$dir/etc/mariadb.cnf" ;;
        worker-*) printf '%s\n' "$dir/etc/$1.toml" ;;
        nginx) printf '%s\n' "$dir/etc/nginx.conf" ;;
    esac
}

name_of() {
    case $1 in
        mariadb) echo mariadbd ;;
        worker-*) echo caritas-worker ;;
        nginx) echo nginx ;;
    esac
}

# Alive, and no zombie.
is_alive() {
    local state threads
    read -r state threads < <(sed -nE 's/^(State|Threads):[[:space:]]*([^[:space:]]+).*/\2/p' "/proc/$1/status" 2>/dev/null | paste -s -d ' ') || return 1
    # The first thread of a killed process may have ended while others still hold its files and locks.
    [ "$state" != Z ] || [ "$threads" -gt 1 ]
}

# Is this pid the part that we started? Pids are used again.
is_ours() {
    local line
    line=$(tr '\0' ' ' <"/proc/$2/cmdline" 2>/dev/null) || return 1
    [ "$(cat "/proc/$2/comm" 2>/dev/null)" = "$(name_of "$1")" ] && [[ $line == *"$(config_of "$1")"* ]]
}

# Prints the part's pid; fails if it does not run.
pid_of() {
    local pid
    pid=$(cat "$dir/run/$1.pid" 2>/dev/null) || return 1
    [[ $pid =~ ^[1-9][0-9]*$ ]] && is_ours "$1" "$pid" && printf '%s\n' "$pid"
}

# Starts a program in a session of its own, so that Ctrl-C at the terminal does not reach it; it leads its process group.
# A job of a shell without job control leads no group, so that setsid does not fork and $! is the program.
launch() {
    local part=$1
    shift
    setsid "$@" </dev/null >>"$dir/log/$part.log" 2>&1 {lock}>&- &
    launched=$!
    printf '%s\n' "$launched" >"$dir/run/$part.pid"
}

# wait_until SECONDS PID COMMAND…: tries until the command succeeds; fails when time is up or the process has ended.
wait_until() {
    local end=$((SECONDS + $1)) pid=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        is_alive "$pid" || return 1
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

has_ended() { ! is_alive "$1"; }

# TERM, a bounded wait, then KILL for the whole group (nginx's workers outlive a master that is killed).
stop_part() {
    local pid
    if pid=$(pid_of "$1"); then
        kill -TERM "$pid" 2>/dev/null || true
        if ! wait_until "$2" "$pid" has_ended "$pid" && is_alive "$pid"; then
            echo "stack.sh: $1 did not end within $2 s and was killed" >&2
            kill_part "$1"
        fi
    fi
    rm -f "$dir/run/$1.pid"
}

kill_part() {
    local pid
    if pid=$(pid_of "$1"); then
        kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
        wait_until 10 "$pid" has_ended "$pid" || ! is_alive "$pid" || die "$1 (process $pid) cannot be ended"
    fi
    rm -f "$dir/run/$1.pid"
}

last_line() { tail -n 1 "$dir/log/$1.log" 2>/dev/null || true; }
