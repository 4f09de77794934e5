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
text 3 'no store' schedule
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
text 0 '0 transitions' tick
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
text 0 'by_hand +campaign +bought +draft' campaigns
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
text 2 'belongs to --dry-run' run by_hand --list
find . -type f | grep -v -e LOCK -e before.txt | sort | xargs md5sum | diff - <(grep -v before.txt before.txt) || fail "a dry run changed something"
answers 'a["audience"] == 3 and a["messages"] == 2' run by_hand
# A store's time begins with its --at: what lies before was not missed, and nobody makes up for it.
mkdir ../young && cp letters.camp contacts.csv ../young && cd ../young
sed -i 's/every monday at 09:30 from 2026-03-02/every day at 09:00 missed all/' letters.camp
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-12-30T12:00:00Z
answers 'a["runs"] == []' runs
answers 'a["runs"] == 2 and a["missed_runs"] == 0' tick --until 2027-01-01T12:00:00Z
echo "what is scheduled runs"
