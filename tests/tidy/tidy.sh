#!/usr/bin/env bash
# The rules that matter, as a test: who may include whom (and no permission that nobody uses), which library is seen
# where, a README in every folder, lines of at most 100 columns and functions of at most 60 lines in code, no banned
# words, numbers that are on disk or public never moved, the language reference's tables as their sources are.
#   tidy.sh SOURCE_DIR [BUILD_DIR]  the test; with a build folder also: what the compiler reads for each unit
#   tidy.sh SOURCE_DIR --freeze     takes new rows of .def files into numbers.txt
set -euo pipefail
cd "$1"
bad=0
complain() { echo "$1"; bad=1; }

# Folder -> folders it may include (besides itself). One row each; tests may include everything.
rules='
lang/base:
lang/explanations: lang/base
lang/value: lang/base
lang/catalog: lang/base lang/value
lang/schedule: lang/base lang/value
lang/program: lang/base lang/value lang/catalog lang/schedule
grammar: lang/catalog
lang/syntax: grammar lang/base lang/value
lang/format: grammar lang/base lang/syntax
lang/template: grammar lang/base lang/value lang/syntax
lang/sema: lang/base lang/value lang/catalog lang/schedule lang/syntax lang/template
lang/analysis: lang/base lang/catalog lang/schedule lang/syntax lang/sema lang/value
lang/editor: grammar lang/analysis lang/base lang/catalog lang/format lang/graph
lang/graph: grammar lang/analysis lang/sema lang/syntax
lang/compile: lang/base lang/value lang/catalog lang/program lang/template lang/sema lang/analysis
stdlib/functions: lang/base lang/value lang/catalog
stdlib/modules: lang/base
runtime/env: lang/base
runtime/env/real: lang/base runtime/env
runtime/policy: lang/base lang/catalog lang/program lang/value
runtime/state: lang/base lang/value lang/catalog lang/schedule runtime/policy
runtime/store: lang/base
runtime/vm: lang/base lang/value lang/catalog lang/program stdlib/functions runtime/state runtime/policy
runtime/schedule: lang/schedule lang/value runtime/vm
runtime/shelf: lang/base lang/program runtime/env runtime/policy runtime/schedule runtime/state runtime/store runtime/vm
runtime/delivery: lang/base lang/value lang/catalog lang/program runtime/env runtime/policy runtime/state runtime/store runtime/vm runtime/shelf
runtime/measure: lang/base lang/value lang/catalog lang/program runtime/policy runtime/state runtime/store runtime/vm runtime/shelf
runtime/engine: lang/base lang/catalog lang/program lang/value runtime/env runtime/state runtime/store runtime/vm runtime/shelf runtime/delivery runtime/measure runtime/policy
runtime/audience: lang/base lang/value lang/catalog lang/program runtime/env runtime/state runtime/vm runtime/engine
runtime/services: lang/base lang/value lang/program runtime/env runtime/audience runtime/engine runtime/shelf
runtime/drafter: lang/base lang/value runtime/audience runtime/env
runtime/sim: lang/base lang/value lang/catalog lang/program runtime/env runtime/state runtime/store runtime/shelf runtime/vm runtime/delivery runtime/engine runtime/explain
runtime/explain: lang/base lang/value lang/catalog lang/program runtime/env runtime/policy runtime/schedule runtime/state runtime/store runtime/vm runtime/shelf runtime/delivery runtime/measure
cli: cli/render lang/analysis lang/base lang/catalog lang/compile lang/explanations lang/format lang/graph lang/program lang/value runtime/audience runtime/delivery runtime/drafter runtime/engine runtime/env runtime/env/real runtime/explain runtime/services runtime/shelf runtime/store runtime/sim runtime/vm stdlib/modules
cli/render: lang/base lang/value runtime/explain runtime/measure runtime/policy
cli/lsp: cli cli/render lang/base lang/editor lang/format runtime/explain stdlib/modules
cli/graph: cli/render lang/base lang/graph runtime/measure
cli/doc: cli cli/graph cli/render lang/base lang/compile lang/graph runtime/delivery
cli/dap: cli/render cli/repl runtime/explain
cli/prove: cli cli/render lang/analysis lang/base lang/format lang/value runtime/sim runtime/vm
cli/repl: cli cli/render grammar lang/analysis lang/base lang/editor lang/format lang/program lang/syntax lang/value runtime/env/real runtime/explain runtime/sim runtime/state stdlib/modules
cli/verbs: cli cli/bench cli/dap cli/doc cli/graph cli/lsp cli/prove cli/render cli/repl lang/base lang/catalog lang/compile lang/explanations lang/format lang/graph lang/program lang/value runtime/audience runtime/env/real runtime/explain runtime/measure runtime/shelf runtime/sim runtime/state runtime/store runtime/vm stdlib/campaigns stdlib/modules
cli/bench: cli cli/lsp cli/render lang/analysis lang/compile runtime/audience runtime/env/real runtime/sim runtime/store
'
while IFS=: read -r folder allowed; do
  [ -n "$folder" ] || continue
  used=' '
  for file in "$folder"/*.h "$folder"/*.cpp "$folder"/*.def; do
    [ -e "$file" ] || continue
    while read -r included; do
      target=$(dirname "$included")
      [ "$target" = "$folder" ] && continue
      used="$used$target "
      case " $allowed " in *" $target "*) ;; *) complain "$file includes $included: $folder may not see $target" ;; esac
    done < <(grep -hoE '^ *#include "(lang|runtime|stdlib|cli|grammar)/[^"]+"' "$file" | sed 's/.*"\(.*\)"/\1/' || true)
  done
  for target in $allowed; do
    case "$used" in *" $target "*) ;; *) complain "no file of $folder includes $target: take it out of the rules" ;; esac
  done
done <<< "$rules"

# library header -> where alone it may be seen
confined() {
  local pattern=$1
  shift
  local where=" $* "
  while IFS=: read -r file _; do
    [ -n "$file" ] || continue
    case "$where" in *" $(dirname "$file") "*|*" $file "*) ;; *) complain "$file includes <$pattern>: only in $*" ;; esac
  done < <(grep -rlE "^ *#include <$pattern" lang runtime stdlib cli grammar --include=*.h --include=*.cpp || true)
}
confined 'rocksdb/' runtime/store
confined 'curl/' runtime/env/real
confined 'openssl/' runtime/delivery/dkim_key.cpp
confined 'graphviz/' cli/graph/layout.cpp
confined 'phonenumbers/' runtime/audience/phone_number.cpp
confined 'libical/' lang/schedule/rule.cpp
confined 'unicode/' lang/base/letters.cpp lang/base/unicode.cpp stdlib/functions/prose.cpp runtime/audience/text_encoding.cpp
confined 'tao/pegtl' grammar lang/syntax lang/template
confined 'boost/program_options' cli
confined 'boost/multiprecision' stdlib/functions/exact.cpp
# Clocks are read at the edges only: everything else is given the time.
while IFS=: read -r file line _; do
  case "$file" in runtime/env/real/*|cli/*) ;; *) complain "$file:$line reads a clock" ;; esac
done < <(grep -rnE 'system_clock::now|steady_clock::now|gettimeofday|clock_gettime|std::time\(' lang runtime stdlib cli grammar \
  --include=*.h --include=*.cpp || true)

# That of the connectors is the form itself, which a user writes them by.
while read -r folder; do
  [ -f "$folder/README.md" ] || complain "$folder has no README.md"
  [ ! -f "$folder/README.md" ] || [ "$folder" = stdlib/connectors ] || [ "$(wc -l < "$folder/README.md")" -le 60 ] || complain "$folder/README.md is longer than 60 lines"
done < <(find lang runtime stdlib cli grammar tests examples -mindepth 0 -type d \( -path tests/unit/\* -o -path \*/corpus -o -path \*/corpus/\* -o -path \*/data -o -path tests/golden/\* -o -path tests/policies/\* -o -path tests/modules/\* -o -path tests/crash/\* -o -path cli/verbs -o -path cli/bench -o -path grammar/vim/\* -o -path grammar/vscode/\* \) -prune -o -type d -print)

