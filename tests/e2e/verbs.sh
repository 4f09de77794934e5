#!/usr/bin/env bash
# Every verb on a tiny project, rightly and wrongly: its exit code, what it says, and that --json is one JSON answer of
# that verb (or NDJSON) with nothing else beside it.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
# json CODE VERB CONDITION ARGUMENT...: the same with --json; CONDITION is Python about `a`, the answer
json() {
  local want=$1 verb=$2 condition=$3 code=0
  shift 3
  "$camp" "$@" --json > "$work/out.txt" 2> "$work/err.txt" < /dev/null || code=$?
  [ "$code" -eq "$want" ] || fail "exit $code instead of $want: camp $* --json"
  printf '%s\t%s\t%s\t%s\n' "$want" "$verb" "$condition" "$(tr -d '\n' < "$work/out.txt")" >> "$work/answers.tsv"
  [ "$(wc -l < "$work/out.txt")" -eq 1 ] || fail "not one line of JSON: camp $* --json"
}
mkdir -p "$work/p/flows/deep"
cd "$work/p"
cat > data.camp <<'CAMP'
contact { email: email?  name: string?  spent: money = 0 EUR  arm: one of "A", "H" = "A"  points: int = 1  visits: int = 1 }
event ping { note: string? }
event purchase { order: string, total: money }
list staff
segment all = contact.email is present
segment rare = 100 / contact.points >= 50
segment big = contact in all and contact.spent >= 100 EUR
CAMP
cat > flows/talk.camp <<'CAMP'
conversation news { from "Ämme <a@acme.example>" }
message hello { email { subject "Grüße, {{ contact.name | default: 'you' }} ☃" text "Hello." } }
CAMP
cat > flows/deep/flows.camp <<'CAMP'
campaign spring {
  category marketing  conversation news  goal pinged on ping within 7d
  audience { include big  exclude staff  limit 2 by contact.spent }
  flow { if 100 / contact.visits < 0 { exit }  experiment arms by contact.arm { variant a for "A" { send hello }  holdout for "H" } }
}
campaign pair { category transactional  conversation news  goal g on ping  audience { one per contact.arm  limit 1 }  flow { wait 1d } }
campaign other { category marketing  conversation news  goal g on ping  audience { include rare }  flow { send hello } }
journey after_ping {
  category marketing  conversation news  goal bought on purchase as p within 7d worth p.total
  start on ping  again  exit on purchase
  flow { wait 1d  send hello }
}
CAMP
# As spreadsheets save them: BOM, semicolons, CRLF, quotes, a line break in a cell, umlauts; one bad address.
printf '\xef\xbb\xbfid;email;name;spent;arm\r\nann;ann@example.com;"Änna ""Ö"" Mäki";150 EUR;A\r\n' > contacts.csv
printf 'bob;bob@example.com;"Bo\r\nB";200.50 EUR;H\r\ncai;cai@example.com;;300 EUR;A\r\ndan;nowhere;D;1 EUR;A\r\n' >> contacts.csv
printf 'eve;eve@example.com;E;1 EUR;A\r\neve;eve@example.com;Eve;100 EUR;A\r\n' >> contacts.csv
printf 'id\ncai\n' > staff.csv

# Before there is a store.
text 0 'camp contacts' help
text 0 'camp [0-9]' version
text 2 "did you mean 'camp check'" chekc
text 2 "there is no verb" help nonsense
text 2 "camp help check" check data.camp
text 2 'auto, always or never' check --color blue
text 2 'unrecognised option' check --jsno
text 3 'no store' status
json 2 help 'not a["ok"]' chekc
json 0 help 'a["verb"] == "run" and a["text"]' help run
json 0 help 'len(a["verbs"]) > 10' help
json 0 help '[p["part"] for p in a["parts"]] == ["verify", "list"]' help ledger
for verb in $("$camp" help --json | python3 -c 'import json, sys; print(*[v["verb"] for v in json.load(sys.stdin)["verbs"]])'); do
  text 0 "^  camp $verb" help "$verb"  # its example
