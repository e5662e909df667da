#!/usr/bin/env bash
# Builds and runs the benchmarks, on a bare Debian 12 with git, as root or with sudo: `bash tests/bench.sh [NAME…]`, all by default.
#
# Each prints its medians, whether the wished bound is met, and one last line "figure: NAME key=value …"; pictures of everything come to
# build/bench/index.html. A figure worse than wished is no failure; lines that were lost or doubled, or what does not run, are.
# The names are the files of tests/load/bench. For a quick look: BENCH_STEADY_SECONDS=20 (parked), BENCH_LINES=500 (delivery, workers,
# growth), BENCH_SLICE_MS=3000 (chats, janitor), BENCH_CHANGES=5, BENCH_KILLS=1 and BENCH_POLLS=2000 (herd), BENCH_ENDED_CHATS=10000
# (janitor), BENCH_STORED=50000 (growth).
set -euo pipefail

repo=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
logs=$repo/build/bench

build() {
    (
        flock 9
        cd -- "$repo"
        cmake --preset release
        cmake --build --preset release
        cmake --build --preset release --target caritas-load caritas-floor
    ) 9>"$logs/build.lock" >"$logs/build.log" 2>&1 </dev/null && return 0
    tail -n 40 -- "$logs/build.log"
    return 1
}

# With nchan loaded, nginx wants its compiled-in folder for bodies, whatever the configuration says. Debian's nginx makes it at its first start.
make_nginx_folder() {
    local folder=/var/lib/nginx/body as=()
    [ -d "$folder" ] && return 0
    [ "$(id -u)" = 0 ] || as=(sudo)
    "${as[@]}" mkdir -m 0700 -p "$folder"
}

# Two at once on one machine would measure one another. A folder that everybody may read carries the lock; it ends with the last process.
wait_for_others() {
    local lock
    exec {lock}</var/lib/nginx
    if ! flock -n "$lock"; then
        echo "bench.sh: waits for another benchmark on this machine to end"
        flock "$lock"
    fi
}

main() {
    mkdir -p -- "$logs"
    bash "$repo/nginx/packages.sh" bench </dev/null
    make_nginx_folder
    build
    wait_for_others
    # In place of this shell, so that Ctrl-C and TERM reach who cleans up.
    CARITAS_BIN=$repo/build/release/bin exec node "$repo/tests/load/bench.mjs" "$@" </dev/null
}

main "$@"
