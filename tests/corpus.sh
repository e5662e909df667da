#!/usr/bin/env bash
# Looks into documents of real programs: `bash tests/corpus.sh [FOLDER]`. Not a part of run.sh: it fetches 120 MB.
#
# Fetches what is public by the package managers (source packages of Debian with documents in their tests, and two programs of npm that
# write tables), runs the inspectors over all documents there, and prints refusals by reason, how long the slowest took, and what exiftool
# knows about people and we did not tell. FOLDER, or build/corpus, keeps what was fetched; nothing of it belongs into the repository.
set -euo pipefail

repo=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
folder=${1:-$repo/build/corpus}
packages=(libapache-poi-java libimage-exiftool-perl pandoc gnumeric qpdf)
writers=(xlsx@0.18.5 exceljs@4.4.0 docx@8.5.0)

# apt's own sources, asked for source packages, without a change to the system's lists.
fetch_packages() {
    mkdir -p "$folder/apt/sources" "$folder/apt/lists/partial" "$folder/packages"
    cp /etc/apt/sources.list.d/*.sources "$folder/apt/sources/" 2>/dev/null || true
    sed -i 's/^Types: .*/Types: deb-src/' "$folder"/apt/sources/*.sources
    local options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$folder/apt/sources" -o "Dir::State::lists=$folder/apt/lists" -qq)
    apt-get "${options[@]}" update
    for package in "${packages[@]}"; do
        (cd "$folder/packages" && apt-get "${options[@]}" source --download-only "$package") || echo "not fetched: $package"
    done
    for archive in "$folder"/packages/*.orig.tar.*z; do
        tar --extract --file "$archive" --directory "$folder/packages" --wildcards '*.doc' '*.docx' '*.docm' '*.xls' '*.xlsx' '*.xlsm' '*.pdf' '*.jpg' '*.jpeg' '*.png' 2>/dev/null || true
    done
}

fetch_writers() {
    mkdir -p "$folder/writers"
    (cd "$folder/writers" && npm install --no-save --no-audit --no-fund --loglevel=error "${writers[@]}") || echo "not fetched: ${writers[*]}"
    (cd "$folder/writers" && node "$repo/tests/lib/corpus_write.mjs") || true
}

[ -d "$folder/packages" ] || fetch_packages
[ -d "$folder/writers" ] || fetch_writers
exec node "$repo/tests/lib/corpus_look.mjs" "$folder/packages" "$folder/writers/written"
