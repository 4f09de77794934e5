#!/usr/bin/env bash
# `camp render MESSAGE`: for a contact of the store and for one made up, as the spool would have it; what is wrong is named.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir -p "$work/p"
cd "$work/p"
cat > shop.camp <<'CAMP'
contact { email: email?  phone: phone?  name: string?  spent: money = 0 EUR }
event cart { id: string, total: money }
conversation news { from "Acme <news@acme.example>" }
message reminder(total: money preview 80 EUR, note: string?) {
  email { subject "Hi {{ contact.name | default: 'you' }}" html "<p>{{ total }} {{ note | default: '-' }}</p>" }
  sms "Your cart ({{ total }}) is waiting, {{ contact.name | default: 'you' }}{% if total > 100 EUR %}!{% endif %}"
}
module survey(shop: string) { play "a.mp3" say "Hi from {{ shop }}" ask score "How much?" as 0..10 { } ask more "More?" as 0..11 }
journey surveys { category marketing  conversation news  goal bought_s on cart  start on cart as c  flow { do survey("x") via sms or voice or rcs } }
message bare(count: int) { sms "{{ count }}" }
journey carts {
  category marketing  conversation news  goal bought on cart  start on cart as c
  flow { send reminder(c.total, "x") via email or sms  send bare(1) via sms }
}
CAMP
printf 'id,email,name\nann,ann@example.com,Änna\n' > contacts.csv
says() { grep -qF -- "$1" "$work/out.txt" || fail "stdout does not say: $1"; }

# Made up: typed by the schema; previews where nothing is given.
echo '{"contact": {"id": "mia", "name": "Mia <3", "phone": "+358401234567", "spent": "1 EUR"}, "parameters": {"total": "120.50 EUR"}}' > d.json
text 0 'Your cart \(120.50 EUR\) is waiting, Mia <3!' render reminder --data d.json --as sms
says 'alphabet: gsm7'
says 'segments: 1'
says 'to: +358401234567'
echo '{}' > none.json
text 0 'Your cart \(80.00 EUR\) is waiting, you$' render reminder --data none.json --as sms
text 0 '^Subject: Hi you' render reminder --data none.json --as email
says 'From: Acme <news@acme.example>'
says '<p>80.00 EUR -</p>'

# What a module says, too: a text, and a call's script with what it listens for.
echo '{"contact": {"phone": "+358401234567"}, "parameters": {"shop": "us"}}' > talk.json
text 0 '^How much\?$' render survey.score --data talk.json --as sms
text 0 '^listen: {"answer":"int","from":0,"to":10,"keys":2}$' render survey.score --data talk.json --as voice
says 'script: [{"play":"a.mp3"},{"say":"Hi from us"},{"say":"How much?"}]'
text 0 '^suggest: \[{"text":"0"},{"text":"1"},.*{"text":"10"}\]$' render survey.score --data talk.json --as rcs
echo '{"contact": {"phone": "+358401234567"}}' > talk_2.json
text 0 '^More\?$' render survey.more --data talk_2.json --as rcs
! grep -q suggest "$work/out.txt" || fail 'twelve answers are buttons'
text 3 "no message 'survey.scor'" render survey.scor --data talk.json
text 3 'cannot open the file' render survey.liquid

# Wrong: each names what is wrong, and the way out.
text 2 "parameter 'count' is" render bare --data none.json
echo '{"contact": {"spent": "much"}}' > bad.json
text 2 'contact.spent: ' render reminder --data bad.json
echo '{"contact": {"nmae": "x"}}' > bad.json
text 3 "no field of the contact 'nmae'" render reminder --data bad.json
echo '{"parameters": {"totl": "1 EUR"}}' > bad.json
text 3 "no parameter 'totl'" render reminder --data bad.json
echo '[1]' > bad.json
text 2 'no JSON object' render reminder --data bad.json
text 3 "no message 'remindr'" render remindr --data none.json
text 3 'it has email, sms' render reminder --data none.json --as push
text 2 'for --contact ID or with --data' render reminder
text 2 'is for messages' render shop.camp --as sms

