#!/usr/bin/env bash
# Test runs: each message, in each language and for each segment, to the seeds; marked, and counted nowhere.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { email: email?  phone: phone?  name: string?  language: locale = "en"  spent: money = 0 EUR }
event purchase { order: string }
list blocked
segment rich = contact.spent > 100 EUR
conversation news { from "News <news@acme.example>"  suppress blocked }
policy { cap 1 per 7d for marketing }
seeds team { "mia@acme.example", "+358401234567", "blocked@acme.example" }
seeds others { "otto@acme.example" }
message letter(order: string) {
  email { subject "News for {{ contact.name | default: 'you' }}" text "About {{ order }}." }
  sms "News about {{ order }}"
  in fi { email { subject "Uutisia" } }
  for rich { email { text "Dear friend: {{ order }}" } }
}
journey j {
  category marketing  conversation news  goal again_1 on purchase  start on purchase as p  seeds team
  flow { send letter(p.order) via email  wait 1d  send letter(p.order) via sms }
}
campaign unseeded { category marketing  conversation news  goal bought on purchase  audience { include rich }  flow { send letter("x") via email } }
CAMP
printf 'id,email,name,language,spent\nann,ann@example.com,Ann,fi,500 EUR\nlou,lou@example.com,Lou,en,0 EUR\n' > contacts.csv
printf 'id,email\nbob,Blocked@acme.example\n' > blocked.csv
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 '1 created' contacts import blocked.csv --list blocked

text 2 'name the campaign' test-run
text 3 "did you mean 'j'" test-run jj
text 2 'has no seeds' test-run unseeded
text 2 'no e-mail address and no phone number' test-run j --to 'mia at acme'
text 3 "did you mean 'team'" test-run j --seeds teem
text 2 '--sample is a number up to' test-run j --sample 1000

# Everyone else, fi, rich, and both: four mails; one text message.
text 0 'blocked@acme.example gets nothing: a contact with this address is suppressed' test-run j --by Mia --key first
text 0 'nothing was sent now' test-run j --by Mia --key first
mail=spool/_test/j%20first/2026-03-01/email-0001.mbox
sms=spool/_test/j%20first/2026-03-01/sms-0001.ndjson
[ "$(grep -c '^From ' $mail)" -eq 4 ] || fail "not four mails"
[ "$(grep -c '^To: mia@acme.example' $mail)" -eq 4 ] || fail "not to the seed"
[ "$(grep -c '^Subject: \[TEST\] ' $mail)" -eq 4 ] || fail "subjects are not marked"
for mark in 'everyone else' 'fi' 'rich' 'fi, rich'; do
  grep -q "^X-Camp-Test: j/letter/$mark" $mail || fail "no $mark"
done
grep -q 'About \[order\]' $mail || fail "no stand-in"
python3 - "$sms" <<'PY' || fail "the text message"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert len(lines) == 1 and lines[0]["to"] == "+358401234567", lines
assert lines[0]["text"] == "[TEST] News about [order]" and lines[0]["test"] == "j/letter/everyone else", lines
PY
# With data of contacts: what those drawn would get comes on top, as they would get it.
answers 'a["messages"] == 2 * 4 + 2 * 3 and sorted(a["seeds"]) == ["mia@acme.example", "otto@acme.example"]' test-run j --to mia@acme.example --seeds others --sample 3
answers 'a["unreached"] == ["sms"] and "j/letter/as ann" in a["marks"]' test-run j --to mia@acme.example --seeds others --sample 3
answers 'a["messages"] == 4 + 1 and a["marks"][-1] == "unseeded/letter/as ann"' test-run unseeded --to mia@acme.example --sample 5 --key s

# Nothing of it counts: no ledger, no cap, no report, no history.
answers 'a["messages"]["sent"] == 0 and a["contacts"] == 3 and a["instances"]["entered"] == 0' status
text 0 'nothing is wrong' ledger verify
text 0 'a test run was sent to seeds +j, 5 messages' status --log
answers '[(t["key"], t["by"], t["done"]) for t in a["test_runs"] if t["key"] == "first"] == [("first", "Mia", 5)]' runs
text 0 'test run of' runs
answers 'a["messages"] == 1' emit purchase --contact ann --id e1 '{"order": "o1"}'

# Another content under the same key is another test run; without a key it has its own.
sed -i 's/Uutisia/Uutiset/' flows.camp
text 4 'other messages or seeds' test-run j --key first
answers 'not a["already"]' test-run j
answers 'a["already"]' test-run j

# Killed anywhere, and asked for again: each message once.
for delay in 0.01 0.02 0.03 0.05 0.08; do
  ("$camp" test-run j --key killed > /dev/null 2>&1 & pid=$!; sleep $delay; kill -9 $pid 2> /dev/null; wait $pid) 2> /dev/null || true
done
text 0 '' test-run j --key killed
[ "$(cat spool/_test/j%20killed/2026-03-01/*.mbox | grep -c '^From ')" -eq 4 ] || fail "killed: not four mails"
text 0 'nothing is wrong' ledger verify

# A list and a record that nobody gave stand there with one of each.
mkdir "$work/listed"
cd "$work/listed"
cat > flows.camp <<'CAMP'
contact { email: email? }
event bought { items: list of { name: string, count: int } }
conversation news { from "News <news@acme.example>" }
seeds team { "mia@acme.example" }
message receipt(items: list of { name: string, count: int }) {
  email { subject "Receipt" text "{% for item in items %}{{ item.count }} x {{ item.name }}{% endfor %}" }
}
journey j { category transactional  conversation news  start on bought as b  again  seeds team  flow { send receipt(b.items) } }
CAMP
printf 'id,email\nann,ann@example.com\n' > contacts.csv
text 0 '1 created' contacts import contacts.csv --virtual-time --at 2026-03-01T12:00:00Z
text 0 'receipt.items' test-run j --key a
grep -q '1 x \[name\]' spool/_test/j%20a/*/*.mbox || fail "not what stands for a list: $(cat spool/_test/j%20a/*/*.mbox)"
