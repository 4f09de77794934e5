#!/usr/bin/env bash
# `credit linear`: what several messages share is still one conversion, worth what it is worth: in tables, `why`, `comms` and reports.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > shop.camp <<'CAMP'
contact { email: email? }
event visit { }
event purchase { order: string, total: money }
event refund { order: string }
conversation news { from "News <news@acme.example>" }
message one { email { subject "One" text "One." } }
message two { email { subject "Two" text "Two." } }
message three { email { subject "Three" text "Three." } }
journey letters {
  category marketing  conversation news  start on visit
  goal bought on purchase as p within 14d worth p.total credit linear refunded by refund as r where r.order == p.order
  flow { send one  wait 1d  send two  wait 1d  send three }
}
campaign weekly {
  category marketing  conversation news  audience { }
  goal ordered on purchase as p within 30d worth p.total credit linear
  flow { send one }
}
CAMP
printf 'id,email\nann,ann@example.com\nbob,bob@example.com\n' > contacts.csv
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 '' emit visit --contact ann
for day in 02 03 04; do
  text 0 '' run weekly --key "$day"
  text 0 '' tick --until "2026-03-${day}T12:00:00Z"
done
text 0 '' emit purchase --contact ann --id p1 '{"order": "o1", "total": "10.00 EUR"}'
text 0 'nothing is wrong' ledger verify
text 0 'bought 3.34 EUR .1/3.' comms ann
text 0 'worth 10.00 EUR by purchase .event p1., 1/3 each: one .3.34 EUR., two .3.33 EUR., three .3.33 EUR.' why ann two
# By message: a third each, 33, 33 and 34 hundredths; one has the three weekly ones, too.
answers '[(r["row"], round(r["conversions"], 12), r["converted"], r["revenue"][0]["amount"]) for r in a["rows"]] == [("one", 1.333333333333, 4, "13.34"), ("three", 0.333333333333, 1, "3.33"), ("two", 0.333333333333, 1, "3.33")] and a["all"]["conversions"] == 2 and a["all"]["revenue"][0]["amount"] == "20.00"' report --by message
answers 'abs(sum(r["conversions"] for r in a["rows"]) - 1) < 1e-12 and a["all"]["conversions"] == 1' report letters --by message
text 0 'one \* +1 .* 0.34 +3.34' report letters --by message
text 0 'two \* +1 .* 0.33 +3.33' report letters --by message
text 0 'all messages +3 .* 1 +10.00' report letters --by message
text 0 'three,.*,0.3333333333,0,3.33' report letters --by message --csv
# Each run has what its own message has, the journey has all of it.
answers '[[(g["conversions"], g["contacts"], g["revenue"][0]["amount"]) for g in arm["goals"]] for run in a["flows"][0]["runs"] for e in run["experiments"] for arm in e["arms"]] == [[(1/3, 1, "3.34")], [(1/3, 1, "3.33")], [(1/3, 1, "3.33")]]' report weekly
answers '[[(g["conversions"], g["revenue"][0]["amount"]) for g in arm["goals"]] for run in a["flows"][0]["runs"] for e in run["experiments"] for arm in e["arms"]] == [[(1, "10.00")]]' report letters
text 0 '' emit refund --contact ann --id r1 '{"order": "o1"}'
answers '[(r["row"], r["revenue"][0]["amount"]) for r in a["rows"]] == [("one", "0.00"), ("three", "0.00"), ("two", "0.00")] and a["all"]["refunded"] == 1' report letters --by message
text 0 'bought refunded 3.33 EUR .1/3.' comms ann
text 0 'nothing is wrong' ledger verify
