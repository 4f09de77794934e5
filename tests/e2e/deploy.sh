#!/usr/bin/env bash
# What runs is what was deployed: a store that was never deployed to takes the working copy, and says so once; after
# `camp deploy` no verb installs anything by itself, and a step at which somebody stands cannot be deployed away.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
silent() { ! grep -Eq -- "$1" "$work/err.txt" || fail "'$1' should not be said"; }
# json CODE CONDITION ARGUMENT...: the same with --json; CONDITION is Python about `a`, the answer
json() {
  local want=$1 condition=$2 code=0
  shift 2
  "$camp" "$@" --json > "$work/out.txt" 2> "$work/err.txt" < /dev/null || code=$?
  [ "$code" -eq "$want" ] || fail "exit $code instead of $want: camp $* --json"
  python3 -c 'import json, sys; a = json.load(sys.stdin); assert '"$condition" < "$work/out.txt" || fail "not: $condition"
}
program() { "$camp" status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["program"])'; }
# project SUBJECT FLOW...
project() {
  cat > p.camp <<CAMP
contact { email: email? }
event ping { }
conversation news { from "Acme <a@acme.example>" }
message hello { email { subject "$1" text "Hello." } }
## Says hello.
journey j { category marketing  conversation news  goal pinged on ping within 7d  start on ping  again  flow { ${*:2} } }
CAMP
}
mkdir "$work/p"; cd "$work/p"
printf 'id,email\nann,ann@example.com\nbob,bob@example.com\n' > contacts.csv

# Never deployed: the working copy, said once.
project One 'wait 1d as cooling send hello'
text 0 'nothing was deployed to this store' contacts import contacts.csv --virtual-time --at 2026-03-02 --subscribe news
text 0 'applied' emit ping --contact ann
silent 'deployed'
text 0 'never deployed' status
json 0 'not a["deployed"]' status
one=$(program)
project Two 'wait 1d as cooling send hello'
text 0 'applied' emit ping --contact bob
silent 'deployed'
[ "$(program)" != "$one" ] || fail "a store that was never deployed to takes the working copy"

# Deployed: that program runs, whatever the working copy becomes.
text 2 'no names' deploy now
json 0 'a["deployed"] and a["before"] == a["program"]' deploy
text 0 'deployed already: nothing to do' deploy
json 0 'a["ok"] and not a["deployed"]' deploy
json 0 'a["deployed"] and a["deployed_at"].startswith("2026-03-02")' status
two=$(program)
# Programs and deployments are in the system log, in order.
json 0 '[l["kind"] for l in a["log"]] == ["made", "taken", "taken", "deployed"] and a["log"][3]["program"] == a["program"]' status --log
text 0 'a program was deployed' status --log
json 0 'a["flows"][0]["brief"] == "Says hello."' report
project Three 'wait 1d as cooling send hello'
json 0 'a["flows"][0]["brief"] is None' report  # of a program that does not run
text 0 'differs from the deployed.*camp deploy' emit ping --contact ann
text 0 'differs from the deployed' tick
text 0 'differs from the deployed' contacts import contacts.csv
[ "$(program)" = "$two" ] || fail "no verb may install the working copy"
echo 'nonsense' >> p.camp
text 0 'sources have errors.*deployed program runs' emit ping --contact ann
text 1 'CAMP0' deploy
mv p.camp away
text 0 'transitions' tick
silent 'deployed'
mv away p.camp

# A step at which somebody stands stays.
project Three 'wait 1d as heating send hello'
text 4 'gone from the working copy' deploy
grep -Eq 'j +cooling +2 +ann' "$work/out.txt" || fail "flow, step, contacts and example are not listed"
json 4 'not a["ok"] and a["error"]["try"] and [(l["flow"], l["contacts"], l["example"]) for l in a["lost"]] == [("j", 2, "ann")]' deploy
[ "$(program)" = "$two" ] || fail "a refused deployment changes nothing"
project Three 'wait 1d as cooling send hello wait 2d as later'
text 0 "in place of ${two:0:12}" deploy
[ "$(program)" != "$two" ] || fail "the deployed program is not current"
# Who is under way keeps the program: ann entered with One, bob with Two.
text 0 '2 messages' tick --for 25h
for subject in One Two; do grep -rqa "^Subject: $subject" spool || fail "no message of $subject"; done
! grep -rqa '^Subject: Three' spool || fail "nobody entered with Three yet"
text 0 'applied' emit ping --contact ann
text 0 '1 message[^s]' tick --for 25h
grep -rqa '^Subject: Three' spool || fail "new entries take the deployed program"
# Nobody stands at `cooling` any more; ann stands at `later`, which Four has as well, for longer.
project Four 'send hello wait 3d as later'
text 0 'is deployed' deploy
text 0 'balances' ledger verify

# In a new place: broken sources leave nothing behind; whole ones make the store.
mkdir "$work/q"; cd "$work/q"
echo nonsense > p.camp
text 1 'CAMP0' deploy
[ ! -e .camp ] || fail "broken sources left a store behind"
project One 'wait 1d as cooling send hello'
text 0 'is deployed: new entries' deploy
project Two 'wait 1d as cooling send hello'
printf 'id,email\nann,ann@example.com\n' > contacts.csv
text 0 'differs from the deployed' contacts import contacts.csv --subscribe news
echo "what was deployed runs"
