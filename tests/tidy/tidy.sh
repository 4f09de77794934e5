#!/usr/bin/env bash
# The rules that matter, as a test: who may include whom, which library is seen where, a README in every folder, lines
# of at most 100 columns in code, no banned words.
#   tidy.sh SOURCE_DIR
set -euo pipefail
cd "$1"
bad=0
complain() { echo "$1"; bad=1; }

# Folder -> folders it may include (besides itself). One row each; tests may include everything.
rules='
lang/base:
lang/value: lang/base
lang/catalog: lang/base lang/value
lang/program: lang/base lang/value lang/catalog
grammar: lang/base
lang/syntax: grammar lang/base lang/value
lang/template: grammar lang/base lang/value lang/syntax
lang/sema: grammar lang/base lang/value lang/catalog lang/syntax lang/template
lang/compile: lang/base lang/value lang/catalog lang/program lang/syntax lang/template lang/sema
stdlib/functions: lang/base lang/value lang/catalog
runtime/env: lang/base
runtime/env/real: lang/base runtime/env
runtime/policy: lang/base lang/value lang/catalog
runtime/state: lang/base lang/value lang/catalog lang/program runtime/policy
runtime/store: lang/base runtime/state
runtime/vm: lang/base lang/value lang/catalog lang/program stdlib/functions runtime/state runtime/policy
runtime/delivery: lang/base lang/value lang/catalog lang/program runtime/env runtime/state runtime/store
runtime/shelf: lang/base lang/program runtime/state runtime/store runtime/vm
runtime/engine: lang/base lang/value lang/catalog lang/program runtime/env runtime/state runtime/store runtime/vm runtime/policy runtime/shelf runtime/delivery
runtime/audience: lang/base lang/value lang/catalog lang/program runtime/env runtime/state runtime/store runtime/vm runtime/engine
runtime/sim: lang/base lang/value lang/catalog lang/program runtime/env runtime/policy runtime/state runtime/store runtime/shelf runtime/vm runtime/delivery runtime/engine runtime/explain
runtime/measure: lang/base lang/value lang/catalog lang/program runtime/policy runtime/state runtime/store runtime/vm runtime/shelf
runtime/explain: lang/base lang/value lang/catalog lang/program runtime/policy runtime/state runtime/store runtime/vm runtime/shelf runtime/delivery
'
while IFS=: read -r folder allowed; do
  [ -n "$folder" ] || continue
  for file in "$folder"/*.h "$folder"/*.cpp "$folder"/*.def; do
    [ -e "$file" ] || continue
    while read -r included; do
      target=$(dirname "$included")
      [ "$target" = "$folder" ] && continue
      case " $allowed " in *" $target "*) ;; *) complain "$file includes $included: $folder may not see $target" ;; esac
    done < <(grep -hoE '^ *#include "(lang|runtime|stdlib|cli|grammar)/[^"]+"' "$file" | sed 's/.*"\(.*\)"/\1/' || true)
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
confined 'rocksdb/(db|write|table|filter|cache|slice|options)' runtime/store
confined 'curl/curl\.h' runtime/env/real
confined 'tao/pegtl' grammar lang/syntax lang/template
confined 'boost/program_options' cli
# Clocks are read at the edges only: everything else is given the time.
while IFS=: read -r file line _; do
  case "$file" in runtime/env/real/*|cli/*) ;; *) complain "$file:$line reads a clock" ;; esac
done < <(grep -rnE 'system_clock::now|steady_clock::now|gettimeofday|clock_gettime|std::time\(' lang runtime stdlib cli grammar \
  --include=*.h --include=*.cpp || true)

while read -r folder; do
  [ -f "$folder/README.md" ] || complain "$folder has no README.md"
  [ ! -f "$folder/README.md" ] || [ "$(wc -l < "$folder/README.md")" -le 60 ] || complain "$folder/README.md is longer than 60 lines"
done < <(find lang runtime stdlib cli grammar tests examples -mindepth 0 -type d \( -path tests/unit/\* -o -path \*/corpus -o -path \*/corpus/\* -o -path \*/data -o -path tests/golden/\* -o -path tests/crash/\* -o -path cli/verbs -o -path cli/bench \) -prune -o -type d -print)

while IFS=: read -r file line text; do
  complain "$file:$line is longer than 100 columns"
done < <(grep -rnE '^.{101,}' lang runtime stdlib cli grammar --include=*.h --include=*.cpp | LC_ALL=C.UTF-8 awk -F: 'length($0) > 0' | cut -c1-160)

while IFS=: read -r file line text; do
  complain "$file:$line: $text"
done < <(grep -rnE 'TODO|FIXME|XXX|HACK' lang runtime stdlib cli grammar --include=*.h --include=*.cpp --include=*.def || true)
exit $bad
