#!/usr/bin/env bash
# What failed: who stands where and why, and what an operator does about it.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
write_flows() {
  cat > flows.camp <<CAMP
contact { email: email?  boxes: int?  timezone: timezone = "UTC" }
event ordered { order: string }
event paid { order: string  parts: int }
event cancelled { order: string }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "Hello" text "Hello." } }
message share(count: decimal) { email { subject "Shares" text "{{ count }} each." } }
message later { email { subject "Later" text "Later." } }
journey split {
  category transactional  conversation news
  start on ordered as o  again  key o.order
  exit on cancelled as c where c.order == o.order
  flow {
    $1
    wait up to 2d {
      on paid as p where p.order == o.order { send share(12 / p.parts) }
      else { send share(12 / (contact.boxes ?? 0)) }
    }
    wait 1d
    send later
  }
}
CAMP
}
write_flows 'send hello'
printf 'id,email\nann,ann@example.com\nbo,bo@example.com\ncleo,cleo@example.com\ndan,dan@example.com\n' > contacts.csv
text 0 '4 created' contacts import contacts.csv --virtual-time --at 2026-03-01T12:00:00Z
text 0 'there are no incidents' incidents
for id in ann bo cleo dan; do text 0 '' emit ordered --contact "$id" --id "o-$id" "{\"order\": \"$id\"}"; done

# Ann pays by parts of which there are none; the others' time comes, and they have no boxes.
text 1 '1 incident' emit paid --contact ann --id p1 '{"order": "ann", "parts": 0}'
text 1 '3 incidents' tick --until 2026-03-04T12:00:00Z
text 1 '3 contacts at "wait up to" in split' incidents
text 1 'division by zero .flows.camp:1[0-9]:' incidents split
text 1 'ann +split +#1 +2026-03-01T12:00:00Z +paid' incidents --limit 4
text 1 '\.\.\. and 2 more' incidents --limit 2
text 3 "did you mean 'split'" incidents splat
text 3 'no contact' incidents --contact nobody
"$camp" incidents --json > "$work/list.json" && fail 'incidents are findings'
python3 - "$work/list.json" <<'PY'
import json, sys
a = json.load(open(sys.argv[1]))
assert a["format"] == "camp.incidents/1" and not a["ok"] and a["count"] == 4, a
assert [(g["count"], g["flow"], g["step"]) for g in a["groups"]] == [(3, "split", "wait up to"), (1, "split", "wait up to")], a
assert {(i["contact"], i["wake"], i.get("event")) for i in a["incidents"]} == {
    ("ann", "event", "paid"), ("bo", "timer", None), ("cleo", "timer", None), ("dan", "timer", None)}, a
PY
text 0 'incidents +4: camp incidents says why' status
text 0 'failed after "wait up to"; camp incidents --contact ID says why' contacts show bo
text 0 'nothing is wrong' ledger verify

# Called wrongly.
text 2 'name a flow, say --contact ID, or --all' incidents retry
text 2 'takes no flow' incidents retry split --all
text 2 'say --contact' incidents resolve split --instance 1
text 2 'one line and at most 500' incidents end split --reason "$(printf 'x%.0s' {1..501})"
text 0 'no such incident' incidents retry --contact nobody

# Nothing was mended: it fails again, and nothing of it happens.
text 1 '4 failed again' incidents retry split
text 0 'hello +email +ann@example.com +sent' comms ann
text 0 'nothing is wrong' ledger verify

# Bo has boxes now: his time wakes him again. Whoever is paused is left alone.
printf 'id,boxes\nbo,4\n' > boxes.csv
text 0 '1 changed' contacts import boxes.csv
text 0 'is paused' pause split
text 1 '1 of a flow that is paused' incidents retry --contact bo
text 0 'split goes on' resume split
text 0 '1 instance went on, 1 message' incidents retry --contact bo --instance 1
text 0 'put back by an operator; waits at "wait up to"' comms bo --all
text 0 'woken by its timer; waits at "wait"' comms bo --all

# Ann's event was wrong: it is passed over. Her time has come meanwhile, and she has no boxes either.
text 1 '1 had nothing to wait for any more' incidents resolve --contact dan
text 0 '1 instance wait on' incidents resolve --contact ann
text 0 'stands at "wait up to" since' contacts show ann
text 1 '1 incident' tick
text 1 'ann +split +#1 .* its time' incidents --contact ann

# An exit takes out who stands at a failure, too.
text 0 '' emit cancelled --contact cleo --id c1 '{"order": "cleo"}'
text 0 'taken out by cancelled' comms cleo --all
text 0 'no incidents' incidents --contact cleo

# Ended, with a reason.
text 4 'this would end 2 instances' incidents end split
text 4 'this would end 0 instances' incidents end --contact dan --instance 9
answers 'a["mended"] == 2 and a["failed_again"] == 0' incidents end split --reason 'wrong data' --yes
text 0 'exited: "wrong data"' comms dan --all
text 0 'no incidents' incidents
text 0 'who had failed was taken out +2 instances of split' status --log
text 0 'nothing is wrong' ledger verify
answers 'a["transitions"] == 1 and a["messages"] == 1' tick --until 2026-04-01T12:00:00Z

# Who failed before the first wait begins again, unless an exit has happened meanwhile.
write_flows 'send share(12 / (contact.boxes ?? 0))'
text 1 '1 incident' emit ordered --contact dan --id o-dan2 '{"order": "dan2"}'
text 1 '1 incident' emit ordered --contact cleo --id o-cleo2 '{"order": "cleo2"}'
text 0 '' emit cancelled --contact cleo --id c2 '{"order": "cleo2"}'
text 1 '2 contacts at "its start" in split' incidents
printf 'id,boxes\ndan,4\ncleo,4\n' > boxes.csv
text 0 '2 changed' contacts import boxes.csv
text 0 '2 instances went on, 1 message' incidents retry --all
text 0 'begun again by an operator.*; waits at "wait up to"' comms dan --all
text 0 'begun again by an operator.*; exited' comms cleo --all
text 0 'nothing is wrong' ledger verify

# Whether who would enter had to leave at once cannot be computed: she is not let in, and nobody says that something had happened.
mkdir "$work/untold"
cd "$work/untold"
cat > flows.camp <<'CAMP'
contact { email: email?  boxes: int = 0 }
event ordered {}
conversation news { from "News <news@acme.example>" }
message hello { email { subject "Hello" text "Hello." } }
journey split {
  category transactional  conversation news  start on ordered  again  exit when 12 / contact.boxes > 5
  flow { send hello  wait 1d }
}
CAMP
printf 'id,email\nann,ann@example.com\n' > contacts.csv
text 0 '1 created' contacts import contacts.csv --virtual-time --at 2026-03-02T12:00:00Z
text 1 '1 incident' emit ordered --contact ann --id o1
text 0 'cannot be computed' comms ann --all
text 0 'cannot be computed' why ann hello
! "$camp" comms ann --all | grep 'had happened already' || fail "nothing had happened"
