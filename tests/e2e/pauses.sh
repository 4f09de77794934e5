#!/usr/bin/env bash
# Pause, resume and cancel, as somebody on call uses them.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { email: email?  timezone: timezone = "UTC" }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } }
journey thanks {
  category marketing  conversation news  goal again_1 on purchase
  start on purchase as p  again  key p.order
  flow { wait 1d  send letter  wait 1d }
}
campaign weekly {
  category marketing  conversation news  goal bought on purchase  audience { }
  schedule every monday at 09:00 from 2026-03-02 missed latest
  flow { send letter  wait 3d }
}
campaign by_hand { category marketing  conversation news  goal bought on purchase  audience { }  flow { send letter } }
CAMP
printf 'id,email\nann,ann@example.com\nlou,lou@example.com\n' > contacts.csv
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 '' emit purchase --contact ann --id e1 '{"order": "o1"}'

text 2 'name one' pause
text 2 'takes no name' pause --all thanks
text 3 "did you mean 'thanks'" pause thank
text 3 'no channel' pause thanks --channel
text 2 'at most 500' pause thanks --reason "$(printf 'x%.0s' {1..501})"
text 0 'was not paused' resume thanks
text 0 'thanks is paused' pause thanks --reason 'wrong price'
answers 'a["already"] and a["reason"] == "wrong price" and a["since"] == "2026-03-01T12:00:00Z"' pause thanks --reason 'another'
text 0 'weekly is paused' pause weekly
answers 'a["runs"] == 0 and a["transitions"] == 0' tick --until 2026-03-09T12:00:00Z
answers '[(p["subject"], p["waiting"]) for p in a["paused"]] == [("thanks", 1), ("weekly", 0)]' status
text 0 'paused +thanks since 2026-03-01T12:00:00Z \(wrong price\); 1 thing waits' status
answers '[(c["name"], c["state"]) for c in a["campaigns"]] == [("by_hand", "draft"), ("thanks", "paused"), ("weekly", "paused")]' campaigns
text 4 'camp resume weekly' run weekly
text 0 'thanks is paused since 2026-03-01T12:00:00Z' why ann letter
text 0 'nothing is wrong' ledger verify
# Their times come for nothing while they are paused, so nobody is told to wait for them.
text 0 'next due +nothing: what is paused waits for its resume' status
text 0 '; what is paused waits, and nothing else' tick
answers 'a["transitions"] == 1 and a["messages"] == 1' resume thanks
# Two Mondays have passed: the schedule says that the latest is made up for.
answers 'a["transitions"] == 0' resume weekly
answers 'a["runs"] == 1 and a["missed_runs"] == 1 and a["messages"] == 2' tick
text 0 'was resumed +weekly' status --log

text 0 'email is paused' pause email
answers 'a["messages"] == 0 and a["done"] == 2' run by_hand
answers '[(p["subject"], p["waiting"]) for p in a["paused"]] == [("email", 2)]' status
text 0 'held by the pause of email since .*, until camp resume email; when everything is asked again' why ann letter
answers 'a["decisions"][0]["gate"] == "stopped" and a["decisions"][0]["paused"]["subject"] == "email"' why ann letter
text 4 'would end 2 instances and 0 unfinished runs' cancel weekly
text 0 'weekly is cancelled: 2 instances ended' cancel weekly --yes
text 3 "did you mean 'weekly'" cancel weeky
text 0 'nothing is wrong' ledger verify
answers 'a["messages"] == 2' resume email
answers 'a["instances"] == 1' cancel --all --yes
text 0 'everybody was taken out of a flow +everything' status --log
text 0 'cancelled by an operator' comms ann --all
# A timer of a wait that is over stays until its time comes, and wakes nobody.
answers 'a["instances"]["waiting"] == 0 and a["paused"] == [] and a["next_due"] == "2026-03-16T09:00:00Z"' status
text 0 'nothing is wrong' ledger verify

# Waits that are longer by the pause.
text 0 '' emit purchase --contact lou --id e5 '{"order": "o5"}'
text 0 'thanks is paused' pause thanks
text 2 'email is a channel: its pause holds messages, not waits' resume email --shift
text 0 '' tick --until 2026-03-12T12:00:00Z
answers 'a["shifted"] and a["transitions"] == 0 and a["messages"] == 0' resume thanks --shift
text 0 'was resumed, its waits longer by the pause +thanks' status --log
text 0 'due 2026-03-13T12:00:00Z' contacts show lou
text 0 'until 2026-03-13T12:00:00Z at the latest' why lou letter
text 0 '"wait" is longer by 72h, for which a pause held it from 2026-03-09T12:00:00Z to 2026-03-12T12:00:00Z: until 2026-03-13T12:00:00Z' comms lou --all
text 0 'nothing is wrong' ledger verify
answers 'a["messages"] == 0' tick --until 2026-03-13T11:59:59Z
answers 'a["messages"] == 1' tick --until 2026-03-13T12:00:00Z
text 0 'since 2026-03-09T12:00:00Z, due 2026-03-13T12:00:00Z' why lou letter
text 0 '' cancel thanks --yes

