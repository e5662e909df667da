# What the parts need made before: programs, pages, modules. Made in the background, in the order in which it is waited for. Sourced by run.sh.
# shellcheck shell=bash disable=SC2154

makes=(modules release dev fuzz)

# Which parts wait for it.
needed_by() {
    case $1 in
        modules) echo "lint pages http browser load" ;;
        release) echo "pages browser load" ;;
        dev) echo "unit store http" ;;
        fuzz) echo "fuzz" ;;
    esac
}

is_needed() {
    local part
    for part in $(needed_by "$1"); do
        if is_wanted "$part"; then return 0; fi
    done
    return 1
}

# What the tests and the formatter load; a network that hiccups gets a second chance.
make_modules() {
    within 600 npm --prefix "$repo/tests" ci --no-progress || within 600 npm --prefix "$repo/tests" ci --no-progress
}

# build PRESET TARGET…; one build of a preset at a time in this checkout.
build() {
    local preset=$1 lock
    shift
    exec {lock}>"$logs/build-$preset.lock"
    flock "$lock"
    cd -- "$repo" && within 600 cmake --preset "$preset" && within 2400 cmake --build --preset "$preset" --target "$@"
}

make_release() { build release caritas-worker caritas-janitor caritas-admin caritas-pages; }
make_dev() { build dev all; }
make_fuzz() { build fuzz caritas-fuzz; }

# make_one NAME LOCK: who needs it waits for the lock.
make_one() {
    local name=$1 status=0 begin=$SECONDS
    "make_$name" >"$logs/make-$name.log" 2>&1 || status=$?
    if [ "$status" = 0 ]; then touch "$logs/make-$name.made"; else show "make $name failed" "$logs/make-$name.log"; fi
    say "made $name in $((SECONDS - begin)) s, status $status"
    flock --unlock "$2"
}

# Takes the locks before any part can ask for them. The modules come from the network while the compiler works.
make_what_is_wanted() {
    local name lock of_modules=() of_builds=() locks=()
    for name in "${makes[@]}"; do
        rm -f -- "$logs/make-$name.made"
        is_needed "$name" || continue
        exec {lock}>"$logs/make-$name.lock"
        flock "$lock"
        locks+=("$lock")
        if [ "$name" = modules ]; then of_modules+=("$name" "$lock"); else of_builds+=("$name" "$lock"); fi
    done
    make_in_turn "${of_modules[@]}" &
    make_in_turn "${of_builds[@]}" &
    for lock in "${locks[@]}"; do exec {lock}>&-; done
}

# make_in_turn [NAME LOCK]…
make_in_turn() {
    trap 'stop_child; exit 143' TERM
    while [ $# -gt 0 ]; do
        make_one "$1" "$2"
        shift 2
    done
}

# Waits until it is made; fails if that failed.
need() {
    (flock --shared 9) 9>>"$logs/make-$1.lock"
    [ -e "$logs/make-$1.made" ]
}
