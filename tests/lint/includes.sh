#!/usr/bin/env bash
# Reads names of files below fcgi; fails if one includes a folder that stands above its own: core < db < chat < live < web < programs.
set -uo pipefail

order=(core db chat live web)

# The folder's place; programs (main.cpp, admin) stand above all.
place_of() {
    local i
    for i in "${!order[@]}"; do [ "$1" != "${order[i]}" ] || { echo "$i"; return; }; done
    echo "${#order[@]}"
}

bad=0
while read -r file; do
    folder=${file#fcgi/}
    own=$(place_of "${folder%%/*}")
    while IFS= read -r included; do
        if [ "$(place_of "$included")" -gt "$own" ]; then
            echo "$file includes $included/: dependencies go one way (${order[*]}, programs)"
            bad=1
        fi
    done < <(sed -nE 's|^#include "([a-z]+)/.*|\1|p' "$file" | sort -u)
done
exit "$bad"
