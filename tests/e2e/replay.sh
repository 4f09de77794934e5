#!/usr/bin/env bash
# camp replay and camp simulate: the recorded past of every example comes out as it was; a changed script is told by where
# it parts; nothing of the store is touched. How much would be sent is what is sent when it comes true.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
root=$(cd "$(dirname "$0")/../.." && pwd)
export PATH="$(dirname "$camp"):$PATH"
# what the files of a store say, but for the lock and the log of who opened it
marks() { find .camp/store -type f ! -name LOCK ! -name 'LOG*' ! -name 'OPTIONS*' -exec sha256sum {} + | sort; }

# ---- every example's past, each program as it ran
for example in cart_recovery newsletter nps winback birthday launch outlets receipt hybrid password_reset preference_centre; do
  "$root/examples/$example/run" "$work/$example" > "$work/example.txt" 2>&1 || { cat "$work/example.txt"; exit 1; }
  cd "$work/$example"
  marks > "$work/before.txt"
  answers 'a["ok"] and a["parted"] == 0 and a["same"] == a["contacts"] > 0 and a["unmet"] == [] and a["unanswered"] == 0' \
    replay --stand-in none
  answers 'a["parted"] == 0 and a["same_program"]' replay
  marks | cmp -s - "$work/before.txt" || fail "a replay changes the store of $example"
done

# ---- a changed script
cd "$work/cart_recovery"
answers 'a["contacts"] == 2 and a["same"] == 2' replay anna bert
text 0 "everybody's history comes out as it was recorded" replay
text 3 "there is no contact 'nobody'" replay nobody
text 2 'last, all or none' replay --stand-in some
text 2 'name no contacts' replay anna --every 2
sed -i 's/wait up to 2d {/wait up to 3d {/' cart_recovery.camp
text 1 '^5 contacts went another way, 3 as recorded' replay
grep -q 'recorded .* waits at "wait up to" until 2026-03-04T' "$work/out.txt" || fail "what was is not shown"
grep -q 'now .* waits at "wait up to" until 2026-03-05T.* at cart_recovery.camp:54:5' "$work/out.txt" || fail "what is, is not shown"
grep -q '^ *wait up to 3d {' "$work/out.txt" || fail "the line is not shown"
text 0 'as it was recorded' replay --stand-in none
answers 'a["recorded"]["sent"] == a["now"]["sent"] == 7 and [d["day"] for d in a["now"]["days"]] == ["2026-03-02", "2026-03-05"]' \
  simulate --past
sed -i 's/via email or sms as r/via sms or email as r/' cart_recovery.camp
code=0; "$camp" replay --json > "$work/out.txt" 2>"$work/err.txt" || code=$?
[ "$code" -eq 1 ] || fail "a difference is exit 1, not $code"
python3 - "$work/out.txt" <<'PYTHON'
import json, sys
answer = json.load(open(sys.argv[1]))
assert not answer["ok"] and answer["parted"] == 6, answer
was, now = [(p["recorded"], p["now"]) for p in answer["partings"] if p["contact"] == "anna"][0]
assert (was["message"]["channel"], now["message"]["channel"]) == ("email", "sms"), (was, now)
assert was["place"].startswith("cart_recovery.camp:"), was
PYTHON
# A journey that is gone: its events find nobody, and that is said of each history.
sed -i 's/where c.total >= 20 EUR/where c.total >= 20_000 EUR/' cart_recovery.camp
text 1 'now +nothing more' replay hugo
echo 'journey {' >> cart_recovery.camp
text 1 'error' replay
text 0 'as it was recorded' replay --stand-in none

# ---- what is to come: as much as comes
mkdir "$work/ahead"; cd "$work/ahead"
cat > p.camp <<'CAMP'
contact { email: email?  phone: phone? }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "Hello" text "Hello." } }
message later { email { subject "Later" text "Later." } sms "Later" }
channel sms { costs 0.05 EUR }
policy { cap 1 per day on email  when capped skip }
campaign spring { category marketing  conversation news  goal seen on message.opened within 3d
  audience everybody
  flow { send hello via email  wait 1d  send later via sms or email  wait 2h  send hello via email } }
CAMP
sed -i 's/  audience everybody/  audience { include all_of_them }/; 1i segment all_of_them = contact.email is present' p.camp
{ echo id,email,phone; for i in $(seq 1 40); do echo "c$i,c$i@example.com,$([ $((i % 2)) -eq 0 ] && echo +3584012345$((10 + i)))"; done; } > c.csv
text 0 '40 created' contacts import c.csv --virtual-time --at 2026-03-02T09:00:00Z --subscribe news:email,sms
marks > "$work/before.txt"
text 0 '^[0-9,]+ messages to 40 contacts' simulate spring --for 3d
answers 'True' simulate spring --for 3d
cp "$work/out.txt" "$work/simulated.json"
answers 'a["sent"] == 0' simulate --for 3d
text 3 "there is no campaign 'autumn'" simulate autumn
text 2 'is a duration' simulate spring --for soon
text 2 'of --past' simulate spring --every 2
text 2 'one of the two' simulate --past --for 3d
marks | cmp -s - "$work/before.txt" || fail "a simulation changes the store"
text 0 'audience 40' run spring
text 0 '' tick --for 3d
"$camp" ledger list --json > "$work/ledger.txt"
python3 - "$work/simulated.json" "$work/ledger.txt" <<'PYTHON'
import collections, json, sys
simulated = json.load(open(sys.argv[1]))
lines = [json.loads(line) for line in open(sys.argv[2])][:-1]
came = collections.Counter((m["message"], m["channel"], m["state"]) for m in lines)
said = {(m["message"], m["channel"], state): m[state] for m in simulated["messages"] for state in ("sent", "skipped", "held") if m[state]}
assert said == dict(came), (said, came)
assert simulated["sent"] == sum(n for (_, _, state), n in came.items() if state == "sent"), simulated
assert simulated["costs"] == [{"channel": "sms", "amount": "1.00 EUR"}], simulated["costs"]
assert simulated["gates"] and simulated["gates"][0]["gate"] == "capped", simulated["gates"]
assert simulated["most_in_24_hours"]["messages"] == max(2, simulated["most_in_24_hours"]["messages"]), simulated
PYTHON
