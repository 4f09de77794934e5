#!/usr/bin/env bash
# A refund, and what a run costs, as seen from the command line: once, however often it is told, and what the report, `why` and `comms` make of it.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > shop.camp <<'CAMP'
contact { email: email? }
event purchase { order: string, total: money }
event refund { order: string }
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } }
campaign launch {
  category marketing  conversation news  audience { }  costs 20 EUR
  goal bought on purchase as p within 14d worth p.total refunded by refund as r where r.order == p.order
  flow { experiment half { variant all 100% { send letter } } }
}
CAMP
printf 'id,email\nann,ann@example.com\nbob,bob@example.com\n' > contacts.csv
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 '' run launch
cat > events.ndjson <<'JSON'
{"id": "p1", "contact": "ann", "event": "purchase", "time": "2026-03-02T10:00:00Z", "data": {"order": "o1", "total": "80.00 EUR"}}
{"id": "p2", "contact": "ann", "event": "purchase", "time": "2026-03-02T11:00:00Z", "data": {"order": "o2", "total": "20.00 EUR"}}
{"id": "p3", "contact": "bob", "event": "purchase", "time": "2026-03-02T11:00:00Z", "data": {"order": "o1", "total": "7.00 EUR"}}
JSON
text 0 '' events import events.ndjson
echo '{"id": "r1", "contact": "ann", "event": "refund", "time": "2026-03-09T10:00:00Z", "data": {"order": "o1"}}' > refunds.ndjson
text 0 '' events import refunds.ndjson
text 0 'ledger' ledger verify
text 0 '' events import refunds.ndjson  # the same event: nothing
text 0 '' emit refund --contact ann --time 2026-03-10 '{"order": "o1"}'  # another of an order that was taken back
answers '[(g["goal"], g["contacts"], g["conversions"], g["refunded"], g["revenue"]) for g in a["flows"][0]["runs"][0]["experiments"][0]["arms"][0]["goals"]] == [("bought", 2, 3, 1, [{"currency": "EUR", "amount": "27.00", "contacts": 2}])]' report
text 0 'bought refunded' report
text 0 'costs 20.00 EUR; return of bought: .35.00 %' report
answers 'a["flows"][0]["runs"][0]["costs"] == [{"currency": "EUR", "amount": "20.00", "of_run": "20.00", "of_messages": "0.00", "returns": [{"goal": "bought", "rate": 0.35}]}]' report
text 0 ',costs,EUR,20.00' report --csv
text 0 ',return,bought,0.35' report --csv
text 0 'refunded,bought,1' report --csv
"$camp" report --html report.html
grep -q 'costs 20.00 EUR; return of bought' report.html || { echo "the page does not tell the costs"; exit 1; }
grep -q 'bought, refunded' report.html || { echo "the page does not tell the refund"; exit 1; }
text 0 'bought 80.00 EUR' comms ann
answers '"bought refunded 80.00 EUR" in str(a)' comms ann
text 0 '80.00 EUR of bought taken back by refund .event r1., for purchase .event p1.' why ann letter
answers 'a["ok"]' ledger verify
# What is gone with its contact is no conversion to take back.
text 0 '' contacts erase bob --yes
text 0 'ledger' ledger verify
