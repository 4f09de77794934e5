#!/usr/bin/env bash
# The launch: who was tested, who waited, what won by what evidence, in text, JSON and HTML, and that it is decided again.
example=launch
source "$(dirname "$0")/../support/example.bash"
grep -q 'stands at "experiment collection" since .*, for the winner of collection' out.txt || { echo "nobody waits"; exit 1; }
python3 - <<'P'
import json
decision, = json.load(open("report.json"))["flows"][0]["runs"][0]["experiments"][0]["decisions"]
assert decision["metric"] == "clicks" and decision["due"] == "2026-03-03T07:00:00Z", decision
decided = decision["decided"]
assert decided["winner"] == "womens" and decided["reason"] == "shown" and decided["p_corrected"] < 0.1, decided
P
grep -q '<b>Winner:</b> womens won by clicks' report.html || { echo "no winner in the page"; exit 1; }
"$camp" ledger verify --json | grep -q '"decisions":1' || { echo "nothing was decided again"; exit 1; }
"$camp" status --log | grep -q "an experiment's winner was chosen  *spring_launch/collection" || { echo "not in the log"; exit 1; }
"$camp" why c002 womens_launch | grep -q 'womens (winner)' || { echo "not told why"; exit 1; }
