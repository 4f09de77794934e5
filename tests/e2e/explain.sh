#!/usr/bin/env bash
# `camp explain`: every code, however it is written, and none that is none. That its examples are true: tests/unit/lang/explanations.
set -euo pipefail
camp=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
source "$(dirname "$0")/../support/verb_checks.bash"
cd "$work"
text 0 '^text and syntax$' explain
text 0 '^  CAMP0203  error    no such field$' explain
text 0 '^  CAMP0206  warning  declared, but never used$' explain
codes=$("$camp" explain --json | python3 -c 'import json, sys; print(*[d["code"] for d in json.load(sys.stdin)["diagnostics"]])')
[ "$(wc -w <<< "$codes")" = "$(grep -c "^CAMP_DIAGNOSTIC(" "$root/lang/base/diagnostics.def")" ] || fail "not every row is listed"
for code in $codes; do
  "$camp" explain "$code" > out.txt || fail "camp explain $code"
  grep -q '\^' out.txt && grep -q 'and not here:' out.txt || fail "no example of $code"
  ! grep -q '[«»]' out.txt || fail "the mark of $code is shown as it is written"
done
for word in CAMP0203 camp0203 0203 203; do
  text 0 '^error\[CAMP0203\]: no such field$' explain "$word"
done
text 0 '^  segment chosen = contact.contry == "FI"$' explain 203
text 0 '^                           \^\^\^\^\^\^$' explain 203
answers 'a["code"] == "CAMP0203" and a["severity"] == "error" and a["at"] == {"line": 1, "column": 26, "end_line": 1, "end_column": 32} and a["group"] == "names" and a["mended"]' explain 203
text 2 'did you mean CAMP0203' explain CAMP02030
text 2 'there is no finding .nonsense.' explain nonsense
text 2 'there is no finding' explain 0
text 2 'there is no finding' explain 99999999999999999999
text 2 'takes one code' explain 203 204
! "$camp" explain 999 --json > out.txt 2> err.txt || fail "999 is a code"
grep -q '"ok":false' out.txt || fail "--json of what is none"
# `camp check` says how to read more, once, on stderr.
printf 'list staff\nlist staff\nlist staff\n' > a.camp
text 1 '^camp explain CAMP0201 says more of it' check
[ "$(grep -c 'camp explain' err.txt)" = 1 ] && ! grep -q 'camp explain' out.txt || fail "it is said once, beside the answer"
text 1 . check --quiet
! grep -q 'camp explain' err.txt || fail "--quiet"
