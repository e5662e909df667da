#!/usr/bin/env bash
# Builds and runs the tests, on a bare Debian 12 with git, as root or with sudo: `bash tests/run.sh [unit|pages|store|http|browser|load …]`.
#
# Without arguments all parts run. Installs what is lacking, shows each part's output (also in build/tests/PART.log), then a summary;
# the last line is "N passed, N failed", the exit code 0 only if none failed. A part that does not build, crashes, hangs or runs no
# test counts as failed, and never hides the parts after it.
# LOAD_SECONDS=N shortens the load test (60).
set -uo pipefail

repo=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
logs=$repo/build/tests
all_parts=(unit pages store http browser load)
summary=()
passed_in_all=0
failed_in_all=0

say() { printf '\n== %s\n' "$*"; }

# Seconds that a part may take: far above what it needs, far below CI's patience.
limit_of() {
    case $1 in
        unit | pages | store) echo 600 ;;
        http) echo 1500 ;;
        browser) echo 1500 ;;
        load) echo 420 ;;
    esac
}

# logged NAME SECONDS COMMAND…: bounded, without standard input, shown and written to build/tests/NAME.log.
logged() {
    local name=$1 seconds=$2
    shift 2
    timeout --kill-after=60 "$seconds" "$@" </dev/null 2>&1 | tee -- "$logs/$name.log"
    local status=${PIPESTATUS[0]}
    case $status in
        124 | 137) echo "$name did not end within $seconds s" | tee -a -- "$logs/$name.log" ;;
    esac
    return "$status"
}

# record PART PASSED FAILED WORDS: one line of the summary.
record() {
    summary+=("$(printf '%-8s %5d passed %5d failed   %s' "$1" "$2" "$3" "$4")")
    passed_in_all=$((passed_in_all + $2))
    failed_in_all=$((failed_in_all + $3))
}

# judge PART STATUS PASSED FAILED WORDS: what a part said, and what its exit code says beyond that.
judge() {
    local part=$1 status=$2 passed=$3 failed=$4 words=$5
    if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
        failed=1
        words="ended with status $status: see build/tests/$part.log"
    elif [ "$passed" = 0 ] && [ "$failed" = 0 ]; then
        failed=1
        words="ran no test"
    fi
    record "$part" "$passed" "$failed" "$words"
}

# Sums the numbers that stand before a word in lines "NAME: N passed, N failed" (ctest puts "1: " in front).
sum_of() { sed -nE "s/^([0-9]+: )?[a-z_-]+: ([0-9]+) passed, ([0-9]+) failed\$/\\$2/p" "$1" | awk '{ sum += $1 } END { print sum + 0 }'; }

# The last number that node's test runner gives for a word, in the form of either of its reporters.
node_count() {
    local number
    number=$(sed -nE "s/^(#|ℹ) $2 ([0-9]+)\$/\\2/p" "$1" | tail -n 1)
    echo "${number:-0}"
}

# One build at a time in this checkout. build PRESET [TARGET…]
build() {
    local preset=$1 targets=()
    shift
    [ $# = 0 ] || targets=(--target "$@")
    say "build $preset ${*:-(all)}"
    (
        flock 9
        cd -- "$repo" && timeout 2400 cmake --preset "$preset" </dev/null && timeout 2400 cmake --build --preset "$preset" "${targets[@]}" </dev/null
    ) 9>"$logs/build.lock" >"$logs/build-$preset.log" 2>&1 && return 0
    tail -n 40 -- "$logs/build-$preset.log"
    return 1
}

build_programs() { build "$1" caritas-worker caritas-janitor caritas-admin caritas-pages; }

# The tests in C++: part = name of the test in CTest.
run_ctest() {
    local part=$1 status=0
    build dev || { record "$part" 0 1 "does not build: see build/tests/build-dev.log"; return; }
    say "$part"
    cd -- "$repo" && logged "$part" "$(limit_of "$part")" ctest --preset dev -V -R "^$part\$" || status=$?
    judge "$part" "$status" "$(sum_of "$logs/$part.log" 2)" "$(sum_of "$logs/$part.log" 3)" ""
}

# The tests in Node: every file of tests/PART.
run_node() {
    local part=$1 preset=$2 status=0 bad=0 word files=()
    build_programs "$preset" || { record "$part" 0 1 "does not build: see build/tests/build-$preset.log"; return; }
    mapfile -t files < <(find "$repo/tests/$part" -maxdepth 1 -name '*.test.mjs' 2>/dev/null | sort)
    [ "${#files[@]}" -gt 0 ] || { record "$part" 0 1 "there is no file tests/$part/*.test.mjs"; return; }
    say "$part"
    CARITAS_BIN=$repo/build/$preset/bin logged "$part" "$(limit_of "$part")" \
        node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout "${files[@]}" || status=$?
    # A test that was left out proves nothing: it counts as failed.
    for word in fail cancelled skipped todo; do bad=$((bad + $(node_count "$logs/$part.log" "$word"))); done
    judge "$part" "$status" "$(node_count "$logs/$part.log" pass)" "$bad" ""
}

run_load() {
    local status=0
    build_programs release || { record load 0 1 "does not build: see build/tests/build-release.log"; return; }
    say load
    CARITAS_BIN=$repo/build/release/bin logged load "$(limit_of load)" node "$repo/tests/load/chats.mjs" || status=$?
    judge load "$status" "$(sum_of "$logs/load.log" 2)" "$(sum_of "$logs/load.log" 3)" "$(grep -E '^acknowledged=' "$logs/load.log" | tail -n 1)"
}

# What the browser tests load; a network that hiccups gets a second chance.
install_modules() {
    local try
    for try in 1 2; do
        (cd -- "$repo/tests" && timeout 600 npm ci --no-progress </dev/null) >"$logs/npm.log" 2>&1 && return 0
        echo "npm ci failed (try $try)"
    done
    tail -n 20 -- "$logs/npm.log"
    return 1
}

run_part() {
    case $1 in
        unit | store) run_ctest "$1" ;;
        pages | http) run_node "$1" dev ;;
        browser)
            if install_modules; then run_node browser release; else record browser 0 1 "npm ci failed: see build/tests/npm.log"; fi
            ;;
        load) run_load ;;
    esac
}

main() {
    local part parts=("$@")
    [ $# -gt 0 ] || parts=("${all_parts[@]}")
    for part in "${parts[@]}"; do
        [[ " ${all_parts[*]} " == *" $part "* ]] || { echo "usage: bash tests/run.sh [${all_parts[*]}]" >&2; exit 2; }
    done
    mkdir -p -- "$logs"
    bash "$repo/nginx/packages.sh" test </dev/null || record packages 0 1 "what the tests need is not installed (reason above)"
    for part in "${parts[@]}"; do run_part "$part"; done
    say "summary"
    printf '%s\n' "${summary[@]}"
    printf '%d passed, %d failed\n' "$passed_in_all" "$failed_in_all"
    [ "$failed_in_all" = 0 ] && [ "$passed_in_all" -gt 0 ]
}

main "$@"
