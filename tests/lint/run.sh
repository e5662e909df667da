#!/usr/bin/env bash
# Looks over the sources without running them: bash tests/lint/run.sh [--fix | CHECK…]. Each check ends with "NAME: 1 passed, 0 failed".
# --fix changes what the formatters can change.
set -uo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
repo=$(readlink -f -- "$here/../..")
checks=(includes shellcheck clang-format eslint clang-tidy)

files() { git -C "$repo" ls-files -- "$@"; }

clang_format() { files '*.cpp' '*.h' | xargs clang-format "$@"; }
eslint() { node tests/node_modules/eslint/bin/eslint.js --config tests/eslint.config.mjs --max-warnings 0 "$@" htdocs tests; }

check() {
    case $1 in
        includes) files 'fcgi/*.cpp' 'fcgi/*.h' | bash "$here/includes.sh" ;;
        shellcheck) files '*.sh' .ci/run | xargs shellcheck --external-sources ;;
        clang-format) clang_format --dry-run -Werror ;;
        eslint) eslint ;;
        clang-tidy) bash "$here/tidy.sh" ;;
        *) echo "there is no check $1 (${checks[*]})"; return 2 ;;
    esac
}

main() {
    local name
    cd -- "$repo" || exit 1
    if [ "${1-}" = --fix ]; then
        clang_format -i
        eslint --fix
        exit
    fi
    [ $# -gt 0 ] || set -- "${checks[@]}"
    for name in "$@"; do
        if check "$name"; then echo "$name: 1 passed, 0 failed"; else echo "$name: 0 passed, 1 failed"; fi
    done
}

main "$@"
