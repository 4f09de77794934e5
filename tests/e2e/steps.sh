#!/usr/bin/env bash
# `camp report --steps`: a flow drawn as it is written, each step with who came, stands there and left. Held against
# what `camp comms --all` tells of every contact and `camp status --flows` of every step, counted here by other code.
set -euo pipefail
camp=$1
support=$(cd "$(dirname "$0")/../support" && pwd)
source "$support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
write_flows() { # what the last wait of the journey is
  cat > flows.camp <<CAMP
contact { email: email?  vip: bool = false  country: string?  boxes: int = 1  timezone: timezone = "UTC" }
event ordered { number: string }
event paid { number: string }
event asked { what: string? }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "Hello" text "Hello." } }
message gift { email { subject "Gift" text "Gift." } }
message nudge { email { subject "Nudge" text "Nudge." } }
message thanks { email { subject "Thanks" text "Thanks." } }
message share(count: decimal) { email { subject "Shares" text "{{ count }} each." } }
campaign spring {
  category marketing  conversation news  goal payment on paid within 14d
  audience { }
  flow {
    experiment greeting by contact.vip {
      variant warm for true { send gift  wait 1d  send thanks }
      else variant cool { send hello }
    }
  }
}
journey dunning {
  category marketing  conversation news
  start on ordered as o  again  key o.number
  exit on paid as p where p.number == o.number
  goal payment on paid as p where p.number == o.number within 14d
  flow {
    send hello as h else { exit "unreachable" }
    if contact.vip { wait 1d as cooling  send gift } else { wait 2h }
    wait up to 2d as choice {
      on h.clicked { send thanks }
      on asked as a where a.what == "time" { }
      else { repeat up to 2 times { send nudge  wait 1d } }
    }
    match contact.country { "FI", "SE" { wait 1h  send share(12 / contact.boxes) } else { set contact.boxes = 7 } }
    $1
  }
}
CAMP
}
write_flows 'wait 5d'
python3 - <<'PY'
import json, random
random.seed(7)
ids = ["c%02d" % i for i in range(60)]
with open("contacts.csv", "w") as out:
    out.write("id,email,vip,country,boxes\n")
    for i, c in enumerate(ids):
        email = "" if i % 11 == 5 else c + "@example.com"
        out.write("%s,%s,%s,%s,%d\n" % (c, email, "true" if i % 3 == 0 else "false", random.choice(["FI", "SE", "DE", ""]), random.choice([0, 2, 3])))
days = {d: [] for d in range(1, 9)}
for i, c in enumerate(ids):
    for n in range(1 + i % 2):
        day = random.randint(1, 4)
        number = "%s-%d" % (c, n)
        at = lambda day, hour: "2026-03-%02dT%02d:00:00Z" % (day, hour)
        days[day].append({"id": "o" + number, "contact": c, "event": "ordered", "time": at(day, 9), "data": {"number": number}})
        roll = random.random()
        later = day + random.randint(1, 3)
        if roll < .25:
            days[later].append({"id": "p" + number, "contact": c, "event": "paid", "time": at(later, 15), "data": {"number": number}})
        elif roll < .5:
            days[later].append({"id": "a" + number, "contact": c, "event": "asked", "time": at(later, 16), "data": {"what": random.choice(["time", "way"])}})
        elif roll < .7:
            days[later].append({"id": "k" + number, "contact": c, "event": "message.clicked", "time": at(later, 17), "data": {"message": "hello"}})
for day, events in days.items():
    with open("day-%d.ndjson" % day, "w") as out:
        for e in events:
            out.write(json.dumps(e) + "\n")
PY
text 0 '60 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T06:00:00Z
text 0 '' run spring --key a
day() {
  # 1: of what somebody never got, which is rejected, or some failed
  [ ! -s "day-$1.ndjson" ] || "$camp" events import "day-$1.ndjson" > "$work/out.txt" 2>&1 || [ $? -eq 1 ]
  "$camp" tick --until "2026-03-0$1T23:59:00Z" > "$work/out.txt" 2>&1 || [ $? -eq 1 ]
}
for d in 1 2 3 4; do day $d; done

count_steps() { # against every contact's own history
  for i in $(seq -w 0 59); do "$camp" comms "c$i" --all --json; done > comms.json
  "$camp" status --flows --json > status.json || [ $? -eq 1 ]
  "$camp" report --steps --json > steps.json
  python3 "$support/count_steps.py" comms.json steps.json status.json
}
count_steps
# As it is written, each step in its branch; what leaves no trace has no figure.
"$camp" report dunning --steps --json | python3 -c '
import json, sys
flow, = json.load(sys.stdin)["flows"]
lines = flow["steps"]["lines"]
print("\n".join("  " * l["depth"] + l["drawn"] for l in lines))
by = {l["label"]: l for l in lines}
wait = by["choice"]
ways = {(w["by"], w["event"]): w["times"] for w in wait["left"]}
assert by["choice/h.clicked"]["came"] == ways["event", "h.clicked"] > 0, ways
assert by["choice/else"]["came"] == ways["time", None] > 0, ways
assert by["if"]["came"] + by["if/else"]["came"] == by["send hello"]["came"] - by["send hello/else"]["came"] > 0
assert by["if"]["came"] == by["cooling"]["came"] > 0 and not by["if"]["at_least"]
assert by["match/else/set boxes"]["came"] is None and by["match/else"]["at_least"]
assert flow["steps"] == flow["runs"][0]["steps"]
' > drawn.txt
diff - drawn.txt <<'DRAWN'
send hello
  else
    exit
if
  cooling
  send gift
else
  wait
choice
  on h.clicked
    send thanks
  on asked
  else
    repeat
      send nudge
      wait
match
  FI
    wait
    send share
  else
    set boxes
wait
DRAWN
# Runs together, and each alone.
text 0 '' run spring --key b
count_steps
text 0 '2 runs together' report spring --steps
text 0 '120 entered' report spring --steps
text 0 '60 entered: 40 through to the end, 20 standing' report spring --steps --run b
text 0 '^  send hello +[0-9]+ +[0-9.]+ ' report dunning --steps
text 0 'The flow, step by step' report --html -
text 2 'not in --csv' report --steps --csv
text 3 "did you mean 'camp report dunning'" report duning --steps
# A failure that is mended, somebody who is taken out by hand, and somebody who is erased.
"$camp" incidents > "$work/out.txt" 2>&1 && fail 'nobody failed'
text 1 '' incidents retry dunning
count_steps
text 0 '' incidents end dunning --reason "wrong data" --yes
count_steps
text 0 '' contacts erase c06 --yes
count_steps
# Another version: who is under way keeps hers; the same label is the same step, what is gone is drawn with its version.
write_flows 'wait 6d as last'
for d in 5 6; do day $d; done
count_steps
text 0 'wait .of an earlier version.' report dunning --steps
text 0 'last +[0-9]' report dunning --steps
text 0 '' cancel dunning --yes
count_steps
text 0 'nothing is wrong' ledger verify