echo '{"n": 1e999}' > bad.json
echo '{{ n }}' > file.liquid
text 2 'a number that is none' render file.liquid --data bad.json

# Of the store: with the word of permission beside it, which does not hinder.
"$camp" contacts import contacts.csv > /dev/null
text 0 '^To: ann@example.com' render reminder --contact ann --as email
grep -q 'email: this contact would not be sent it: no_consent' "$work/err.txt" || fail 'permission is not told'
text 3 "there is no contact 'bob'" render reminder --contact bob
text 0 '' render reminder --contact ann --open
grep -q 'written to reminder.email.html' "$work/err.txt" || fail 'the file is not named'
grep -q '<p>80.00 EUR -</p>' reminder.email.html || fail 'the page is not the html part'
[ -s reminder.sms.txt ] || fail 'no file for sms'

# A contact's own variant is what is shown.
cat > variant.camp <<'CAMP'
message tongue {
  sms "Hello"
  for rich { sms "Hello, dear" }
}
segment rich = contact.spent > 100 EUR
journey tongues { category transactional  conversation news  start on cart as c  flow { send tongue via sms } }
CAMP
echo '{"contact": {"spent": "500 EUR"}}' > rich.json
text 0 'Hello, dear' render tongue --data rich.json

# Every language and segment that a message tells apart, in words; what comes out alike stands together. Nothing in the data is
# more than text where a person looks at it.
sed -i 's/^contact {/contact { language: locale = "en" /' shop.camp
cat > all.camp <<'CAMP'
message letter(code: string preview "x") {
  email { subject "Hello {{ code }}" html "<p>Hello {{ contact.name | default: 'you' }}</p>" }
  sms "Hello {{ contact.name | default: 'you' }}, {{ 1.5 }}"
  whatsapp { text "Hi {{ code }}" template "hi" }
  in fi { email { subject "Hei {{ code }}" html "<p>Hei {{ contact.name | default: 'you' }}</p>" } sms "Hei" }
  in sv { sms "Hello {{ contact.name | default: 'you' }}, {{ 1.5 }}" }
  for rich { sms "Dear VIP" }
}
CAMP
echo '{"contact": {"name": "Mia", "language": "fi-FI"}}' > fi.json
text 0 '' render letter --data fi.json --all
says '== email: this contact; fi =='
says '== email: everyone else =='
says '== sms: this contact; fi =='
says '== sms: everyone else =='
says 'Hello Mia, 1.5'
says '== sms: sv =='
says 'Hello Mia, 1,5'
says '== sms: rich; fi, rich; sv, rich =='
says '== whatsapp: everyone else, as an answer =='
says '== whatsapp: this contact; everyone else, not as an answer =='
text 0 '' render letter --data none.json --all --as email
says '== email: this contact; everyone else =='
if grep -q '== sms' "$work/out.txt"; then fail '--as names one channel'; fi
text 0 '"for":"rich; fi, rich; sv, rich"' render letter --data fi.json --all --json
text 2 'is for messages' render shop.camp --all

echo '{"contact": {"name": "</iframe></pre><script>alert(1)</script>\" onload=\"x"}, "parameters": {"code": "</iframe><script>"}}' > evil.json
text 0 '' render letter --data evil.json --all --open
grep -q 'written to letter.html' "$work/err.txt" || fail 'the page is not named'
grep -q '<h2>sms</h2>' letter.html || fail 'the page has no section for sms'
grep -q 'segments: 1' letter.html || fail 'the page does not say how many segments an sms has'
if grep -qi '<script\|onload="' letter.html; then fail 'the data became markup'; fi
[ "$(grep -c '<iframe sandbox="" ' letter.html)" = "$(grep -c '</iframe>' letter.html)" ] || fail 'the data ended a frame'
grep -q 'srcdoc="&lt;p&gt;Hello &amp;lt;/iframe&amp;gt;' letter.html || fail 'the mail is not in a frame, or not as it is'
