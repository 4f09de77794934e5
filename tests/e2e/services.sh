#!/usr/bin/env bash
# Requests to a real server: what it gets, what its answers lead to, what is repeated, and what kill -9 leaves.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
source "$(dirname "$0")/../support/http_service.bash"
mkdir "$work/p"
cd "$work/p"
does() { echo "$*" > "$work/service/mode"; : > "$work/service/requests"; }
# requests COUNT CONDITION: the service got so many since does(), and CONDITION, Python about `r`, their list, holds
requests() {
  python3 - "$work/service/requests" "$1" "$2" <<'P' || fail "requests: $2"
import json, sys
r = [json.loads(line) for line in open(sys.argv[1])]
assert len(r) == int(sys.argv[2]), (sys.argv[2], r)
assert eval(sys.argv[3]), (sys.argv[3], r)
P
}
cat > flows.camp <<'CAMP'
contact { email: email? }
event cart { n: int }
event sure { n: int }
conversation news { from "News <news@acme.example>" }
message offer(code: string) { email { subject "For you" text "{{ code }}" } }
message sorry { email { subject "Sorry" text "Sorry." } }
service shop {
  base env("SHOP_URL")  auth bearer secret("SHOP_TOKEN")  timeout 1s  retry 3 within 1m
  call coupon(contact: string, percent: int) post "/coupons/{contact}" -> { code: string }
}
service keyed {
  base env("SHOP_URL")  auth basic "acme" secret("SHOP_TOKEN")  timeout 1s  retry 3  idempotency header "Idempotency-Key"
  call coupon(contact: string) post "/keyed/{contact}" -> { code: string }
}
journey cart_journey {
  category marketing  conversation news  goal g on sure  start on cart  again
  flow { request shop.coupon(contact.id, 10) as r up to 30s else { send sorry  exit "none" }  send offer(r.code) }
}
journey sure_journey {
  category marketing  conversation news  goal g on cart  start on sure  again
  flow { request keyed.coupon(contact.id) as r up to 30s else { send sorry  exit "none" }  send offer(r.code) }
}
campaign everybody {
  category marketing  conversation news  goal g on cart  audience { }
  flow { request shop.coupon(contact.id, 5) as r up to 30s else { send sorry  exit "none" }  send offer(r.code) }
}
campaign everybody_surely {
  category marketing  conversation news  goal g on cart  audience { }
  flow { request keyed.coupon(contact.id) as r up to 30s else { send sorry  exit "none" }  send offer(r.code) }
}
CAMP
{ echo id,email; for i in $(seq 1 300); do echo "c$i,c$i@example.com"; done; } > contacts.csv

# Settings are there before anything is done; a secret may lie in a file.
text 2 'SHOP_URL, SHOP_TOKEN, which are not set' contacts import contacts.csv --subscribe news
[ ! -e .camp/store ] || [ "$("$camp" status --json 2> /dev/null | python3 -c 'import json, sys; print(json.load(sys.stdin)["contacts"])')" = 0 ] || fail "something was imported"
export SHOP_URL="http://127.0.0.1:$port/api/"
echo 't0ken' > "$work/token"
export SHOP_TOKEN_FILE="$work/token"

# No script reaches a private address, and no redirect leads to one; the operator can allow it.
does ok
# What is known to go nowhere is refused before anything is done.
text 2 "its address is http, and not in CAMP_ALLOW_HOSTS" emit cart '{"n": 1}' --contact c1
text 2 "CAMP_ALLOW_HOSTS=127.0.0.1:$port" emit cart '{"n": 1}' --contact c1
SHOP_URL=https:// text 2 'no https://HOST' emit cart '{"n": 1}' --contact c1
SHOP_URL="https://127.0.0.1:$port" text 2 'its address is private, and not in CAMP_ALLOW_HOSTS' emit cart '{"n": 1}' --contact c1
SHOP_URL="https://localhost:$port" text 2 'its address is private, and not in CAMP_ALLOW_HOSTS' emit cart '{"n": 1}' --contact c1
for list in '*' ',' "http://127.0.0.1:$port"; do
  CAMP_ALLOW_HOSTS=$list text 2 'is no host' emit cart '{"n": 1}' --contact c1
