#!/usr/bin/env bash
# Runs each fuzz target for some seconds, from the seeds here: bash tests/fuzz/run.sh FOLDER SECONDS [TARGET…]
#
# FOLDER holds the programs (build/fuzz/bin). What a target found comes to build/tests/fuzz/TARGET, and fails. Two run at a time.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
programs=$1
seconds=$2
found=$here/../../build/tests/fuzz
shift 2

targets_of() { (cd -- "$here" && for file in *.cpp; do echo "${file%.cpp}"; done); }

# Its log as one piece at the end.
fuzz() {
    local target=$1 status=0 executions
    local folder=$found/$target
    rm -rf -- "$folder"
    mkdir -p -- "$folder/corpus"
    "$programs/fuzz-$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$folder/" "$folder/corpus" "$here/seeds/$target" >"$folder/log" 2>&1 || status=$?
    executions=$(sed -nE 's/^stat::number_of_executed_units: +([0-9]+)$/\1/p' "$folder/log")
    printf '%s: %s executions in %s s, status %s\n' "$target" "${executions:-0}" "$seconds" "$status"
    if [ "$status" = 0 ] && [ "${executions:-0}" -gt 0 ]; then
        echo "$target: 1 passed, 0 failed"
    else
        tail -n 60 -- "$folder/log"
        echo "$target: 0 passed, 1 failed"
    fi
}
mkdir -p -- "$found"
export -f fuzz
export here programs seconds found

# shellcheck disable=SC2016  # for the inner shell
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else targets_of; fi | xargs -P 2 -I{} bash -c 'fuzz {} >"$found/{}.said"; cat "$found/{}.said"'
