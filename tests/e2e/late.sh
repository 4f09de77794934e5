#!/usr/bin/env bash
# A correction: what had happened before an experiment was decided, but came in later. The decision stands; the report
# says how far it was off, and what it would be. Held against the events themselves.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > shop.camp <<'CAMP'
contact { email: email? }
event purchase { total: money }
event refund { total: money }
conversation news { from "News <news@acme.example>" }
message one { email { subject "One" text "One." } }
message two { email { subject "Two" text "Two." } }
campaign spring {
  category marketing  conversation news  audience { }
  goal bought on purchase as p within 7d worth p.total refunded by refund as r where r.total == p.total
  flow {
    experiment look on 60% {
      variant a 50% { send one }
      variant b 50% { send two }
      winner by revenue of bought after 24h confidence 90% at least 10 otherwise a
    }
  }
}
CAMP
for i in $(seq 100 299); do echo "c$i,c$i@example.com"; done | sed '1i id,email' > contacts.csv
text 0 '200 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-02T09:00:00Z
text 0 '' run spring --key k
"$camp" ledger list --json > ledger.json
python3 - <<'PY'
import json
arms = {"one": [], "two": []}
for line in open("ledger.json"):
    m = json.loads(line)
    if "message" in m: arms[m["message"]].append(m["contact"])
assert min(map(len, arms.values())) > 40
def write(name, events):
    with open(name, "w") as out:
        for n, (c, event, time, total) in enumerate(events):
            out.write(json.dumps({"id": "%s%d" % (name, n), "contact": c, "event": event, "time": time, "data": {"total": total}}) + "\n")
a, b = arms["one"], arms["two"]
write("now", [(c, "purchase", "2026-03-02T12:00:00Z", "%d.50 EUR" % (5 + i)) for i, c in enumerate(a[:10])]
      + [(c, "purchase", "2026-03-02T12:00:00Z", "4 EUR") for c in b[:5]])
# Of the days before the decision: a shop's till that sends its week at once. And what came after, which is no correction.
write("late", [(c, "purchase", "2026-03-02T15:00:00Z", "%d.25 EUR" % (20 + i)) for i, c in enumerate(b[5:35])]
      + [(a[0], "refund", "2026-03-02T20:00:00Z", "5.50 EUR")]
      + [(c, "purchase", "2026-03-04T15:00:00Z", "50 EUR") for c in a[20:30]])
json.dump({"a": len(a), "b": len(b)}, open("arms.json", "w"))
PY
text 0 '15 applied' events import now
text 0 '' tick --until 2026-03-03T10:00:00Z
trial='a["flows"][0]["runs"][0]["experiments"][0]["decisions"][0]'
answers "$trial['decided']['winner'] == 'a' and 'late' not in $trial" report spring
"$camp" report spring > before.txt
! grep -q correction before.txt || fail 'corrected with nothing late'
text 0 '' events import late
"$camp" report spring --json > report.json
python3 - <<'PY'
import decimal, json
trial = json.load(open("report.json"))["flows"][0]["runs"][0]["experiments"][0]["decisions"][0]
size = json.load(open("arms.json"))
events = [json.loads(line) for name in ("now", "late") for line in open(name)]
arm_of = {}
for line in open("ledger.json"):
    m = json.loads(line)
    if "message" in m: arm_of[m["contact"]] = {"one": "a", "two": "b"}[m["message"]]
late = {arm["arm"]: arm for arm in trial["late"]["arms"]}
for arm in "ab":
    mine = [e for e in events if arm_of[e["contact"]] == arm and e["time"] < trial["decided"]["at"]]
    worth = sum(decimal.Decimal(e["data"]["total"].split()[0]) * (1 if e["event"] == "purchase" else -1) for e in mine)
    assert late[arm]["contacts"] == size[arm], (late, size)
    assert late[arm]["reached"] == len({e["contact"] for e in mine if e["event"] == "purchase"}), (late, arm)
    assert decimal.Decimal(late[arm]["amount"]) == worth, (late, arm, worth)
assert trial["decided"]["winner"] == "a" and trial["late"]["winner"] == "b", trial
PY
text 0 'correction +what had happened by then but came in later' report spring
"$camp" report spring | tr -s ' \n' ' ' | grep -q 'the decision would be b' || fail 'not told that another would have won'
text 0 'Correction:' report spring --html -
text 0 'nothing is wrong' ledger verify

# Where nobody has bought anything, there is no currency either.
text 0 '' run spring --key quiet
text 0 '' tick --until 2026-06-01T10:00:00Z
text 0 'a nothing from [0-9]+ contacts, b nothing from' report spring
