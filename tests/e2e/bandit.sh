#!/usr/bin/env bash
# A bandit over three days through the verbs: the shares in force and before, by what figures, in text, JSON and HTML; why a
# contact got her arm; and that every decision is made again, by the journal and by the formula of the reference.
set -euo pipefail
camp=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > shop.camp <<'CAMP'
contact { email: email? }
event visit { page: string }
conversation news { from "News <news@acme.example>" }
message red { email { subject "Red" text "Red" } }
message blue { email { subject "Blue" text "Blue" } }
journey welcome {
  category marketing  conversation news  start on visit  goal came on visit
  flow {
    experiment colour {
      variant a equally { send red }
      variant b equally { send blue }
      holdout 10%
      bandit by clicks every 1d
    }
  }
}
CAMP
fail() { echo "$1"; exit 1; }
# DAY: forty visit at ten, at eleven every third who got blue clicks
day() {
  for i in $(seq 40); do
    printf '{"id":"v%s-%s","contact":"c%s-%s","event":"visit","time":"2026-03-0%sT10:00:00Z","data":{"page":"x"}}\n' "$1" "$i" "$1" "$i" "$1"
  done > visits.ndjson
  { echo id,email; for i in $(seq 40); do echo "c$1-$i,c$1-$i@example.com"; done; } > contacts.csv
  "$camp" contacts import contacts.csv --subscribe news -q $2
  "$camp" events import visits.ndjson -q
  for i in $(seq 3 3 40); do
    "$camp" comms "c$1-$i" | grep -q "blue.*sent" || continue
    printf '{"id":"k%s-%s","contact":"c%s-%s","event":"message.clicked","time":"2026-03-0%sT11:00:00Z","data":{"message":"blue"}}\n' "$1" "$i" "$1" "$i" "$1"
  done > clicks.ndjson
  "$camp" events import clicks.ndjson -q
}
day 2 "--virtual-time --at 2026-03-02T09:00:00Z"
"$camp" report welcome > report.txt
grep -q 'bandit  *shares by clicks are decided for the first time at 3 March 2026, 10:00' report.txt || fail "not told when it is decided"
day 3 ""
day 4 ""
"$camp" report welcome > report.txt
grep -q 'bandit  *who comes now gets a [0-9.]* % (0 of [0-9]*), b [0-9.]* % ([0-9]* of [0-9]*), by clicks' report.txt || fail "no shares in the report"
grep -q 'before  *3 March 2026, 10:00: a [0-9.]* % (0 of [0-9]*), b' report.txt || fail "not told what was decided before"
"$camp" report welcome --html page.html -q
grep -q '<b>Bandit:</b> who comes now gets' page.html || fail "no bandit in the page"
# A journey runs for ever: what is compared may be looked at any day, and every output says so.
tr -s ' \n' ' ' < report.txt | grep -q 'any day = while an experiment runs, an always-valid confidence sequence' || fail "not told that it may be looked at any day"
grep -q 'an always-valid confidence sequence' page.html || fail "not told so in the page"
"$camp" report welcome --csv > report.csv
grep -q ',always-valid confidence sequence,' report.csv || fail "not told so in the table"
"$camp" report welcome --json > report.json
python3 - <<'P'
import json
from math import comb
experiment = json.load(open("report.json"))["flows"][0]["runs"][0]["experiments"][0]
bandit, = experiment["decisions"]
assert bandit["bandit"] and bandit["metric"] == "clicks" and bandit["due"] == "2026-03-05T10:00:00Z", bandit
assert [it["at"] for it in bandit["decisions"]] == ["2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"], bandit
assert "shares_follow_success" in experiment["verdict"]["caveats"], experiment["verdict"]
# P(a's rate is higher) when nobody of n in a did it, and x of m in b: the sum for whole parameters, exactly
from fractions import Fraction
def beta(a, b):
    return Fraction(1, b * comb(a + b - 1, a - 1))
def better(x, n, y, m):
    a1, b1, a2, b2 = 1 + y, 1 + m - y, 1 + x, 1 + n - x
    return sum(beta(a1 + i, b1 + b2) / ((b2 + i) * beta(1 + i, b2) * beta(a1, b1)) for i in range(a2))
for decision in bandit["decisions"]:
    a, b = decision["arms"]
    chance = better(a["reached"], a["contacts"], b["reached"], b["contacts"])
    wanted = float(Fraction(9, 10) * (Fraction(1, 100) + Fraction(98, 100) * chance))
    assert abs(a["share"] - wanted) < 2e-6, (a, wanted)
    assert abs(a["share"] + b["share"] - 0.9) < 1e-9, decision
assert any(pair["comparison"]["test"] == "always-valid confidence sequence" for rate in experiment["rates"] for pair in rate["pairs"]), experiment["rates"]
shares = {arm["arm"]: arm["share"] for arm in experiment["arms"]}
assert abs(shares["b"] - bandit["decisions"][-1]["arms"][1]["share"]) < 1e-9 and shares["holdout"] == 0.1, shares
P
"$camp" ledger verify --json | grep -q '"decisions":2' || fail "not every decision was made again"
"$camp" ledger verify > verify.txt
grep -q 'nothing is wrong' verify.txt || fail "the ledger does not balance"
[ "$("$camp" status --log | grep -c "an experiment's shares were decided anew  *welcome/colour")" -eq 2 ] || fail "not in the log"
for i in $(seq 40); do
  if "$camp" why "c4-$i" blue > why.txt && grep -q 'assigned to colour: b, by a bandit' why.txt; then exit 0; fi
done
fail "not told by which share she got it"
