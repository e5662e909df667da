#!/usr/bin/env bash
# clang-tidy over the sources of the programs, or of the folders named, with .clang-tidy; whatever it says is an error.
#
# A folder is read as one file that includes its sources: its headers are parsed and searched once, not once for each source. Where that
# does not compile (two sources with a constant of the same name), the folder's sources are read one by one, which takes longer.
set -uo pipefail

repo=$(readlink -f -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../..")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$repo" || exit 1
read -r -a flags < <(pkg-config --cflags libmariadb jsoncpp libsodium spdlog | tr '\n' ' ')
flags+=(-std=c++20 "-I$repo" "-I$repo/fcgi")

tidy() { clang-tidy --quiet --checks=-bugprone-suspicious-include "$@" -- "${flags[@]}" 2>"$work/said" || { grep -v ' warnings generated' "$work/said"; return 1; }; }

folders() { git ls-files -- 'fcgi/*.cpp' 'sql/*.cpp' 'cron/*.cpp' | xargs -n 1 dirname | sort -u; }

bad=0
cp -- .clang-tidy "$work"
while read -r folder; do
    mapfile -t sources < <(git ls-files -- ":(glob)$folder/*.cpp")
    whole=$work/${folder//\//_}.cpp
    printf "#include \"$repo/%s\"\n" "${sources[@]}" >"$whole"
    if clang++ -fsyntax-only "${flags[@]}" "$whole" 2>"$work/said"; then
        tidy "$whole" || bad=1
    else
        echo "$folder is read source by source: $(grep -m 1 error "$work/said")"
        tidy "${sources[@]}" || bad=1
    fi
done < <(if [ $# -gt 0 ]; then printf "%s\n" "$@"; else folders; fi)
exit "$bad"