while IFS=: read -r file line text; do
  complain "$file:$line is longer than 100 columns"
done < <(grep -rnE '^.{101,}' lang runtime stdlib cli grammar --include=*.h --include=*.cpp | LC_ALL=C.UTF-8 awk -F: 'length($0) > 0' | cut -c1-160)

while IFS=: read -r file line text; do
  complain "$file:$line: $text"
done < <(grep -rnE 'TODO|FIXME|XXX|HACK' lang runtime stdlib cli grammar --include=*.h --include=*.cpp --include=*.def || true)
# Functions: 60 lines. Longer ones of old are listed with their length, which may only shrink.
long=tests/tidy/long_functions.txt
while read -r file name lines; do
  limit=$(awk -v file="$file" -v name="$name" '$1 == file && $2 == name { print $3 }' "$long")
  [ "$lines" -le "${limit:-60}" ] || complain "$file: $name has $lines lines, ${limit:-60} are allowed"
done < <(find lang runtime stdlib cli grammar -name '*.cpp' -o -name '*.h' | xargs awk -v limit=60 -f tests/tidy/function_lines.awk)
while read -r file name lines; do
  now=$(awk -v limit=60 -f tests/tidy/function_lines.awk "$file" | awk -v name="$name" '$2 == name { print $3 }')
  [ "${now:-0}" = "$lines" ] || [ "${now:-0}" -gt "$lines" ] || complain "$file: $name has ${now:-at most 60} lines: say so in $long"
done < "$long"

# Rows with a number (CAMP_X(7, Name, ...)) are on disk or public: those of numbers.txt stay as they are.
frozen=tests/tidy/numbers.txt
numbers=$(grep -hoHE '^CAMP_[A-Z_]+\((0x[0-9A-Fa-f]+|[0-9]+), *"?[A-Za-z_.]+' lang/*/*.def runtime/*/*.def | sed -E 's/:CAMP_[A-Z_]+\(/ /; s/, *"?/ /' | sort)
if [ "${2:-}" = --freeze ]; then
  printf '%s\n' "$numbers" | sort -u - "$frozen" -o "$frozen"
fi
while read -r row; do
  complain "a number moved, or its row is gone (retired rows stay): $row"
done < <(comm -23 <(sort "$frozen") <(printf '%s\n' "$numbers"))
while read -r row; do
  complain "a new number: tests/tidy/tidy.sh . --freeze: $row"
done < <(comm -13 <(sort "$frozen") <(printf '%s\n' "$numbers"))

# The language reference's tables say what the .def files say.
differing=$(lang/reference/make --check 2>&1) || complain "$differing"
# And the editors' syntax files.
differing=$(grammar/make --check 2>&1) || complain "$differing"

# What the compiler reads for each unit of the last build, in lines: budgets in unit_lines.txt.
if [ -d "${2:-}" ]; then
  root=$PWD
  while read -r finding; do
    complain "$finding"
  done < <(cd "$2" && ninja -t deps | awk -v root="$root/" -v budgets="$root/tests/tidy/unit_lines.txt" -f "$root/tests/tidy/unit_lines.awk")
fi
exit $bad
