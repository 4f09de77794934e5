#!/usr/bin/env bash
# A channel's rate: 1,000 contacts, 100 a minute, `camp tick` called again and again; killed in the middle of it. Nothing is lost,
# nothing leaves twice, and in no minute more than the rate. What it cost is held against an independent count.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { phone: phone?  email: email?  n: int = 0  timezone: timezone = "UTC" }
event purchase { total: money }
event ask {}
conversation news { from "News <news@acme.example>" }
message offer { sms "{% if contact.n > 700 %}{% for i in (1..9) %}Twenty per cent off, until Friday. {% endfor %}{% else %}Off{% endif %}" }
message code { sms "4711" }
segment texted = contact.phone is present
channel sms { rate 100 per 1m  costs 0.04 EUR }
campaign friday {
  category marketing  conversation news  goal bought on purchase as p within 7d worth p.total
  audience { include texted }  costs 3 EUR
  flow { send offer via sms }
}
journey codes {
  category transactional  conversation news  start on ask  again  goal never on purchase
  flow { send code via sms }
}
CAMP
python3 - <<'PY'
with open("contacts.csv", "w") as out:
    out.write("id,phone,n\n")
    for i in range(1000):
        out.write("c%04d,+358401%06d,%d\n" % (i, i, i))
PY
# Every line of the spool: which message, to whom, how many segments. `left` says when each was recorded as sent.
spooled() { cat spool/*/*/sms-*.ndjson spool/*/*/*/sms-*.ndjson 2>/dev/null || true; }
lines() { spooled | wc -l; }
unique() { spooled | python3 -c 'import json,sys; print(len({json.loads(l)["ledger_id"] for l in sys.stdin}))'; }

text 0 '1,000 created' contacts import contacts.csv --subscribe news:sms --virtual-time --at 2026-03-02T09:00:00Z
answers 'a["messages"] == 100' run friday --key spring
[ "$(lines)" -eq 100 ] || fail "$(lines) left at once"
answers 'a["paced"] == [{"channel": "sms", "rate": "100 per 1m", "waiting": 900, "next": "2026-03-02T09:01:00Z", "last": "2026-03-02T09:09:00Z"}]' status
text 0 '900 of sms wait for their turn, 100 per 1m; the next leaves at 2026-03-02T09:01:00Z, the last about at 2026-03-02T09:09:00Z' status
text 0 'nothing is wrong' ledger verify

# A tick that comes too early sends nothing, one that comes late no more than one minute's worth.
answers 'a["messages"] == 0 and a["next_message"] == "2026-03-02T09:01:00Z"' tick --until 2026-03-02T09:00:59Z
answers 'a["messages"] == 100' tick --until 2026-03-02T09:01:00Z
[ "$(lines)" -eq 200 ] || fail "$(lines) left in two minutes"

# Transactional messages go first, and count.
text 0 '' emit ask --contact c0999 --id a1
answers 'a["messages"] == 100' tick --until 2026-03-02T09:02:00Z
[ "$(spooled | grep -c '"message":"code"')" -eq 1 ] || fail "the code did not leave first"
waiting=$("$camp" comms c0500 --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["messages"][0]["state"])')
if [ "$waiting" = pending ]; then
  text 0 'held until about 2026-03-02T09:0[0-9]:00Z by the rate of sms: 100 per 1m' why c0500 offer
fi
text 0 'not reached|rate' why c0999 offer

# Who unsubscribes while waiting gets none.
text 0 '' emit unsubscribed --contact c0999 --id u1 '{"conversation": "news"}' --time 2026-03-02T09:02:10Z

# Killed at any moment: what was cut off leaves again, once; never more than a minute's worth.
for minute in 03 04 05 06; do
  before=$(lines)
  "$camp" tick --until "2026-03-02T09:$minute:10Z" > /dev/null 2>&1 &
  pid=$!
  sleep "0.0$((RANDOM % 9))"
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  text 0 '' tick --until "2026-03-02T09:$minute:10Z"
  [ "$(lines)" -eq "$(unique)" ] || fail "a message stands in the spool twice"
  [ $(($(lines) - before)) -le 100 ] || fail "$(($(lines) - before)) left in the minute $minute"
  text 0 'nothing is wrong' ledger verify
done

# The rest, each at its time, by one call.
text 0 'nothing else is waiting|next due' tick --for 1h
[ "$(unique)" -eq "$(lines)" ] || fail "a message stands in the spool twice"
python3 - "$camp" <<'PY' || fail "the rate was not kept, or something was lost"
import json, subprocess, sys
camp = sys.argv[1]
def ask(*args):
    return json.loads(subprocess.run([camp, *args, "--json"], capture_output=True, text=True).stdout)
# When each was recorded as sent, by `camp why`'s outcome of a sample; by the ledger's counts of all.
counts = ask("status")["messages"]
assert counts["sent"] + ask("status")["messages"]["cancelled"] == 1001, counts
assert counts["pending"] == 0, counts
times = []
for i in range(0, 1000, 7):
    for message in ("offer",):
        for decision in ask("why", "c%04d" % i, message)["decisions"]:
            outcome = decision["outcome"]
            if outcome.startswith("sent"): times.append(outcome.split("recorded at ")[1].split(": ")[0])
times.sort()
assert len(set(times)) >= 9, sorted(set(times))
PY

# What it cost: each segment of what stands in the spool, 4 cents.
segments=$(spooled | python3 -c 'import json,sys; print(sum(json.loads(l)["segments"] for l in sys.stdin if json.loads(l)["message"] == "offer"))')
codes=$(spooled | grep -c '"message":"code"')
export segments codes
text 0 'costs .* EUR, .* EUR of it for messages' report friday
answers 'a["flows"][0]["runs"][0]["costs"][0]["of_messages"] == "%.2f" % (int(__import__("os").environ["segments"]) * .04)' report friday
answers 'a["rows"][0]["costs"] == [{"currency": "EUR", "amount": "%.2f" % ((int(__import__("os").environ["segments"]) + int(__import__("os").environ["codes"])) * .04)}]' report --by channel
text 0 'costs EUR' report --by flow --csv
text 0 'nothing is wrong' ledger verify

# A live store: what has no turn yet waits for the next call; `--for` waits for it.
mkdir ../live
cd ../live
sed 's/rate 100 per 1m/rate 3 per 1s/' ../p/flows.camp > flows.camp
head -11 ../p/contacts.csv > contacts.csv
text 0 '10 created' contacts import contacts.csv --subscribe news:sms
begun=$(date +%s%N)
answers '3 <= a["messages"] < 10' run friday --key spring
answers 'a["messages"] >= 1 and "next_message" not in a' tick --for 20s
[ "$(lines)" -eq 10 ] || fail "$(lines) of 10 left"
[ $(($(date +%s%N) - begun)) -ge 3000000000 ] || fail "ten left in less than three seconds"
text 0 'nothing is wrong' ledger verify
