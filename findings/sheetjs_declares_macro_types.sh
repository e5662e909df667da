#!/usr/bin/env bash
# A workbook without macros that speaks of macros: SheetJS (npm: xlsx) 0.18.5, the newest on the registry.
#
# Expectation: in the content types of an .xlsx stand the types of its parts. Whoever judges a workbook by the words "macroEnabled" in
#   [Content_Types].xml (ECMA-376, part 2) refuses workbooks with macros and no others.
# Behaviour: every .xlsx that SheetJS writes declares, by a Default for the ending "bin", the type of a binary workbook with macros, though
#   no part of it has that ending. So only the parts that are there say what a package is; a declaration alone says nothing.
set -euo pipefail

version=0.18.5
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
cd -- "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts "xlsx@$version" fflate@0.8.2

cat >look.mjs <<'END'
import { unzipSync, strFromU8 } from "fflate";
import XLSX from "xlsx";

const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([["Stunden", 3]]), "Woche");
const parts = unzipSync(new Uint8Array(XLSX.write(book, { type: "array", bookType: "xlsx" })));
const types = strFromU8(parts["[Content_Types].xml"]);
const declared = types.match(/<Default Extension="bin"[^>]*>/)?.[0] ?? "none";
const withThatEnding = Object.keys(parts).filter((name) => name.endsWith(".bin"));
console.log(`SheetJS ${XLSX.version}: ${Object.keys(parts).length} parts, ${withThatEnding.length} of them end in .bin`);
console.log(`declared for .bin: ${declared}`);
process.exit(declared.includes("macroEnabled") && withThatEnding.length === 0 ? 0 : 1);
END
node look.mjs || { echo "changed: the declaration is gone, or has a part"; exit 1; }
# Seen:
#   SheetJS 0.18.5: 10 parts, 0 of them end in .bin
#   declared for .bin: <Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
