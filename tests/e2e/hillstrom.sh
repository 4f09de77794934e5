#!/usr/bin/env bash
# The Hillstrom campaign end to end: the report must give exactly the table of the data's own README.
set -euo pipefail
camp=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$(dirname "$camp"):$PATH"
"$root/examples/hillstrom/run" "$work" > "$work/out.txt" 2>&1 || { cat "$work/out.txt"; exit 1; }
cd "$work"
# figure ARM FIGURE DETAIL: its value in the CSV report
figure() {
  awk -F, -v arm="$1" -v figure="$2" -v detail="$3" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
    $(column["arm"]) == arm && $(column["figure"]) == figure && $(column["detail"]) == detail { print $(column["value"]) }
  ' report.csv
}
camp report spring_test --csv > report.csv
expect() {  # expect ARM CUSTOMERS VISITS CONVERSIONS SPEND
  local got
  got="$(figure "$1" contacts "") $(figure "$1" conversions visited) $(figure "$1" conversions bought) $(figure "$1" revenue 'bought USD')"
  [ "$got" = "$2 $3 $4 $5" ] || { echo "$1: want $2 $3 $4 $5, got $got"; exit 1; }
}
expect mens 21307 3894 267 30311.69
expect womens 21387 3238 189 23038.11
expect holdout 21306 2262 122 13908.33
# What is said of it: the arm that did best in the data's money, with the caveat that camp did not draw the arms.
camp report spring_test --json > report.json
python3 - report.json <<'PYTHON'
import json, sys
run = json.load(open(sys.argv[1]))["flows"][0]["runs"][0]
verdict, headline = run["experiments"][0]["verdict"], run["experiments"][0]["headline"]
assert (verdict["goal"], verdict["currency"], verdict["finding"], verdict["best"]) == ("bought", "USD", "ahead", "mens"), verdict
assert verdict["behind"] == ["womens", "holdout"] and verdict["advice"] == "ship", verdict
assert verdict["caveats"] == ["arms_not_drawn"], verdict
assert [round(one["p_corrected"], 4) for one in verdict["against"]] == [0.0305, 0.0], verdict
assert headline["contacts"] == headline["sent"] == 42694 and headline["held_out"] == 21306, headline
money = headline["revenue"][0]
assert money["amount"] == "53349.80" and round(money["incremental"]["value"], 2) == 25479.61, money
assert money["incremental"]["interval"][0] > 16000, money
assert sum(place["sent"] for place in run["places"]) == 42694, run["places"]
assert sum(place["withheld"] for place in run["places"]) == 21306, run["places"]
PYTHON
# One message each in the spool, none for the holdout; the same run again sends nothing.
[ "$(cat $(find spool -name '*.mbox') | grep -ac '^Message-ID:')" -eq 42694 ]
camp run spring_test --key 2008 | grep -q 'nothing more is sent'
camp contacts import customers.csv --map id=@row --map arm=segment --set 'email=customer-{@row}@example.com' \
  --subscribe newsletter --json | grep -q '"created":0,"changed":0,"unchanged":64000'
camp events import outcomes.ndjson --json | grep -q '"applied":0,"duplicates":9972'
[ "$(cat $(find spool -name '*.mbox') | grep -ac '^Message-ID:')" -eq 42694 ]
# The page stands alone: nothing from elsewhere, no script.
test -s report.html
! grep -qiE '<script|src="http|href="http|@import|url\(http' report.html