done
printf 'a\nb\n' > "$work/two_lines"
SHOP_TOKEN_FILE="$work/two_lines" CAMP_ALLOW_HOSTS=127.0.0.1 text 2 'SHOP_TOKEN is not one line of text' emit cart '{"n": 1}' --contact c1
requests 0 True
export CAMP_ALLOW_HOSTS="127.0.0.1:$port"
text 0 '300 created' contacts import contacts.csv --subscribe news

does ok
text 0 '1 message' emit cart '{"n": 1}' --contact c2
requests 1 'r[0]["method"] == "POST" and r[0]["path"] == "/api/coupons/c2" and json.loads(r[0]["body"]) == {"percent": 10} and r[0]["headers"]["authorization"] == "Bearer t0ken" and r[0]["headers"]["content-type"] == "application/json"'
text 0 'shop.coupon answered' comms c2 --all
grep -rq 'Cc2' spool || fail "the answer is not in the message"
text 0 '1 message' emit sure '{"n": 1}' --contact c2
requests 2 'r[1]["headers"]["authorization"] == "Basic YWNtZTp0MGtlbg==" and len(r[1]["headers"]["idempotency-key"]) == 32'
! grep -rq t0ken .camp spool || fail "the secret is in the store"

# Refused, unreadable or too much: no answer, and not asked again.
n=10
refused() {
  does "$1"
  text 0 '1 message' emit cart '{"n": 1}' --contact "c$n"
  requests 1 True
  text 0 "$2" comms "c$n" --all
  text 0 'exited: "none"' comms "c$n" --all
  n=$((n + 1))
}
refused 404 'shop.coupon failed: status 404: `status 404`'
refused "redirect http://127.0.0.1:$port/coupons/other" 'shop.coupon failed: status 302'
refused 'body <html>' 'shop.coupon failed: its answer is no JSON'
refused 'body {"cod": "x"}' 'shop.coupon failed: its answer has no `code`'
refused 'body {"code": 5}' 'expected string, found a number'
refused 'body [1]' 'shop.coupon failed: its answer is a list, not an object'
refused 'big 300000' 'shop.coupon failed: its answer is over the limit kAnswerBytes'
refused 500 'shop.coupon may have been done: status 500'
refused close 'shop.coupon may have been done: '
refused slow 'shop.coupon may have been done: Operation timed out'

# What did nothing is asked again, as late as the service says; with a key, what may have arrived, too.
does 'twice 503'
text 0 '1 message' emit cart '{"n": 1}' --contact c30
requests 3 True
text 0 'shop.coupon answered, after 3 attempts' comms c30 --all
does 'twice 500'
text 0 '1 message' emit sure '{"n": 1}' --contact c31
requests 3 'len({one["headers"]["idempotency-key"] for one in r}) == 1'
text 0 'keyed.coupon answered, after 3 attempts' comms c31 --all
text 0 'nothing is wrong' ledger verify

# Killed at any moment: nobody is asked for twice where that does harm, and everybody gets one message.
does 'delay 0.2'
killed() {
  for _ in {1..6}; do
    "$camp" run "$1" --key k > /dev/null 2>&1 &
    run=$!
    sleep "0.$((RANDOM % 6 + 1))"
    kill -9 $run 2> /dev/null || true
    wait $run 2> /dev/null || true
  done
  text 0 '' run "$1" --key k
  text 0 '' tick
  text 0 'nothing is wrong' ledger verify
}
# one_message FLOW: everybody has got exactly one message of it
one_message() {
  "$camp" ledger list --json > "$work/ledger"
  python3 - "$work/ledger" "$1" <<'P' || fail "not everybody has got one message of $1"
import collections, json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
sent = collections.Counter(l['contact'] for l in lines if l.get('flow') == sys.argv[2] and l.get('state') == 'sent')
assert len(sent) == 300 and set(sent.values()) == {1}, sent
P
}
killed everybody
requests "$(wc -l < "$work/service/requests")" 'len(r) > 10 and len({one["path"] for one in r}) == len(r)'
one_message everybody
does 'delay 0.2'
killed everybody_surely
requests "$(wc -l < "$work/service/requests")" 'len({one["path"] for one in r}) == 300 and len({one["headers"]["idempotency-key"] for one in r}) == 300'
one_message everybody_surely
