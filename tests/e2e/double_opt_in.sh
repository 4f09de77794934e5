#!/usr/bin/env bash
# Double opt-in on the command line: the link in the spool, its use, every refusal, what is shown of it; and that the store's
# secret is made once and stands nowhere.
set -euo pipefail
camp=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here" "$work/elsewhere"
cd "$work/here"
fail() { echo "$*"; exit 1; }
# The command has to end with that exit code, and say that.
refused() { # exit code, text, command...
  local code=0
  "$camp" "${@:3}" > refused.txt 2>&1 || code=$?
  [ "$code" = "$1" ] && grep -q "$2" refused.txt || fail "${*:3}: exit $code: $(cat refused.txt)"
}
# The link that a contact was sent last.
link() { "$camp" comms "$1" --show | grep -o 'https://site.invalid/confirm/[A-Za-z0-9_-]*' | tail -1; }
cat > shop.camp <<'CAMP'
contact { email: email?  phone: phone? }
event ping {}
conversation news { from "News <news@acme.example>" double_opt_in email, sms using please }
message please { email { subject "Yes?" text "Yes: {{ confirm_url }}" } sms "{{ confirm_url }}" }
message hello { email { subject "Hello" text "Hello" } }
journey greeted { category marketing conversation news start on subscribed news again goal came on ping flow { send hello } }
journey writes { category marketing conversation news start on ping again goal came_again on ping flow { send hello } }
CAMP
cat > people.csv <<'CSV'
id,email
anna,anna@example.com
bo,bo@example.com
cleo,cleo@example.com
CSV
"$camp" check
"$camp" contacts import people.csv --virtual-time --at 2026-03-02T09:00:00Z > out.txt
refused 2 'confirmed' contacts import people.csv --confirmed
"$camp" emit subscribed --contact anna --time 2026-03-02T10:00:00Z '{"conversation": "news"}' > out.txt
grep -q 'applied.*1 message' out.txt || fail "no confirmation: $(cat out.txt)"
first=$(link anna)
[ -n "$first" ] || fail "no link in the spool"
"$camp" contacts show anna > shown.txt
grep -q 'pending: news on email since 2026-03-02T10:00:00Z, confirmation sent 2026-03-02T10:00:00Z, not confirmed' shown.txt ||
  fail "what is pending is not shown: $(cat shown.txt)"
"$camp" contacts show anna --json | grep -q '"pending":' || fail "nor as JSON"
"$camp" emit ping --contact anna --time 2026-03-02T10:05:00Z > out.txt
"$camp" why anna hello > why.txt
grep -q 'no_consent *subscription pending since 2026-03-02T10:00:00Z, confirmation sent 2026-03-02T10:00:00Z, not confirmed' why.txt ||
  fail "why: $(cat why.txt)"
"$camp" why anna please | grep -q 'decided.*by news.double_opt_in.email' || fail "whose message it is"

# What confirms nothing.
refused 2 'no confirmation link of this store' confirm "${first%?}"
refused 2 'no confirmation link of this store' confirm "https://site.invalid/confirm/anna"
refused 2 'no confirmation link' emit subscription.confirmed --contact bo "{\"token\": \"$first\"}"
refused 2 'no confirmation link' emit subscription.confirmed --contact anna '{}'
refused 2 'send `subscribed`' emit subscription.requested --contact anna '{"conversation": "news"}'
cp shop.camp people.csv ../elsewhere
(cd ../elsewhere && "$camp" contacts import people.csv --virtual-time --at 2026-03-02T09:00:00Z > out.txt)
(cd ../elsewhere && refused 2 'no confirmation link of this store' confirm "$first")

# Used: consent, with its proof, and the journey that starts on it.
"$camp" confirm "$first" --time 2026-03-03T10:00:00Z > out.txt
grep -q 'confirmed: anna at 2026-03-03T10:00:00Z, 1 message' out.txt || fail "$(cat out.txt)"
"$camp" contacts show anna > shown.txt
id=$("$camp" why anna please | awk '/ledger id/ { print $3 }')
grep -q "yes: news on email since 2026-03-03T10:00:00Z, confirmed; asked for at 2026-03-02T10:00:00Z, by the link of $id" shown.txt ||
  fail "the proof: $(cat shown.txt)"
! grep -q pending shown.txt || fail "still pending: $(cat shown.txt)"
"$camp" comms anna --all > all.txt
grep -q 'asked for news on email: to be confirmed' all.txt && grep -q 'subscribed to news on email, confirmed' all.txt ||
  fail "its history: $(cat all.txt)"
refused 4 'confirmed already' confirm "$first"

# From a file, an objection meanwhile, a link that is too old, an address that is another's.
"$camp" emit subscribed --contact bo --time 2026-03-04T10:00:00Z '{"conversation": "news"}' > out.txt
"$camp" emit unsubscribed --contact bo --time 2026-03-04T11:00:00Z > out.txt
refused 4 'objected' confirm "$(link bo)" --time 2026-03-04T12:00:00Z
"$camp" emit subscribed --contact bo --time 2026-03-04T13:00:00Z '{"conversation": "news"}' > out.txt
second=$(link bo)
printf '{"id":"x1","contact":"bo","event":"subscription.confirmed","time":"2026-03-04T14:00:00Z","data":{"token":"%s"}}\n' \
  "$second" "${second}A" > used.ndjson
sed -i '2s/x1/x2/' used.ndjson
"$camp" events import used.ndjson > out.txt || true
grep -q '2 lines: 1 applied, 0 known already, 1 rejected' out.txt || fail "links from a file: $(cat out.txt)"
"$camp" emit subscribed --contact cleo --time 2026-03-05T10:00:00Z '{"conversation": "news"}' > out.txt
third=$(link cleo)
refused 4 'too old' confirm "$third" --time 2026-03-12T10:00:00Z
printf 'id,email\ncleo,other@example.com\n' > changed.csv
"$camp" contacts import changed.csv > out.txt
refused 4 'not the contact.s any more' confirm "$third" --time 2026-03-06T10:00:00Z

# Imports ask; --confirmed does not.
printf 'id,email\ndag,dag@example.com\neli,eli@example.com\n' > more.csv
"$camp" contacts import more.csv --subscribe news > out.txt
grep -q '2 subscriptions asked for, and to be confirmed' out.txt || fail "the import: $(cat out.txt)"
"$camp" contacts import more.csv --subscribe news > out.txt
grep -q '2 rows: 0 created, 0 changed, 2 unchanged' out.txt && ! grep -q 'to be confirmed' out.txt || fail "twice: $(cat out.txt)"
printf 'id,email\nfay,fay@example.com\n' > sure.csv
"$camp" contacts import sure.csv --subscribe news --confirmed > out.txt
"$camp" contacts show fay | grep -q 'yes: news on email .*by an import' || fail "a confirmed one"
[ "$(grep -rh '^Subject: Yes?' spool | wc -l)" = 6 ] || fail "confirmations: $(grep -rh '^Subject:' spool)"
"$camp" ledger verify | grep -q 'nothing is wrong' || fail "the ledger"
"$camp" confirm "$(link dag)" > out.txt                     # after a new process, by the same secret
