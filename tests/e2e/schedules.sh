#!/usr/bin/env bash
# Campaigns that run by themselves, as seen from the command line: what comes next, what a tick began, what was missed.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > letters.camp <<'CAMP'
contact { email: email?  timezone: timezone = "Europe/Helsinki" }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } }
campaign weekly {
  category marketing  conversation news  goal bought on purchase  audience { }
  schedule every monday at 09:00 from 2026-03-02
  flow { send letter }
}
campaign world {
  category marketing  conversation news  goal bought on purchase  audience { }
  schedule 2026-03-04 09:00 contact time
  flow { send letter }
}
campaign by_hand { category marketing  conversation news  goal bought on purchase  audience { }  flow { send letter } }
CAMP
printf 'id,email,timezone\nann,ann@example.com,\nlou,lou@example.com,America/New_York\n' > contacts.csv
# Whoever writes it sees what it is, for whom, when, and what lacks, before there is a store.
text 0 'world +2026-03-04T09:00|no run is left' schedule
text 0 'there is no store here yet: this is what the working copy says' campaigns
answers '[(c["name"], c["audience"], c["lacks"]) for c in a["campaigns"]] == [("by_hand", "everybody", []), ("weekly", "everybody", []), ("world", "everybody", ["time"])]' campaigns
text 0 'world .* a time to come: its schedule lies in the past' campaigns
[ ! -e .camp ] || fail 'a store was made'
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 '0 transitions' tick
text 0 'no clock yet +the store was made' status --log
"$camp" schedule --next 2 > "$work/out.txt"
diff - "$work/out.txt" <<'TEXT' || fail "camp schedule shows something else"
due                   campaign  run               clocks           schedule
2026-03-02T07:00:00Z  weekly    2026-03-02T09:00  Europe/Helsinki  every monday at 09:00 from 2026-03-02
2026-03-03T19:00:00Z  world     2026-03-04T09:00  contact time     2026-03-04 09:00 contact time
2026-03-09T07:00:00Z  weekly    2026-03-09T09:00  Europe/Helsinki  every monday at 09:00 from 2026-03-02
TEXT
answers '[s["campaign"] for s in a["schedules"]] == ["weekly", "world"] and a["schedules"][0]["zone"] == "Europe/Helsinki"' schedule
answers 'a["schedules"][0]["next"] == [{"run": "2026-03-02T09:00", "due": "2026-03-02T07:00:00Z"}]' schedule weekly --next 1
text 2 'has no schedule' schedule by_hand
text 3 "did you mean 'weekly'" schedule weeky
text 2 'a number of 1 to 1000' schedule --next 0
answers '[(c["name"], c["state"], c["size"]) for c in a["campaigns"]] == [("by_hand", "draft", 2), ("weekly", "scheduled", 2), ("world", "scheduled", 2)]' campaigns --sizes
text 0 'by_hand +campaign +bought +everybody +draft' campaigns
answers 'a["next_due"] == "2026-03-02T07:00:00Z"' status
answers 'a["runs"] == 1 and a["messages"] == 2 and a["missed_runs"] == 0' tick --until 2026-03-03
text 0 '1 run began' tick --until 2026-03-04T09:00:00Z
text 0 'everybody starts by their own clocks' status
answers '[(r["key"], r["state"], r["done"]) for r in a["runs"]] == [("2026-03-02T09:00", "sent", 2), ("2026-03-04T09:00", "sending", 1)]' runs
text 0 'world: no run is left' schedule
answers 'a["runs"] == 0 and a["messages"] == 1' tick --until 2026-03-04T21:00:00Z
answers '[r["state"] for r in a["runs"]] == ["sent", "sent"]' runs
answers '[(c["state"], c["runs"]) for c in a["campaigns"]] == [("draft", 0), ("scheduled", 1), ("sent", 1)] and a["campaigns"][1]["last_run"]["key"] == "2026-03-02T09:00" and a["campaigns"][1]["next_run"]["key"] == "2026-03-09T09:00"' campaigns
# An event carries a virtual clock over a run's time: the run comes first.
text 0 'applied' emit purchase --contact ann --time 2026-03-10 '{"order": "o1"}'
answers 'len(a["runs"]) == 3' runs
text 0 'ledger' ledger verify
# A run that was begun by hand does not begin again.
answers 'a["messages"] == 2' run weekly --key 2026-03-16T09:00
answers '[n["run"] for n in a["schedules"][0]["next"]] == ["2026-03-23T09:00", "2026-03-30T09:00"]' schedule weekly --next 2
answers 'a["campaigns"][1]["next_run"]["key"] == "2026-03-23T09:00"' campaigns
answers 'a["next_due"] == "2026-03-23T07:00:00Z"' status
answers 'a["messages"] == 0 and a["runs"] == 0 and a["missed_runs"] == 0 and a["next_due"] == "2026-03-23T07:00:00Z"' tick --until 2026-03-17
text 0 'ledger' ledger verify
# What a run would do, without doing it.
printf 'id,email,timezone\nnobody,,\n' > more.csv
sed -i 's/at 09:00 from/at 09:30 from/' letters.camp
text 0 '1 created' contacts import more.csv --subscribe news
text 0 'what is new counts from the next camp tick on' schedule
find . -type f | grep -v LOCK | sort | xargs md5sum > before.txt
answers 'a["dry_run"] and a["audience"] == 3 and {(o["what"], o["contacts"]) for o in a["outlook"]} == {("would be sent", 2), ("skipped (no_address)", 1)}' run by_hand --dry-run
text 0 'nothing was stored or sent' run by_hand --dry-run
text 0 'nobody +letter +email +skipped' run by_hand --dry-run --list
text 0 'nothing would be sent' run weekly --key 2026-03-16T09:00 --dry-run
text 0 'ann +letter +email +would be sent' run by_hand --dry-run --list
text 2 'belongs to --dry-run' run by_hand --list
text 2 'a line break' run by_hand --key $'a\nb'
find . -type f | grep -v -e LOCK -e before.txt | sort | xargs md5sum | diff - <(grep -v before.txt before.txt) || fail "a dry run changed something"
answers 'a["audience"] == 3 and a["messages"] == 2' run by_hand
# A dry run asks of each message what the outbox would: consent that the flow itself takes back, a channel that is paused.
mkdir ../taken && cd ../taken
cat > flows.camp <<'CAMP'
contact { email: email?  timezone: timezone = "UTC" }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } }
campaign last { category marketing  conversation news  goal bought on purchase  audience { }
  flow { send letter  unsubscribe contact from news }
}
campaign first { category marketing  conversation news  goal bought on purchase  audience { }  flow { send letter } }
CAMP
cp ../p/contacts.csv .
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 'letter +email +cancelled .*2' run last --dry-run
answers '[(o["what"], o["contacts"]) for o in a["outlook"]] == [("would be sent", 2)]' run first --dry-run
text 0 'paused' pause email
answers '[(o["what"], o["contacts"]) for o in a["outlook"]] == [("held (stopped)", 2)]' run first --dry-run
text 0 'resumed|goes on' resume email
answers 'a["messages"] == 0' run last
text 0 'cancelled' comms ann
# A run that could do nothing does not use its key up; one that reaches nobody says so.
mkdir ../nobody && cd ../nobody
cat > flows.camp <<'CAMP'
contact { email: email?  plan: string?  timezone: timezone = "UTC" }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
list friends
message letter { email { subject "News" text "News." } }
campaign over { category marketing  conversation news  goal bought on purchase  audience { }  expires 2026-03-01  flow { send letter } }
campaign gold {
  category marketing  conversation news  goal bought on purchase
  audience { include friends  one per contact.email }  # those who asked
  flow { send letter }
}
journey thanks { category marketing  conversation news  goal again_1 on purchase  start on purchase as p where p.order != ""  again after 1d  flow { send letter } }
CAMP
printf 'id,email\nann,ann@example.com\nbo,bo@example.com\nanna,Ann@example.com\n' > contacts.csv
: > none.csv && echo id,email > none.csv
text 0 '0 created' contacts import none.csv --virtual-time --at 2026-03-05T12:00:00Z
text 4 'there is no contact in this store' run gold
text 0 '3 created' contacts import contacts.csv --subscribe news
text 4 "'over' has expired: since 2026-03-0[12]T" run over
text 4 'has expired' run over --dry-run
answers 'a["runs"] == []' runs
text 0 'warning: nobody is in the audience of gold, of 3 contacts' run gold --key k1
text 0 '3 changed' contacts import contacts.csv --list friends
answers '[(c["name"], c.get("audience", c.get("starts")), c["size"]) for c in a["campaigns"]] == [("gold", "include friends one per contact.email", 2), ("over", "everybody", 3), ("thanks", "on purchase as p where p.order != \"\"", 0)]' campaigns --sizes
answers 'a["audience"] == 2 and a["messages"] == 2' run gold --key k2
text 0 'nothing more is sent' run gold --key k2
# What became of an event is said, and what is none of the outside.
text 0 '1 message' emit purchase --contact bo '{"order": "o1"}'
text 0 'not let in: too soon after the last time' emit purchase --contact bo '{"order": "o2"}'
answers 'a["refused"]["too_soon"] == 1 and a["refused"]["no_outlet"] == 0' emit purchase --contact bo '{"order": "o3"}'
text 2 'there is no event `contact.changed`' emit contact.changed --contact bo
text 4 '^this would erase' contacts erase bo
text 0 'is erased' contacts erase bo --yes
text 0 '3 rows: 0 created, 0 changed, 2 unchanged, 1 of contacts that were erased and stay so, 0 rejected' contacts import contacts.csv
text 0 'broadcast_ledger' help bench
text 0 'import +contacts from CSV' bench --list
cd ../p

# A store's time begins with its --at: what lies before was not missed, and nobody makes up for it.
mkdir ../young && cp letters.camp contacts.csv ../young && cd ../young
sed -i 's/every monday at 09:30 from 2026-03-02/every day at 09:00 missed all/' letters.camp
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-12-30T12:00:00Z
answers 'a["runs"] == []' runs
answers 'a["runs"] == 2 and a["missed_runs"] == 0' tick --until 2027-01-01T12:00:00Z
echo "what is scheduled runs"
