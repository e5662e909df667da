# The parts of a run: what each runs, and how its output is counted. Sourced by run.sh.
# shellcheck shell=bash disable=SC2154

# Seconds that a part may take: far above what it needs, far below CI's patience.
limit_of() {
    case $1 in
        http | browser) echo 2700 ;;
        lint) echo 1500 ;;
        load) echo 420 ;;
        *) echo 600 ;;
    esac
}

# need_all PART NAME…: false, with the part's result, if one could not be made.
need_all() {
    local part=$1 name
    shift
    for name in "$@"; do
        if need "$name"; then continue; fi
        record "$part" 0 1 "cannot make what it needs: see build/tests/make-$name.log"
        return 1
    done
}

# counted PART STATUS [WORDS]: by the lines "NAME: N passed, N failed" of its log.
counted() { judge "$1" "$2" "$(sum_of "$logs/$1.log" passed)" "$(sum_of "$logs/$1.log" failed)" "${3-}"; }

# The tests in C++: part = name of the test in CTest.
run_ctest() {
    local part=$1 status=0
    cd -- "$repo" && bounded "$part" "$(limit_of "$part")" ctest --preset dev -V -R "^$part\$" || status=$?
    counted "$part" "$status"
}

# The tests in Node: every file of tests/PART, some at a time; each has stacks of its own.
run_node() {
    local part=$1 preset=$2 status=0 bad=0 word files=()
    mapfile -t files < <(find "$repo/tests/$part" -maxdepth 1 -name '*.test.mjs' 2>/dev/null | sort)
    [ "${#files[@]}" -gt 0 ] || { record "$part" 0 1 "there is no file tests/$part/*.test.mjs"; return; }
    CARITAS_BIN=$repo/build/$preset/bin bounded "$part" "$(limit_of "$part")" \
        node --test --test-concurrency="${TOGETHER:-3}" --test-reporter=spec --test-reporter-destination=stdout "${files[@]}" || status=$?
    # A test that was left out proves nothing: it counts as failed.
    for word in fail cancelled skipped todo; do bad=$((bad + $(node_count "$logs/$part.log" "$word"))); done
    judge "$part" "$status" "$(node_count "$logs/$part.log" pass)" "$bad" ""
}

run_load() {
    local status=0
    CARITAS_BIN=$repo/build/release/bin bounded load "$(limit_of load)" node "$repo/tests/load/chats.mjs" || status=$?
    counted load "$status" "$(grep -E '^acknowledged=' "$logs/load.log" | tail -n 1)"
}

# run_script PART FILE ARGS…
run_script() {
    local part=$1 status=0
    shift
    bounded "$part" "$(limit_of "$part")" bash "$@" || status=$?
    counted "$part" "$status"
}

run_one() {
    case $1 in
        lint) need_all lint modules && run_script lint "$repo/tests/lint/run.sh" ;;
        pages) need_all pages modules release && run_node pages release ;;
        unit | store) need_all "$1" dev && run_ctest "$1" ;;
        fuzz) need_all fuzz fuzz && run_script fuzz "$repo/tests/fuzz/run.sh" "$repo/build/fuzz/bin" "${FUZZ_SECONDS:-20}" ;;
        http) need_all http modules dev && run_node http dev ;;
        browser) need_all browser modules release && run_node browser release ;;
        load) need_all load modules release && run_load ;;
    esac
}

# With its output, if it came to any.
run_part() {
    local part=$1
    rm -f -- "$logs/$part.log"
    run_one "$part"
    [ ! -e "$logs/$part.log" ] || show "$part" "$logs/$part.log"
}
