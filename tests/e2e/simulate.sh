#!/usr/bin/env bash
# camp simulate with people who are drawn and people who react: a project without a store; the same seed, the same bytes;
# what happens is what the rates and shares say; invariants are asked; what is told wrongly is refused.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
cd "$work"
mkdir shop; cd shop
cat > shop.camp <<'CAMP'
contact {
  email: email?
  phone: phone?
  country: string?
  language: locale = "en"
  timezone: timezone = "Europe/Helsinki"
}
event checkout { cart: string, total: money }
event purchase { cart: string, total: money }
list staff
conversation news { from "News <news@acme.example>" suppress staff }
channel sms { costs 0.05 EUR }
message reminder {
  email { subject "Your cart" text "It is still there." }
  sms "Your cart is still there"
  in fi { email { subject "Ostoskorisi" text "Se on yhä siellä." } }
}
journey cart {
  category marketing
  conversation news
  goal bought on purchase within 7d
  start on checkout as c where c.total >= 20 EUR
  key c.cart
  again
  exit on purchase as p where p.cart == c.cart
  flow {
    wait 1h
    send reminder via email as r
    wait up to 1d {
      on r.opened { if contact.country == "fi" { send reminder via sms } }
    }
  }
}
CAMP
text 0 'no (errors|findings)|^$' check
# ---- nobody reacts: the least that there is
answers 'a["drawn"] and a["seed"] == 1 and a["all_contacts"] == 1000 and a["sent"] == 0 and a["broken"] == [] and a["happened"] == {}' \
  simulate --contacts 1000
[ ! -e .camp ] && [ ! -e spool ] || fail "a simulation leaves something behind"
text 0 'of 1,000 people drawn by seed 1, from 2026-03-02T08:00:00Z to 2026-03-09T08:00:00Z: subscribed to news by email and sms, on no list; nobody opens' \
  simulate --contacts 1000

# ---- what happens is what the rates say: 4,000 people, a tenth of them each day, half of whose carts are large enough
rates=(--rate checkout=0.1 --rate message.opened=0.4 --rate message.clicked=0.1 --rate message.bounced=0.02)
answers '2600 < a["happened"]["checkout"] < 3000 and 1150 < a["sent"] < 1700 and a["from"] == "2026-03-02T08:00:00Z"' \
  simulate --contacts 4000 "${rates[@]}"
cp "$work/out.txt" "$work/first.json"
answers 'True' simulate --contacts 4000 "${rates[@]}"
cmp -s "$work/out.txt" "$work/first.json" || fail "the same seed is not the same"
answers 'a["seed"] == 2' simulate --contacts 4000 "${rates[@]}" --seed 2
cmp -s "$work/out.txt" "$work/first.json" && fail "another seed is the same"
python3 - "$work/first.json" <<'PYTHON'
import json, sys
a = json.load(open(sys.argv[1]))
by = {(m["message"], m["channel"]): m["sent"] for m in a["messages"]}
mails, texts = by["reminder", "email"], by["reminder", "sms"]
happened = a["happened"]
arrived = mails + texts
assert 0.34 < happened["message.opened"] / arrived < 0.44, a
assert 0.07 < happened["message.clicked"] / arrived < 0.13, a
assert 0.008 < happened["message.bounced"] / arrived < 0.035, a
# Who opens within a day, a third of them from Finland.
assert 0.08 < texts / mails < 0.17, a
assert a["costs"] == [{"channel": "sms", "amount": "%.2f EUR" % (texts * 0.05)}], a
assert len(a["days"]) == 8, a
PYTHON
# What is asked less is not asked otherwise: of one seed the carts are the same ones.
answers "a['happened']['checkout'] == $(python3 -c "import json; print(json.load(open('$work/first.json'))['happened']['checkout'])")" \
  simulate --contacts 4000 --rate checkout=0.1
text 0 'checkout +2,[0-9]{3}$' simulate --contacts 4000 "${rates[@]}"

# ---- shares
answers 'a["sent"] == 0 and [g["gate"] for g in a["gates"]] == ["no_address"]' simulate --contacts 500 --rate checkout=1 --share email=0
answers 'a["sent"] == 0 and [g["gate"] for g in a["gates"]] == ["no_consent"]' simulate --contacts 500 --rate checkout=1 --share news:email=0
answers 'a["sent"] == 0 and [g["gate"] for g in a["gates"]] == ["suppressed"]' simulate --contacts 500 --rate checkout=1 --share staff=1
answers '[m["channel"] for m in a["messages"]] == ["email"]' \
  simulate --contacts 500 --rate checkout=1 --rate message.opened=1 --share country:fi=0
answers '{m["channel"] for m in a["messages"]} == {"email", "sms"}' \
  simulate --contacts 500 --rate checkout=1 --rate message.opened=1 --share country:fi=1
text 0 'subscribed to news by email \(0.6 of them\) and sms, on staff \(0.1 of them\)' \
  simulate --contacts 100 --share news:email=0.6 --share staff=0.1
answers 'a["from"] == "2026-11-27T06:00:00Z" and a["until"] == "2026-11-29T06:00:00Z"' \
  simulate --contacts 10 --at 2026-11-27T06:00:00Z --for 2d