done
json 0 version 'a["camp"] and a["rocksdb"][0].isdigit() and a["libcurl"][0].isdigit() and a["tzdata"][0].isdigit()' version
json 3 status 'not a["ok"] and a["error"]["try"]' status
# A link to itself and one to nowhere are no files of the project.
ln -s loop loop; ln -s loop.camp loop.camp; ln -s nowhere.camp dangling.camp
text 0 'no errors in 3 files' check
json 0 check 'a["ok"] and a["files"] == 3 and a["diagnostics"] == []' check
text 0 'what one contact can get at most' check --pressure
text 0 '^journey after_ping .marketing.: at most 7 messages in 7 days, 1 in a day$' check --pressure
json 0 check 'a["pressure"]["marketing"]["week"]["let_through"] is None and a["diagnostics"] == []' check --pressure
json 0 check '[(f["week"]["most"], f["way"][0]["line"] > 0) for f in a["pressure"]["flows"] if f["name"] == "after_ping"] == [(7, True)]' check --pressure
json 0 check '"pressure" not in a' check
text 1 'more than 5 messages of marketing in 7 days' check --pressure --at-most 5
json 1 check 'a["pressure"]' check --pressure --at-most 5
text 2 'goes with --pressure' check --at-most 5
mkdir capped
printf 'contact { email: email? }\nevent ping {}\nconversation n { from "N <n@x.example>" }\npolicy { cap 2 per 7d }\n' > capped/p.camp
printf 'message m { email { subject "m" text "m" } }\n' >> capped/p.camp
printf 'journey j { category marketing conversation n goal g on ping start on ping again flow { send m } }\n' >> capped/p.camp
text 0 'the policy lets through 2 in 7 days' check --pressure --at-most 2 --project capped
text 1 'more than 1 message of marketing' check --pressure --at-most 1 --project capped
rm -r capped
text 0 '^▼ start on ping' graph after_ping
text 0 'journey after_ping' disasm after_ping
text 3 "nothing in this project" disasm nope
json 0 disasm 'a["text"]' disasm
mkdir "$work/warned"
printf 'contact { email: email? }\nsegment alone = contact.email is present\n' > "$work/warned/a.camp"
text 0 '1 warning in 1 file' check --project "$work/warned"
text 1 '1 warning in 1 file' check --project "$work/warned" --strict

# In: contacts and events.
text 3 'cannot open' contacts import nope.csv
text 3 'not a file' contacts import .
printf 'nme,mail\nann,x\n' > noid.csv
text 3 'no column .id.' contacts import noid.csv --virtual-time
text 2 'cp1252' contacts import noid.csv --virtual-time --encoding ebcdic
text 2 'write dmy' contacts import noid.csv --virtual-time --dates ddmm
text 2 'write two capital letters' contacts import noid.csv --virtual-time --country Finland
text 2 'write .,. or' contacts import noid.csv --virtual-time --decimal x
printf 'PK\003\004 xl/workbook.xml' > list.csv
text 3 'an Excel workbook' contacts import list.csv --virtual-time
printf '[{"id":"ann"}]' > list.ndjson
text 3 'JSON list' contacts import list.ndjson --virtual-time
text 3 'JSON list' events import list.ndjson --virtual-time
text 2 'import FILE' contacts
text 2 'is not an instant' contacts import contacts.csv --virtual-time --at yesterday
json 1 contacts 'a["rows"] == 6 and a["created"] == 4 and a["repeated"] == 1 and a["rejected"] == 1 and a["rejects"]' \
  contacts import contacts.csv --virtual-time --at 2026-03-28T10:00:00Z --subscribe news
