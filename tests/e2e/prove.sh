#!/usr/bin/env bash
# `camp prove`: a counter-example to the letter, which `camp test` then shows for the same reason; exit codes, bounds,
# --write, --json; and every example, which holds. CAMP_UPDATE_GOLDEN=1 writes the golden text anew.
set -euo pipefail
camp=$(realpath "$1")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }
mkdir "$work/shop" && cp "$here/golden/prove/shop.camp" "$work/shop/"
cd "$work/shop"

code=0
"$camp" prove > out.txt || code=$?
[ "$code" -eq 1 ] || fail "exit $code instead of 1 for what is broken"
golden="$here/golden/prove/shop.txt"
[ -z "${CAMP_UPDATE_GOLDEN:-}" ] || cp out.txt "$golden"
diff -u "$golden" out.txt || fail "what camp prove says has changed"

# The counter-examples are scenarios: each fails, by what it was found for.
"$camp" prove --write found.camp > /dev/null || true
"$camp" check > /dev/null || fail "a counter-example is no script"
"$camp" fmt --check found.camp > /dev/null || fail "a counter-example is not laid out"
"$camp" test --json > test.json || true
"$camp" prove --json > prove.json || true
python3 - <<'PY'
import json
test, prove = json.load(open("test.json")), json.load(open("prove.json"))
assert prove["format"] == "camp.prove/1" and not prove["ok"] and not prove["stopped"], prove
assert len(prove["broken"]) == 2 and test["scenarios"] == 2 and test["failed"] == 2, (prove["broken"], test)
for found, failure in zip(prove["broken"], test["failures"]):
    assert found["kind"] == "invariant", found
    assert failure["scenario"] == "prove: " + found["what"], failure
    assert failure["message"] == found["told"], (failure["message"], found["told"])
    assert failure["values"] == found["values"], failure["values"]
assert prove["explored"][0]["day"]["channels"]["sms"] >= 3, prove["explored"]
PY

# Less happens: the path that is broken lies behind the bound, and that is said.
"$camp" prove --depth 1 > shallow.txt || fail "what is behind the bound is not found"
grep -q "cut at the bound: not a proof beyond it" shallow.txt || fail "nobody is told that it was cut"
for wrong in "--paths 0" "--depth x" "order" "--write"; do
  code=0
  # shellcheck disable=SC2086
  "$camp" prove $wrong > /dev/null 2> err.txt || code=$?
  [ "$code" -ge 1 ] && [ -s err.txt ] || fail "exit $code for $wrong"
done
{ "$camp" prove ordrs 2>&1 || true; } | grep -q "did you mean 'orders'?" || fail "no way out for a name that is none"

# What camp new writes can be proved; a division by nothing, be it by default, is found.
for goal in feedback_request product_launch; do
  mkdir "$work/$goal" && cd "$work/$goal" && "$camp" new $goal > /dev/null
  code=0
  "$camp" prove --paths 40 > out.txt || code=$?
  [ "$code" -eq 0 ] || { cat out.txt; fail "exit $code for what camp new $goal writes"; }
done
mkdir "$work/division" && cd "$work/division"
for divisor in contact.points '(contact.points - 7)' c.n; do
  cat > a.camp <<CAMP
contact { email: email?  points: int = 0 }
event cart { cart: string, n: int }
event purchase { cart: string? }
conversation news { from "News <news@acme.example>" }
message a { email { subject "a" text "a" } }
journey recovery {
  category marketing  conversation news
  start on cart as c  again
  goal bought on purchase
  flow { let r = 100 / $divisor  if r > 3 { send a } }
}
CAMP
  code=0
  "$camp" prove > out.txt || code=$?
  [ "$code" -eq 1 ] && grep -q '^broken' out.txt || fail "exit $code: a division by $divisor"
done
# Stopped at once: what was not tried is told as that, and nothing else about it.
cd "$here/../examples/hybrid"
code=0
timeout --preserve-status --signal=INT 4 "$camp" prove --depth 9 --paths 1000000 > "$work/stopped.txt" 2> /dev/null || code=$?
[ "$code" -eq 130 ] && grep -q '^stopped: ' "$work/stopped.txt" || { cat "$work/stopped.txt"; fail "exit $code when it is stopped"; }
[ "$(grep -c ': explored ' "$work/stopped.txt")" -eq 1 ] && grep -q '^not tried: .*, ' "$work/stopped.txt" || { cat "$work/stopped.txt"; fail "told of what was not tried"; }

cd "$work"
# Every example: it ends, and holds.
for example in "$here"/../examples/*/; do
  code=0
  "$camp" --project "$example" prove --paths 60 > example.txt || code=$?
  [ "$code" -eq 0 ] && grep -qx "all hold" example.txt || { cat example.txt; fail "$example: exit $code"; }
done
echo "prove: ok"