# ---- invariants
cat > rules.camp <<'CAMP'
invariant "at most one text a day" = sent(sms last 1d) <= 1
invariant "nobody is written to by a machine" = sent(email last 30d) <= 40
CAMP
code=0; "$camp" simulate --contacts 500 --rate checkout=1 --rate message.opened=1 --share country:fi=1 > "$work/out.txt" 2> "$work/err.txt" || code=$?
[ "$code" -eq 1 ] || fail "a broken invariant is exit 1, not $code"
grep -Eq '^broken the invariant "at most one text a day" is broken by p[0-9]+ at 2026-03-' "$work/out.txt" || fail "what is broken is not told"
grep -Eq 'contacts break it; what had happened to p[0-9]+ by then:' "$work/out.txt" || fail "how many is not told"
grep -Eq 'reminder at "wait .*: sent by sms' "$work/out.txt" || fail "the story is not told"
grep -q '1 invariant is broken; camp prove' "$work/out.txt" || fail "how to look closer is not told"
code=0; "$camp" simulate --contacts 500 --rate checkout=1 --rate message.opened=1 --share country:fi=1 --json > "$work/out.txt" 2> "$work/err.txt" || code=$?
[ "$code" -eq 1 ] || fail "a broken invariant is exit 1 with --json, not $code"
python3 - "$work/out.txt" <<'PYTHON'
import json, sys
a = json.load(open(sys.argv[1]))
assert not a["ok"] and len(a["broken"]) == 1, a
broken = a["broken"][0]
assert broken["what"] == "at most one text a day" and 0 < broken["contacts"] <= 500, broken
assert broken["values"] == [{"expression": '"at most one text a day"', "value": "does not hold"}] and broken["story"], broken
PYTHON
answers 'a["broken"] == []' simulate --contacts 500 --rate checkout=0.1

# ---- the people of a store react as well, and it is only read
{ echo id,email,country; for i in $(seq 1 300); do echo "c$i,c$i@example.com,fi"; done; } > people.csv
text 0 '300 created' contacts import people.csv --virtual-time --at 2026-03-02T08:00:00Z --subscribe news:email
marks() { find .camp/store -type f ! -name LOCK ! -name 'LOG*' ! -name 'OPTIONS*' -exec sha256sum {} + | sort; }
marks > "$work/before.txt"
answers 'not a["drawn"] and a["all_contacts"] == 300 and 150 < a["happened"]["checkout"] < 300 and a["sent"] > 50' \
  simulate --rate checkout=0.1
marks | cmp -s - "$work/before.txt" || fail "a simulation changes the store"
text 0 'of 300 contacts as they are now, .*; what people do meanwhile is drawn by seed 1' simulate --rate checkout=0.1
text 0 'nobody opens, clicks or buys meanwhile \(--rate\); no service answers' simulate

# ---- services answer as often as it is said
mkdir "$work/coupons"; cd "$work/coupons"
cat > coupons.camp <<'CAMP'
contact { email: email? }
event joined { }
conversation news { from "News <news@acme.example>" }
service shop { base "https://shop.example"  auth bearer secret("SHOP_TOKEN")  call coupon(contact: string) get "/coupons/{contact}" -> { code: string } }
message gift(code: string) { email { subject "A gift" text "Your code is {{ code }}." } }
message sorry { email { subject "Hello" text "Hello." } }
journey welcome {
  category marketing  conversation news  goal back on joined within 7d
  start on joined
  flow { request shop.coupon(contact.id) as c up to 10s else { send sorry via email  exit }  send gift(c.code) via email }
}
CAMP
answers '{m["message"]: m["sent"] for m in a["messages"]} == {"sorry": 300}' simulate --contacts 300 --rate joined=1
answers '[0.5 < m["sent"] / 300 < 0.7 for m in a["messages"]] == [True, False] and a["sent"] == 300' \
  simulate --contacts 300 --rate joined=1 --rate shop.coupon=0.6

# ---- Ctrl-C ends it, wherever it is
cd "$work/shop"
"$camp" simulate --contacts 1000000 --rate checkout=1 --for 30d > "$work/out.txt" 2> "$work/err.txt" & stopped=$!
sleep 1
kill -TERM "$stopped"
code=0; wait "$stopped" || code=$?
[ "$code" -eq 130 ] || fail "stopped is exit 130, not $code"
grep -q 'stopped; nothing was changed' "$work/err.txt" || fail "that it was stopped is not told"

# ---- what is told wrongly
cd "$work/shop"
text 2 "did you mean 'checkout'" simulate --contacts 10 --rate chekout=0.1
text 2 'one of message.bounced, .*checkout, purchase' simulate --contacts 10 --rate subscribed=0.1
text 2 'a share is a number from 0 to 1' simulate --contacts 10 --rate checkout=2
text 2 'a share is a number from 0 to 1' simulate --contacts 10 --rate message.opened=35%
text 2 'says no share' simulate --contacts 10 --rate checkout
text 2 'was said before' simulate --contacts 10 --rate checkout=0.1 --rate checkout=0.2
text 2 "did you mean 'country'" simulate --contacts 10 --share contry:fi=0.1
text 2 "the shares of 'country' are more than there is" simulate --contacts 10 --share country:fi=0.6 --share country:se=0.6
text 2 'one of email, sms' simulate --contacts 10 --share news:push=0.1
text 2 'has no value' simulate --contacts 10 --share staff:yes=0.1
text 3 'at most 1,000,000' simulate --contacts 1000001
text 2 'at least 1' simulate --contacts 0
text 2 'of people who are drawn' simulate --share staff=0.1
text 2 'of people who are drawn' simulate --at 2026-03-02
text 2 '--past is what people did' simulate --past --rate checkout=0.1
text 2 'not an instant' simulate --contacts 10 --at soon
mkdir "$work/nothing"; cd "$work/nothing"
text 3 'no .camp files|no project' simulate --contacts 10