grep -q 'dan;nowhere.*email' contacts.csv.rejects.csv || fail "the reject file does not say why"
text 1 '4 unchanged, 1 merged .*, 1 rejected' contacts import contacts.csv --subscribe news
text 3 "did you mean 'staff'" contacts import staff.csv --list staf
text 3 "did you mean 'email'" contacts import staff.csv --subscribe news:e-mail
text 3 "did you mean 'news'" contacts import staff.csv --subscribe newz:email
text 3 "no channel ''" contacts import staff.csv --subscribe news:email,
[ "$("$camp" contacts show cai | grep -c 'news on')" -eq 1 ] || fail "--subscribe without a channel: e-mail only"
json 0 contacts 'a["changed"] == 1' contacts import staff.csv --subscribe news:sms,push
[ "$("$camp" contacts show cai | grep -c 'news on')" -eq 3 ] || fail "--subscribe with channels"
json 0 contacts 'a["changed"] == 1' contacts import staff.csv --list staff
text 0 'Änna' contacts show ann
# Files as people have them: UTF-16, packed, other letters, nearly the names, questions.
printf '\xff\xfei\0d\0,\0N\0A\0M\0E\0\n\0c\0a\0i\0,\0\xe4\0\n\0' > cai16.csv
text 0 'nearly their names: name from .NAME.' contacts import cai16.csv
text 0 'name +ä$' contacts show cai
printf 'id;Name\r\ncai;\xe5\r\n' | gzip > cai.csv.gz
text 1 'encoding cp1252' contacts import cai.csv.gz
text 0 '1 changed' contacts import cai.csv.gz --encoding cp1252
printf '{"id":"cai","name":"C"}\n' | xz > cai.ndjson.xz
json 0 contacts 'a["changed"] == 1' contacts import cai.ndjson.xz
printf 'id,Mail\ncai,cai@example.org\n' > mail.csv
text 1 'nothing was imported' contacts import mail.csv
json 1 contacts 'len(a["questions"]) == 1 and a["rows"] == 0' contacts import mail.csv
json 0 contacts 'a["unchanged"] == 1' contacts import mail.csv --ignore Mail
json 0 contacts 'a["changed"] == 1' contacts import mail.csv --map email=Mail
printf 'id,spent\ncai,"1.300,50 EUR"\n' > cai.csv
text 1 'say --decimal ,' contacts import cai.csv
json 0 contacts 'a["changed"] == 1' contacts import cai.csv --decimal ,
printf 'id,points,note\ncai,2,x\nnobody,3,x\n' > some.csv
text 1 'there is no contact .nobody., and an update makes none' contacts import some.csv --update
text 3 'no contact' contacts show nobody
sed -i '$d' some.csv
text 0 'warning: ignored.*note' contacts import some.csv --update
text 1 'warning: ignored.*note' contacts import some.csv --update --strict
text 2 'is for CSV' contacts export --format ndjson --separator tab
text 2 'write .,. .;.' contacts export --separator x
text 0 '"cai"."A"."cai@example.org"' contacts export --separator tab
printf 'id,name\ncai,ő\n' > cai.csv
text 0 '1 changed' contacts import cai.csv
text 2 'windows-1252 has no' contacts export --encoding cp1252
json 0 contacts 'a["contact"] == "ann"' contacts show ' ann '
json 0 contacts 'a["attributes"]["name"] == "Änna \"Ö\" Mäki"' contacts show ann
text 3 'no contact' contacts show nobody
text 0 '"bob","H","bob@example.com"' contacts export
text 2 'is for CSV' contacts export --format ndjson --for-spreadsheet
text 3 'segment' contacts export --segment nope
printf 'id,points\nbob,0\n' > points.csv
text 0 '1 changed' contacts import points.csv
text 1 '1 contact left out.*bob: division by zero' contacts export --segment rare
[ "$("$camp" contacts export --json -q | wc -l)" -eq 4 ] || fail "export --json: one line each"
text 4 'cannot be undone' contacts erase eve
text 2 'write: camp emit' emit ping
text 2 'did you mean `ping`' emit pong --contact ann
text 3 'contacts export lists' emit ping --contact nobody
text 2 '[-]-contact: the id is empty' emit ping --contact ' '
text 2 '[-]-id: the id is 129 bytes long' emit ping --contact ann --id "$(printf 'x%.0s' $(seq 129))"
text 2 'before 1970' emit ping --contact ann --time 1960-01-01
json 0 emit 'not a["duplicate"]' emit ping --contact ann --id e1 '{"note":"x"}'
json 0 emit 'a["duplicate"]' emit ping --contact ann --id e1 '{"note":"x"}'
text 4 'another --id' emit ping --contact ann --id e1 '{"note":"y"}'
printf '%s\n' '{"id":"e2","contact":"bob","event":"ping","time":"2026-03-28T11:00:00Z","data":{}}' 'not json' > events.ndjson
json 1 events 'a["applied"] == 1 and a["rejected"] == 1' events import events.ndjson
text 1 '1 known already' events import events.ndjson
text 2 'events import FILE' events

# Runs. Nothing is divided by eve's visits: an incident, which the report has to show.
text 3 "did you mean 'spring'" run sprng
text 3 'is a journey' run after_ping
text 2 'name the campaign' run
json 0 run 'a["audience"] == 2 and a["messages"] == 1 and not a["stopped"]' run spring
text 0 'nothing more is sent' run spring
printf 'id,spent,visits\neve,900 EUR,0\n' > eve.csv
text 0 '1 changed' contacts import eve.csv
text 1 'audience 2' run spring --key 2
json 0 run 'a["skipped"] == {} and a["incidents"] == 0' run spring
text 0 'incidents 1' report spring
text 0 'incidents +1' status
text 2 'is not a duration' tick --for soon
text 2 'exclude each other' tick --for 1d --until 2026-04-01
# 2026-03-28 12:00 in Helsinki is 2026-03-29 12:00 a day later, which has 23 hours.
json 0 tick 'a["messages"] == 2 and a["now"].startswith("2026-03-30")' tick --until 2026-03-30

