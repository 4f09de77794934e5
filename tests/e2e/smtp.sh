#!/usr/bin/env bash
# A campaign over a real mail server: what arrives, what the server refuses or puts off, a server that is away, and kill -9 in the
# middle. The server's own record, on disk before it acknowledges, says what arrived: nothing twice, nothing lost.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
source "$(dirname "$0")/../support/smtp_service.bash"
does() { echo "$1" > "$work/server/mode"; }
arrived() { wc -l < "$work/server/mails"; }

mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { email: email?  phone: phone?  n: int = 0 }
event order { total: money }
conversation news { from "News <news@acme.example>" }
message offer { email { subject "Offer {{ contact.n }}" text "Twenty per cent off.\n.\nUntil Friday." html "<p>Twenty per cent off.</p>" }
                sms "Off" }
segment all = contact.n >= 0
segment one = contact.n == 7
channel email via smtp { url env("SMTP_URL")  tls optional  connections 4 }
campaign friday {
  category marketing  conversation news  goal bought on order as o within 7d worth o.total
  audience { include all }
  flow { send offer via email }
}
campaign single {
  category marketing  conversation news  goal bought on order as o within 7d worth o.total
  audience { include one }
  flow { send offer via email or sms }
}
CAMP
python3 - <<'PY'
with open("contacts.csv", "w") as out:
    out.write("id,email,n\n")
    for i in range(2000):
        out.write(f"c{i},c{i}@example.com,{i}\n")
PY

# What is missing, or may not be reached, is said before anything is sent.
text 2 'the project needs SMTP_URL, which is not set' contacts import contacts.csv --subscribe news:email
export SMTP_URL=mail.example
text 2 'smtp://' contacts import contacts.csv --subscribe news:email
export SMTP_URL=smtp://anna:geheim@127.0.0.1:1
text 2 'CAMP_ALLOW_HOSTS' contacts import contacts.csv --subscribe news:email
! grep -q geheim "$work/out.txt" "$work/err.txt" || fail "a password was printed"
export SMTP_URL=$url CAMP_ALLOW_HOSTS=127.0.0.1
text 0 '2,000 created' contacts import contacts.csv --subscribe news:email

# One that is refused for good, one that is put off, one of which nobody knows, one that arrives.
does rejected
text 0 '0 messages' run single --key rejected
text 0 '550 5.1.1 no such user' why c7 offer
does deferred
text 0 '0 messages' run single --key deferred
text 0 '451 4.7.1 greylisted' why c7 offer
text 0 '1 to be attempted again' status
does lost
text 0 '0 messages' run single --key lost
answers 'a["messages"]["unknown"] == 1 and a["messages"]["failed"] == 1 and a["messages"]["sent"] == 0' status
[ "$(arrived)" -eq 1 ] || fail "the mail that was lost did not arrive"
does ok
text 0 '1 message' run single --key ok
text 0 'smtp:127.0.0.1 2.0.0 Ok: queued as 4F2' why c7 offer
[ "$(arrived)" -eq 2 ] || fail "$(arrived) mails instead of 2"
text 0 'nothing is wrong|balances' ledger verify

# A server that wants no more: what it does not take waits, and leaves when it is back.
: > "$work/server/mails"
does closing
text 0 '0 messages' run friday --key first
answers 'a["messages"]["unknown"] == 1 and a["messages"]["pending"] == 2001' status
does slow

# Killed again and again in the middle of it. What was under way each time is in doubt: connections times what waits behind each.
for _ in {1..10}; do
  "$camp" tick -q > "$work/tick.txt" 2>&1 &
  process=$!
  sleep 0.7
  kill -9 $process 2> /dev/null || true
  wait $process 2> /dev/null || true
done
does ok
text 0 'messages?' tick
text 0 'nothing is wrong|balances' ledger verify
"$camp" status --json > "$work/out.txt"
python3 - "$work/server/mails" "$work/out.txt" <<'PY'
import collections, json, sys
lines = [line.split() for line in open(sys.argv[1])]
messages = json.load(open(sys.argv[2]))["messages"]
twice = [identity for identity, n in collections.Counter(identity for _, identity in lines).items() if n > 1]
assert not twice, ("sent twice", twice)
at_most = 10 * (4 + 16)  # kills x what 4 connections carry and what waits behind them at 200 mails a second
unknown = messages["unknown"] - 1
assert unknown <= at_most, unknown
assert messages["sent"] - 1 <= len(lines) <= messages["sent"] - 1 + unknown, (len(lines), messages)
assert messages["sent"] + messages["unknown"] + messages["failed"] + messages["pending"] == 2004, messages
print(len(lines), messages)
PY
