#!/usr/bin/env bash
# Builds and runs the tests, on a bare Debian 12 with git, as root or with sudo:
#
#   bash tests/run.sh [lint|pages|unit|store|fuzz|http|browser|load …]
#
# Without arguments all parts run, side by side where they do not need one another. Installs what is lacking, shows a part's output once it
# has ended (also in build/tests/PART.log), then a summary; the last line is "N passed, N failed", the exit code 0 only if none failed. A
# part that does not build, crashes, hangs or runs no test counts as failed, and never hides the others.
# LOAD_SECONDS=N shortens the load test (60), FUZZ_SECONDS=N the time of each fuzz target (20), TOGETHER=N sets how many files of one part
# run at a time (3).
set -uo pipefail

repo=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
logs=$repo/build/tests
all_parts=(lint pages unit store fuzz http browser load)
# shellcheck source=tests/parts/say.sh
. "$repo/tests/parts/say.sh"
# shellcheck source=tests/parts/make.sh
. "$repo/tests/parts/make.sh"
# shellcheck source=tests/parts/parts.sh
. "$repo/tests/parts/parts.sh"

# What runs after one another in the background; the lanes run side by side. What needs no program comes first in its lane.
lanes=("pages browser" "unit store http load" "lint fuzz")

usage() { echo "usage: bash tests/run.sh [${all_parts[*]}]" >&2; exit 2; }

read_parts() {
    local part
    parts=("$@")
    [ $# -gt 0 ] || parts=("${all_parts[@]}")
    for part in "${parts[@]}"; do [[ " ${all_parts[*]} " == *" $part "* ]] || usage; done
}

is_wanted() { [[ " ${parts[*]} " == *" $1 "* ]]; }

# A lane is a process of its own. What it runs ends with it.
run_lane() {
    local part
    trap 'stop_child; exit 143' TERM
    for part in $1; do
        if is_wanted "$part"; then run_part "$part"; fi
    done
}

# Ctrl-C ends what was started here, and nothing else.
give_up() {
    local job
    trap '' HUP INT TERM
    for job in $(jobs -p); do kill -TERM "$job" 2>/dev/null; done
    wait
    exit "$1"
}

# The parts' lines in their order. A lane that broke off has left out what it did not come to.
sum_up() {
    local part passed=0 failed=0 file these
    say "summary ($SECONDS s)"
    for part in packages "${all_parts[@]}"; do
        file=$logs/$part.result
        if [ ! -s "$file" ]; then
            is_wanted "$part" || continue
            record "$part" 0 1 "broke off"
        fi
        read -r -a these <"$file"
        printf '%-8s %5d passed %5d failed   %s\n' "$part" "${these[0]}" "${these[1]}" "${these[*]:2}"
        passed=$((passed + these[0]))
        failed=$((failed + these[1]))
    done
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

main() {
    local lane
    read_parts "$@"
    mkdir -p -- "$logs"
    rm -f -- "$logs"/*.result
    bash "$repo/nginx/packages.sh" test </dev/null || record packages 0 1 "what the tests need is not installed (reason above)"
    trap 'give_up 129' HUP; trap 'give_up 130' INT; trap 'give_up 143' TERM
    make_what_is_wanted
    for lane in "${lanes[@]}"; do run_lane "$lane" & done
    wait
    sum_up
}

main "$@"