# What is going on, and why.
json 0 status 'a["messages"]["sent"] == 3' status
json 0 runs '[r["audience"] for r in a["runs"]] == [2, 2]' runs
text 3 'there is: other, pair, spring' runs nope
text 0 'hello' comms ann
json 0 comms 'len(a["messages"]) >= 2' comms ann --all
text 0 'ledger id' why ann hello
text 0 'withheld .holdout.' why bob hello
text 3 'no message' why ann helo
json 0 why 'a["decided"]' why ann hello
text 0 'balances' ledger verify
json 0 ledger 'a["balanced"] and a["messages"]["withheld"] == 2' ledger verify
text 2 'ledger verify' ledger
text 3 'there is' ledger list --flow nope
json 0 report 'a["flows"]' report
text 0 '^flow,kind,run' report --csv
text 0 '' report --html report.html
grep -q '</html>' report.html || fail "the page is not whole"
text 3 'no campaign' report nope
json 0 contacts 'a["erased"]' contacts erase eve --yes

# A virtual clock goes with the events, but not by a mistyped year.
printf '%s\n' '{"id":"far","contact":"bob","event":"ping","time":"2206-03-28T11:00:00Z","data":{}}' > far.ndjson
text 1 'is the year right' events import far.ndjson
grep -q 'more than a year ahead of the clock' "$work/out.txt" || fail "a mistyped year has to be told"
text 2 'is the year right' emit ping --contact bob --time 2206-03-28
printf '%s\n' '{"id":"near","contact":"bob","event":"purchase","time":"2026-04-28T11:00:00Z","data":{"order":"o","total":"1 EUR"}}' > near.ndjson
text 0 "the store's clock is now 2026-04-28T11:00:00Z" events import near.ndjson
# What was skipped, and what could not be evaluated, is told by whoever did the work.
printf 'id,email,spent,visits\nfay,fay@example.com,999 EUR,1\ngus,gus@example.com,998 EUR,0\n' > late.csv
text 0 '2 created' contacts import late.csv
text 1 '0 messages, 1 skipped \(no_consent 1\)' run spring --key 3
grep -q '^1 incident: camp incidents' "$work/out.txt" || fail "the run does not tell its incident"
json 1 run 'a["skipped"] == {"no_consent": 1} and a["incidents"] == 1' run spring --key 4
json 0 emit 'a["skipped"] == {} and a["incidents"] == 0' emit ping --contact fay
# Who belongs to an audience and is not in it.
json 0 run 'a["audience"] == 1 and a["left_out"]["one_per"] > 0 and a["left_out"]["limit"] == 1' run pair
text 0 'audience 1 \([0-9]+ left out by `one per`, 1 above the limit\)' run pair --key 2
json 0 tick 'a["skipped"] == {"no_consent": 1} and a["messages"] == 0' tick --for 2d
# `| head` ends the output without a complaint; a full disk does not.
for verb in "contacts export" "report" "ledger list"; do
  { "$camp" $verb -q 2> "$work/err.txt" || true; } | true
  [ ! -s "$work/err.txt" ] || fail "a closed pipe is no error to tell: camp $verb"
done
# A result never takes the place of what is not a file; - is stdout.
ln -s contacts.csv page.html
text 2 'this is a symbolic link' report --html page.html
text 2 'this is a device' report --html /dev/null
text 2 'this is a symbolic link' contacts import contacts.csv --rejects page.html
text 4 "a script's name" contacts import contacts.csv --rejects project.camp
text 4 "a script's name" report --html project.camp
text 0 '</html>' report --html -
text 2 'goes to stdout alone' report --html - --json
[ -L page.html ] && grep -q 'dan;nowhere' contacts.csv || fail "a result went through a link"
code=0
"$camp" report > /dev/full 2> "$work/err.txt" || code=$?
[ "$code" -eq 3 ] && grep -q 'could not be written' "$work/err.txt" || fail "a full disk has to be told (exit $code)"

python3 - "$work/answers.tsv" <<'PYTHON'
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    code, verb, condition, text = line.rstrip("\n").split("\t", 3)
    a = json.loads(text)
    assert a["format"] == f"camp.{verb}/1", (verb, text[:200])
    assert isinstance(a["ok"], bool) and (a["ok"] or code != "0"), (verb, text[:200])
    assert eval(condition), (verb, condition, text[:400])
PYTHON
# The mail is one that mail programs read.
python3 - <<'PYTHON'
import email, email.policy, glob, mailbox
subjects = []
for path in glob.glob("spool/**/*.mbox", recursive=True):
    for message in mailbox.mbox(path, factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default)):
        assert not message.defects and message["message-id"] and message["date"], message.items()
        assert message["from"].addresses[0].display_name == "Ämme", message["from"]
        subjects.append(message["subject"])
assert 'Grüße, Änna "Ö" Mäki ☃' in subjects and len(subjects) == 3, subjects
PYTHON
echo "every verb answers"
