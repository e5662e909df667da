# The stack's workers and nginx. Sourced by inside.sh.
# shellcheck shell=bash disable=SC2154

# Somebody answers there, on either of localhost's addresses (a browser tries ::1 first).
port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; }

check_port_is_free() { ! port_answers "$1" || die "port $1 is in use by another program: choose a different one"; }

# In the state of listening (flag 00010000), which a connection attempt would only find out by disturbing the worker.
listens() { grep -F -- " $1" /proc/net/unix | grep -qE '^[^ ]+: [^ ]+ [^ ]+ 00010000 '; }

# Those that do not run.
start_workers() {
    local worker
    ulimit -Sn "$(ulimit -Hn)"
    for worker in $(workers); do
        ! pid_of "$worker" >/dev/null || continue
        launch "$worker" "$root/bin/caritas-worker" --config "$dir/etc/$worker.toml"
        wait_until 30 "$launched" listens "$run/$worker.sock" || die "$worker does not start: $(last_line "$worker")"
    done
}

stop_workers() {
    local worker
    for worker in $(workers); do stop_part "$worker" 15; done
}

# Before the first call, not under the load that would show it.
check_limits() {
    local sentences
    sentences=$(bash "$root/nginx/check-limits.sh" "$dir/etc/nginx.conf" "$dir"/etc/worker-*.toml 2>&1) || die "the limits do not fit together: $sentences"
}

run_nginx() { nginx -p "$dir" -c "$dir/etc/nginx.conf" -e "$dir/log/nginx.log" "$@" {lock}>&-; }

# nginx listens and goes into the background by itself; it writes its pid a moment later.
start_nginx() {
    ! pid_of nginx >/dev/null || return 0
    run_nginx -t -q >"$dir/log/nginx-start.log" 2>&1 || die "nginx refuses its configuration: $(last_line nginx-start)"
    run_nginx </dev/null >"$dir/log/nginx-start.log" 2>&1 || die "nginx does not start: $(last_line nginx-start)"
    wait_until 10 $$ pid_of nginx || die "nginx does not start: see $dir/log/nginx.log"
}

site_answers() {
    local options=(-q --silent --ipv4 --noproxy '*' --max-time 5)
    [ "$scheme" = http ] || options+=(--cacert "$dir/etc/tls.pem")
    [ "$(curl "${options[@]}" --output /dev/null --write-out '%{http_code}' "$scheme://localhost:$1/api/v1/site")" = 200 ]
}

wait_for_site() {
    local pid
    pid=$(pid_of worker-1) || die "the worker ended: $(last_line worker-1)"
    wait_until 30 "$pid" site_answers "$1" || die "$scheme://localhost:$1 does not answer: see the logs in $dir/log"
}