# Everything, and what is gone from the project: who is under way in it can still be stopped.
text 0 '' emit purchase --contact ann --id e2 '{"order": "o2"}'
sed -i '/^journey thanks/,/^}/d' flows.camp
text 0 'thanks is paused' pause thanks
answers 'a["transitions"] == 0' tick --until 2026-03-15T00:00:00Z
answers 'a["transitions"] == 1 and a["messages"] == 1' resume thanks
text 0 'everything is paused' pause --all
text 0 'everything goes on' resume --all

# What holds a message now is told, not what held it first; and what ended that.
mkdir "$work/night"
cd "$work/night"
cat > flows.camp <<'CAMP'
contact { email: email?  timezone: timezone = "UTC" }
event purchase { order: string }
event stop {}
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } }
policy { quiet 21:00..08:00 on email }
journey thanks {
  category marketing  conversation news  goal again_1 on purchase
  start on purchase  again  exit on stop
  flow { send letter  wait 3d }
}
CAMP
cp "$work/p/contacts.csv" .
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T22:00:00Z
text 0 '' emit purchase --contact ann --id e1 '{"order": "o1"}'
text 0 '' emit purchase --contact lou --id e2 '{"order": "o2"}'
text 0 'letter via email: held \(quiet_hours\)' why ann letter
text 0 'held until 2026-03-02T08:00:00Z, when everything is asked again' why ann letter
text 0 'email is paused' pause email --reason down
text 0 'letter via email: held \(stopped\)' why ann letter
text 0 'held by the pause of email since 2026-03-01T22:00:00Z \(down\), until camp resume email; then by quiet_hours until 2026-03-02T08:00:00Z' why ann letter
answers 'a["decisions"][0]["afterwards"] == {"gate": "quiet_hours", "until": "2026-03-02T08:00:00Z"}' why ann letter
text 0 'held \(stopped\)' comms ann
answers 'a["next_due"] == "2026-03-04T22:00:00Z"' status
text 0 '' tick --until 2026-03-02T08:33:00Z
text 0 'until camp resume email; when everything is asked again' why ann letter
text 0 '' emit stop --contact lou --id e3
text 0 'woken by +stop \(event e3\) at 2026-03-02T08:33:00Z; it had been held since 2026-03-01T22:00:00Z' why lou letter
text 0 'held no longer' why lou letter
text 0 '1 message' resume email
text 0 'woken by +its time: it was asked again; it had been held since 2026-03-01T22:00:00Z' why ann letter
text 0 'nothing is wrong' ledger verify

# What stands in a channel's line when that is paused: nothing sends it before the resume.
mkdir "$work/line"
cd "$work/line"
sed '/^policy/c channel email { rate 1 per 1h }' "$work/night/flows.camp" > flows.camp
cp "$work/p/contacts.csv" .
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-02T09:00:00Z
text 0 '' emit purchase --contact ann --id e1 '{"order": "o1"}'
text 0 '' emit purchase --contact lou --id e2 '{"order": "o2"}'
text 0 'held until about 2026-03-02T10:00:00Z by the rate of email' why lou letter
text 0 'email is paused' pause email --reason down
text 0 'letter via email: pending \(stopped\)' why lou letter
text 0 'held by the pause of email since 2026-03-02T09:00:00Z \(down\), until camp resume email' why lou letter
answers 'a["messages"] == 0' tick --until 2026-03-02T11:00:00Z
text 0 'until camp resume email' why lou letter
answers 'a["messages"] == 1' resume email
text 0 'nothing is wrong' ledger verify

# The kill switch does not wait for who holds the store: between two ticks of a run it is carried out.
mkdir "$work/big"
cd "$work/big"
cat > flows.camp <<'CAMP'
contact { email: email? }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } }
campaign big { category marketing  conversation news  goal bought on purchase  audience { }  flow { send letter  wait 1d  send letter } }
CAMP
{ echo id,email; for i in $(seq 60000); do echo "c$i,c$i@example.com"; done; } > contacts.csv
text 0 '60,000 created' contacts import contacts.csv --subscribe news
"$camp" run big > run.txt 2> run.err &
run=$!
for _ in $(seq 500); do  # until it is under way
  [ -f .camp/store/LOCK ] && "$camp" runs --json 2> /dev/null | grep -q '"state":"sending"' && break
  sleep 0.02
done
text 0 'big is paused' pause big --reason stop
wait "$run" || fail "the run ended with $?"
[ -z "$(ls .camp/orders)" ] || fail 'the order is still there'
sent=$("$camp" status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["messages"]["sent"])')
text 0 '0 transitions, 0 messages' tick
answers "a['messages']['sent'] == $sent and a['paused'][0]['reason'] == 'stop'" status
text 0 'nothing is wrong' ledger verify
text 0 'big goes on' resume big
answers 'a["messages"]["sent"] == 60000 and a["unfinished_runs"] == []' status

# Who holds the store and does not look up: the order stands, and comes first when the store is opened next.
mkfifo slow
"$camp" events import slow > import.txt 2>&1 &
import=$!
exec 9> slow
for _ in $(seq 500); do "$camp" tick 2>&1 | grep -q 'held by another' && break; sleep 0.02; done
text 4 'placed and not carried out yet' pause email --wait 1s
exec 9>&-
wait "$import" || fail "the import ended with $?: $(cat import.txt)"
text 0 '' tick
text 0 'paused +email' status
echo nonsense > .camp/orders/1.json
text 3 'cannot be read' tick
rm .camp/orders/1.json
text 0 '' tick
