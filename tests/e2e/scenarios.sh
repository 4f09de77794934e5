#!/usr/bin/env bash
# `camp test`: what it says of failures to the letter, its exit codes, JUnit, coverage, and that scenarios are no part of
# the program. CAMP_UPDATE_GOLDEN=1 writes the golden text anew; the difference is for review.
set -euo pipefail
camp=$(realpath "$1")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }
cp "$here/golden/test/failing.camp" "$work/"
cd "$work"

code=0
"$camp" test > out.txt || code=$?
[ "$code" -eq 1 ] || fail "exit $code instead of 1 for failing scenarios"
golden="$here/golden/test/failing.txt"
[ -z "${CAMP_UPDATE_GOLDEN:-}" ] || cp out.txt "$golden"
diff -u "$golden" out.txt || fail "what camp test says has changed"

"$camp" test "this one" | grep -qx "1 scenario passed" || fail "a scenario is chosen by a part of its name"
code=0
"$camp" test "this one pasess" > out.txt 2> err.txt || code=$?
[ "$code" -eq 1 ] && grep -q "did you mean 'this one passes'" err.txt || fail "an empty selection is a failure"

"$camp" test --junit junit.xml > /dev/null || true
python3 - <<'PY'
import xml.etree.ElementTree as tree
suite = tree.parse("junit.xml").getroot()[0]
cases = suite.findall("testcase")
assert int(suite.get("tests")) == len(cases) == 21, suite.attrib
assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == 20, suite.attrib
assert "has not left welcome" in tree.tostring(suite).decode()
names = [case.get("name") for case in cases]
assert "has not left" in names and not any(name.startswith('"') for name in names), names
PY
# The command that walks through it is typed where this one was, and works there.
(
  cd / && "$camp" test --project "$work" "has not left" > "$work/there.txt" || true
  sed -n 's/^  walk through it: camp //p' "$work/there.txt" > "$work/walk.txt"
  grep -qxF "repl 'has not left' --project $work --to failing.camp:33" "$work/walk.txt" || fail "the project is forgotten: $(cat "$work/walk.txt")"
  eval "'$camp' $(cat "$work/walk.txt")" < /dev/null > "$work/walked.txt" || fail "the command does not open it"
)
# Who failed before any wait stands nowhere, since no time.
mkdir failed && cat > failed/a.camp <<'CAMP'
contact { email: email?  points: int = 0 }
event go { }
conversation news { from "News <news@acme.example>" }
journey j { category marketing  conversation news  goal g on go  start on go  flow { let r = 1 / contact.points  if r > 3 { exit "x" } } }
scenario "an incident" { contact anna { }  at 2026-03-02 10:00  anna does go  expect anna left j }
CAMP
"$camp" test --project failed > out.txt || true
grep -q "anna has not left j; anna failed at 2026-03-02 10:00, by an incident" out.txt || fail "$(cat out.txt)"
! grep -q 1970 out.txt || fail "since 1970"
rm -r failed
# A result never takes a script's place.
for option in junit lcov; do
  code=0
  "$camp" test passes --coverage --$option failing.camp > /dev/null 2> err.txt || code=$?
  [ "$code" -eq 4 ] && grep -q "a script's name" err.txt || fail "exit $code: --$option over a script"
done
cmp failing.camp "$here/golden/test/failing.camp" || fail "a script was overwritten"

"$camp" test --json > answer.json || true
python3 - <<'PY'
import json
a = json.load(open("answer.json"))
assert a["format"] == "camp.test/1" and not a["ok"] and a["scenarios"] == 21 and a["failed"] == 20, a
first = a["failures"][0]
assert first["at"] == {"file": "failing.camp", "line": 26, "column": 3}, first
assert {"expression": "count(purchase)", "value": "1"} in first["values"], first
PY

"$camp" test "passes" --coverage --lcov lcov.info > coverage.txt
grep -q "not reached: welcome step \"wait\"  failing.camp:13" coverage.txt || fail "coverage names what was not reached"
grep -q "^SF:failing.camp$" lcov.info && grep -q "^DA:13,0$" lcov.info || fail "lcov"
# A floor for those who build: exit 1 below it, whatever passes.
for percent in 1 100; do
  code=0
  "$camp" test "passes" --coverage=$percent > floor.txt || code=$?
  [ "$code" -eq $((percent / 100)) ] || fail "exit $code with --coverage=$percent"
done
grep -q '^that is less than the 100 % asked for$' floor.txt || fail "not told why it fails"
! "$camp" test "passes" --coverage=100 --json > floor.json || fail "a floor goes for --json, too"
grep -q '"coverage_least":100' floor.json && grep -q '"ok":false' floor.json || fail "the floor in --json"
code=0
"$camp" test --coverage=101 2> err.txt || code=$?
[ "$code" -eq 2 ] && grep -q 'up to 100' err.txt || fail "more than everything"
"$camp" test --coverage > coverage.txt || true
! grep -q "not reached: welcome step \"wait\"" coverage.txt || fail "coverage does not see what was reached"

# The program is the same with and without them.
"$camp" disasm > with.txt
sed -i '/^scenario /,$d' failing.camp
"$camp" disasm > without.txt
diff -q with.txt without.txt > /dev/null || fail "scenarios have changed the program"
code=0
"$camp" test 2> err.txt || code=$?
[ "$code" -eq 1 ] && grep -q "the project has no scenarios" err.txt || fail "no scenarios at all are a failure"
echo 'scenario "x" { contact anna { emial: "a@b.example" } expect anna.score == 3 }' >> failing.camp
code=0
"$camp" test > out.txt || code=$?
[ "$code" -eq 1 ] && grep -q "did you mean 'email'" out.txt || fail "mistakes are told as camp check tells them"

# `show` prints a value where it stands, and changes nothing.
mkdir "$work/shown" && cd "$work/shown"
cat > shown.camp <<'CAMP'
contact { points: int = 0  email: email? }
scenario "looks" {
  contact anna { points: 3 }  contact bo { }
  show anna.points * 2 + 1
  show contact.points for bo
  expect anna.points == 3
}
CAMP
"$camp" test > out.txt
diff -u - out.txt <<'TEXT' || fail "show prints something else"
shown.camp:4: show anna.points * 2 + 1 = 7
shown.camp:5: show contact.points for bo = 0
1 scenario passed
TEXT
"$camp" test --json | grep -q '"value":"7"' || fail "show is not in the answer for machines"
sed -i 's/ for bo//' shown.camp
"$camp" check > out.txt 2>&1 && fail "whose values are shown nobody said"
grep -q 'show anna.stage' out.txt || fail "no way out is named"
