# What the parts of a run say: their logs, their output, one line of result each. Sourced by run.sh.
# shellcheck shell=bash disable=SC2154

child=

say() { printf '\n== %s\n' "$*"; }

# Shows a log as one piece, however many parts end at once.
show() {
    (
        flock 9
        say "$1"
        cat -- "$2"
    ) 9>"$logs/show.lock"
}

# Ends what this shell waits for. timeout passes the signal on to its whole group.
stop_child() { [ -z "$child" ] || kill -TERM "$child" 2>/dev/null; }

# within SECONDS COMMAND…: without standard input; a signal to this shell ends it too.
within() {
    local status=0
    timeout --kill-after=60 "$@" </dev/null &
    child=$!
    wait "$child" || status=$?
    child=
    return "$status"
}

# bounded NAME SECONDS COMMAND…: the same, into build/tests/NAME.log.
bounded() {
    local name=$1 seconds=$2 status=0
    shift 2
    within "$seconds" "$@" >"$logs/$name.log" 2>&1 || status=$?
    case $status in
        124 | 137) echo "$name did not end within $seconds s" >>"$logs/$name.log" ;;
    esac
    return "$status"
}

# record PART PASSED FAILED WORDS: the part's line of the summary.
record() { printf '%s %s %s\n' "$2" "$3" "$4" >"$logs/$1.result"; }

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

# sum_of FILE passed|failed: the sum of these numbers in lines "NAME: N passed, N failed" (ctest puts "1: " in front). Each NAME counts once:
# ctest shows the output of a test that failed a second time.
sum_of() {
    sed -nE 's/^([0-9]+: )?([a-z_-]+): ([0-9]+) passed, ([0-9]+) failed$/\2 passed \3\n\2 failed \4/p' "$1" |
        awk -v word="$2" '$2 == word { last[$1] = $3 } END { for (name in last) sum += last[name]; print sum + 0 }'
}

# The last number that node's test runner gives for a word, in the form of either of its reporters.
node_count() {
    local number
    number=$(sed -nE "s/^(#|ℹ) $2 ([0-9]+)\$/\\2/p" "$1" | tail -n 1)
    echo "${number:-0}"
}
