#!/usr/bin/env bash
# Who may send: written, reviewed, approved, rejected, changed, and begun by hand and by itself.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { email: email?  timezone: timezone = "UTC" }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text file "letter.txt" } }
message other { email { subject "Other" text "Other." } }
campaign launch {
  category marketing  conversation news  goal bought on purchase within 7d  audience { }
  writer "Mia"  reviewer "Otto"  approval by manager and 2 of (legal, brand)
  flow { send letter }
}
campaign weekly {
  category marketing  conversation news  goal bought on purchase within 7d  audience { }
  approval by manager  schedule every monday at 09:00 from 2026-03-02 missed latest
  flow { send other }
}
journey thanks {
  category marketing  conversation news  goal again_1 on purchase  start on purchase as p  again  key p.order
  approval by manager
  flow { send other }
}
campaign free { category marketing  conversation news  goal bought on purchase within 7d  audience { }  flow { send other } }
CAMP
echo 'The news.' > letter.txt
printf 'id,email\nann,ann@example.com\nlou,lou@example.com\n' > contacts.csv
text 3 '' approve launch --as manager --by Lea      # there is no store yet
text 0 '2 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z

# What is asked for and lacks.
text 4 "'launch' may not begin: the approval of manager and of legal and brand lacks" run launch
text 0 'it may not begin yet: the approval of manager and of legal and brand lacks' run launch --dry-run
answers 'a["dry_run"] and a["audience"] == 2 and not a["approval"]["given"]' run launch --dry-run
text 0 'launch: draft, content [0-9a-f]{12} \(what runs\)' approvals launch
answers '[(c["name"], c["state"]) for c in a["campaigns"]] == [("free", "draft"), ("launch", "draft"), ("thanks", "draft"), ("weekly", "draft")]' campaigns
text 0 'approval of manager; approval of legal and brand' campaigns
text 0 'weekly does not begin by itself: the approval of manager lacks' schedule
text 0 'not approved +thanks: the approval of manager lacks; nobody enters it' status
answers '[n["flow"] for n in a["not_approved"]] == ["thanks", "weekly"]' status
text 0 'not let in' emit purchase --contact ann --id e0 '{"order": "o0"}'
text 0 'its content was not approved' why ann other
text 0 'was never run, and may not begin: the approval of manager' why ann letter

# Called wrongly, and by those who may not.
text 2 'say --as ROLE --by WHO' approve launch --as manager
text 2 'name the campaign' approve --as manager --by Lea
text 2 'say why' reject launch --as legal --by Lea
text 2 'at most 500' approve launch --as manager --by Lea --note "$(printf 'x%.0s' {1..501})"
text 3 "did you mean 'launch'" approve lanch --as manager --by Lea
text 3 "asks for no approval of 'boss'" approve launch --as boss --by Lea
text 2 "'free' needs no approval" approve free --as manager --by Lea
text 4 'nobody approves their own work' approve launch --as manager --by ' mia '
text 0 'launch is approved by Lea as manager' approve launch --as manager --by Lea --note 'fine'
text 4 'one person fills one role' approve launch --as legal --by LEA
text 0 'the approval of brand lacks' approve launch --as legal --by Bo
text 4 'the approval of brand lacks' run launch
text 0 'Uma \(brand\) rejected it: no imprint' reject launch --as brand --by Uma --reason 'no imprint'
answers '[c["state"] for c in a["campaigns"] if c["name"] == "launch"] == ["rejected"]' campaigns
text 4 'rejected it: no imprint' run launch
text 0 'it may begin' approve launch --as brand --by Uma
answers '[c["state"] for c in a["campaigns"] if c["name"] == "launch"] == ["approved"]' campaigns
answers 'len(a["approvals"]) == 1 and a["approvals"][0]["given"] and [s["who"] for s in a["approvals"][0]["signatures"]] == ["Lea", "Bo", "Uma"]' approvals launch

# What only others use may come: a field, and a module of the library.
cp flows.camp flows.kept
sed -i '1s/email: email?/email: email?  phone: phone?  language: locale?/' flows.camp
printf 'import std.nps\njourney asks { category transactional conversation news start on purchase flow { do nps("A") via sms } }\n' > asks.camp
text 0 '^no errors' check
answers 'a["approvals"][0]["given"]' approvals launch
mv flows.kept flows.camp && rm asks.camp

# Any change of what people get makes it void, be it in a file; what it does not use may change.
echo 'Other news.' > letter.txt
text 4 'the approval of manager and of legal and brand lacks' run launch
text 0 'void +approved by Lea as manager' approvals launch
echo 'The news.' > letter.txt
sed -i 's/text "Other."/text "Another one."/' flows.camp
answers 'a["done"] == 2 and a["messages"] == 2' run launch
answers '[c["state"] for c in a["campaigns"] if c["name"] == "launch"] == ["sent"]' campaigns
# Asked for again it is done: nothing begins.
echo 'Third.' > letter.txt
text 0 'was done at' run launch
text 4 'may not begin' run launch --key 2
echo 'The news.' > letter.txt

# By itself: it begins once it is approved, and makes up for what its schedule says.
answers 'a["runs"] == 0' tick --until 2026-03-10T12:00:00Z
text 0 'weekly is approved by Lea as manager' approve weekly --as manager --by Lea
answers 'a["runs"] == 1 and a["missed_runs"] == 1 and a["messages"] == 2' tick
text 0 'thanks is approved' approve thanks --as manager --by Lea
answers 'a["messages"] == 1' emit purchase --contact ann --id e1 '{"order": "o1"}'
text 0 'was approved +thanks' status --log
text 0 'was rejected +launch' status --log
answers '[r["state"] for r in a["runs"] if r["campaign"] == "launch"] == ["completed"]' runs
text 0 'nothing is wrong' ledger verify

# Deployed: what is signed is the working copy, before it is deployed.
text 0 'is deployed' deploy
sed -i 's/text "Another one."/text "The last one."/' flows.camp
text 0 'working copy' approvals thanks
text 0 'thanks is approved' approve thanks --as manager --by Lea
answers 'sum(x["given"] for x in a["approvals"]) == 2' approvals thanks
text 0 'weekly: the approval of manager lacks; until then it does not begin' deploy
answers 'a["messages"] == 1 and a["not_approved"] == 0' emit purchase --contact ann --id e2 '{"order": "o2"}'
text 0 'weekly does not begin by itself' schedule
