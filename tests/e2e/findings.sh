#!/usr/bin/env bash
# `camp check` and `camp test` for the machines of those who build: --format github, sarif, junit. What is outside text (paths,
# names, texts of scripts) never ends a field.
set -euo pipefail
camp=$(realpath "$1")
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir -p "$work/repo/shop/a, b:c 100%" && cd "$work/repo"
printf 'contact { tier: one of "gold" }\nsegment x = contact.teir == "a"\n' > shop/data.camp
printf 'segment y = contact.tier == "100 %%, a:b"\nsegment unused = contact.tier == "gold"\n' > "shop/a, b:c 100%/b.camp"
printf 'contact { email: email? }\n' > clean.camp

# ---- GitHub: paths from where camp was called, `%`, `,`, `:` and line breaks escaped
code=0
"$camp" check --project shop --format github > "$work/out.txt" 2> "$work/err.txt" || code=$?
[ "$code" = 1 ] || fail "exit $code"
grep -q '^::error file=shop/data.camp,line=2,endLine=2,col=21,endColumn=25,title=CAMP0203::error\[CAMP0203\]: .*%0A' "$work/out.txt" || fail "an annotation"
grep -q '^::error file=shop/a%2C b%3Ac 100%25/b.camp,line=1,' "$work/out.txt" || fail "a path with signs"
grep -q '"100 %25, a:b"' "$work/out.txt" || fail "a per cent sign in a message"
! grep -v '^::\(error\|warning\) file=' "$work/out.txt" || fail "something else than annotations"
grep -q 'errors.* in 2 files' "$work/err.txt" || fail "people are told on stderr"
printf 'segment x = "\r::error::forged\x01" == 1\n' > shop/data.camp
"$camp" check --project shop --format github > "$work/out.txt" 2>&1 || true
! grep -aq '^::error::forged' "$work/out.txt" && ! grep -aq $'[\x01\r]' "$work/out.txt" || fail "a text forges an annotation"
(cd shop && "$camp" check --format github 2> /dev/null || true) | grep -q 'file=data.camp,' || fail "paths from the project's folder"

# ---- SARIF
printf 'contact { tier: one of "gold" }\nsegment x = contact.teir == "a"\n' > shop/data.camp
"$camp" check --project shop --format sarif > "$work/out.txt" 2> "$work/err.txt" || true
python3 - "$work/out.txt" <<'PY' || fail "sarif"
import json, sys
log = json.load(open(sys.argv[1]))
assert log["version"] == "2.1.0" and "sarif-schema-2.1.0.json" in log["$schema"]
run, = log["runs"]
rules = run["tool"]["driver"]["rules"]
assert run["tool"]["driver"]["name"] == "camp check" and run["columnKind"] == "unicodeCodePoints"
assert len({r["id"] for r in rules}) == len(rules)
for result in run["results"]:
    rule = rules[result["ruleIndex"]]
    assert rule["id"] == result["ruleId"] and rule["shortDescription"]["text"] and rule["help"]["text"]
    assert result["level"] in ("error", "warning") and result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] >= 1 and place["region"]["endColumn"] >= 1
uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
assert uris == {"shop/data.camp", "shop/a%2C%20b%3Ac%20100%25/b.camp"}, uris
PY
rm -r shop/a*
printf 'contact { email: email? }\n' > shop/data.camp
"$camp" check --project shop --format sarif 2> /dev/null | python3 -c '
import json, sys
assert json.load(sys.stdin)["runs"][0]["results"] == []' || fail "sarif of nothing"

# ---- JUnit of a check: a case a script
printf 'list staff\nlist staff\nsegment unused = 1 == 1\n' > shop/lists.camp
junit() { # CONDITION about `suite` and `cases` ARGUMENT...
  local condition=$1
  shift
  "$camp" "$@" --format junit > "$work/out.txt" 2> "$work/err.txt" || true
  python3 - "$work/out.txt" "$condition" <<'PY' || fail "junit: $condition"
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()[0]
cases = {c.get("name"): c for c in suite.findall("testcase")}
assert int(suite.get("tests")) == len(cases)
assert int(suite.get("failures")) == sum(c.find("failure") is not None for c in cases.values())
assert eval(sys.argv[2]), (sys.argv[2], suite.attrib, list(cases))
PY
}
junit 'list(cases) == ["data.camp", "lists.camp"] and suite.get("failures") == "1"' check --project shop
junit '"CAMP0201" in cases["lists.camp"].find("failure").text and cases["lists.camp"].find("system-out") is None' check --project shop
junit '"CAMP0201" in cases["lists.camp"].find("failure").text' check --project shop --strict
printf 'segment x = "a\x01<b>&\x7f" == 1\n' > shop/lists.camp
junit '"<b>&" in cases["lists.camp"].find("failure").text' check --project shop
rm shop/lists.camp

# ---- scenarios that fail: the same formats, the same place
cat > shop/flow.camp <<'CAMP'
event ping { }
journey j { category transactional start on ping flow { wait 1d } }
scenario "never, 100%: <left>" {
  contact anna { }
  anna does ping
  expect anna left j
}
scenario "entered" {
  contact anna { }
  anna does ping
  expect anna entered j
}
CAMP
code=0
"$camp" test --project shop --format github > "$work/out.txt" 2> "$work/err.txt" || code=$?
[ "$code" = 1 ] && [ "$(wc -l < "$work/out.txt")" = 1 ] || fail "exit $code, or more than one annotation"
grep -q '^::error file=shop/flow.camp,line=6,endLine=6,col=3,.*title=scenario::' "$work/out.txt" || fail "an annotation of a scenario"
grep -q '1 of 2 scenarios failed' "$work/err.txt" || fail "people are told on stderr"
junit 'list(cases) == ["never, 100%: <left>", "entered"] and suite.get("failures") == "1"' test --project shop
"$camp" test --project shop --junit "$work/file.xml" > /dev/null || true
cmp "$work/out.txt" "$work/file.xml" || fail "--junit FILE and --format junit are one"
"$camp" test --project shop --format sarif 2> /dev/null > "$work/out.txt" || true
python3 -c 'import json, sys
run, = json.load(open(sys.argv[1]))["runs"]
assert [r["ruleId"] for r in run["results"]] == ["scenario"], run' "$work/out.txt" || fail "sarif of a scenario"
junit 'len(cases) == 2' test --project shop --coverage
grep -q 'steps, branches and arms reached' "$work/err.txt" || fail "coverage is told on stderr"
# What does not compile is a finding of the same format.
printf 'segment x = nothing\n' > shop/broken.camp
"$camp" test --project shop --format github > "$work/out.txt" 2> /dev/null || true
grep -q '^::error file=shop/broken.camp' "$work/out.txt" || fail "broken sources"

text 2 'github, sarif or junit' check --format xml
text 2 'ask for one' check --format sarif --json
text 2 'no --format has it' check --format sarif --pressure
text 2 'github, sarif or junit' test --format svg
