#!/usr/bin/env bash
# `camp new`: every goal in an empty folder, and all of them beside each other under two names; asked on a terminal; what it refuses.
set -euo pipefail
camp=$(realpath "$1")
source "$(dirname "$0")/../support/verb_checks.bash"
goals=$("$camp" new --list | awk '{print $1}')
[ "$(echo "$goals" | wc -l)" -ge 8 ] || fail "goals are missing: $goals"

# ---- an empty folder becomes a project that runs at once
for goal in $goals; do
  mkdir "$work/$goal" && cd "$work/$goal"
  text 0 "^$goal: " new "$goal"
  text 0 '^no errors in 3 files$' check --strict
  text 0 'scenarios passed' test
  text 0 '2 created' contacts import contacts.csv --subscribe "news:$(grep -q phone contacts.csv && echo sms || echo email)"
  answers "[c['name'] for c in a['campaigns']] == ['$goal']" campaigns
  python3 - <<'PY'
import re, sys
workflow = open(".github/workflows/campaigns.yml").read()
assert re.findall(r"run: camp (\w+)", workflow) == ["check", "test"], workflow
PY
done
# ---- by another name
for goal in $goals; do
  mkdir "$work/named_$goal" && cd "$work/named_$goal"
  text 0 '^mine: ' new "$goal" --name mine
  text 0 '^no errors in 3 files$' check --strict
  text 0 'scenarios passed' test
  ! sed -E 's/"[^"]*"//g; s/#.*//; s/^import .*//' mine*.camp | grep -E "\b$goal(_|\b)" || fail "$goal has kept its name"
done
# Only a hundred clicks would let the other subject win.
cd "$work/product_launch"
text 0 '^7 of 8 steps, branches and arms reached' test --coverage
cd "$work/named_product_launch"
text 0 '^7 of 8 steps, branches and arms reached' test --coverage
for goal in $(echo "$goals" | grep -v product_launch); do
  cd "$work/$goal"
  text 0 '^([0-9]+) of \1 steps, branches and arms reached' test --coverage
done

# ---- beside what a project has: its contact, events, conversation and policy stay
mkdir "$work/shop" && cd "$work/shop"
cat > shop.camp <<'CAMP'
contact {
  email: email?  phone: phone?  first_name: string?  born: date?  score: int?  complaint: string?
  language: locale = "en"  timezone: timezone = "Europe/Helsinki"  spent: money = 0 EUR
}
event purchase { order: string, cart: string?, total: money, shop: string? }
conversation letters { from "Shop <hello@shop.example>" }
list regulars
segment big_spenders = contact.spent > 500 EUR
CAMP
cp shop.camp shop.kept
for goal in $goals; do
  text 0 "^$goal: " new "$goal"
done
cmp shop.camp shop.kept || fail "the project's own file was changed"
[ "$(grep -l 'conversation news' ./*.camp | wc -l)" -eq 0 ] || fail "the project's conversation was not taken"
text 0 '^1 warning in 17 files' check  # nothing uses big_spenders yet
text 0 'scenarios passed' test
[ "$(ls ./*.camp | wc -l)" -eq $((1 + 2 * $(echo "$goals" | wc -l))) ] || fail "not the files that were named"

# ---- for whom, with sizes where there is a store
printf 'id,email,spent\nann,ann@example.com,900 EUR\nbo,bo@example.com,1 EUR\n' > people.csv
text 0 '2 created' contacts import people.csv --subscribe letters
text 0 'audience could be .*big_spenders \(1\)' new product_launch --name third
text 0 '^fourth: ' new product_launch --name fourth --audience big_spenders
grep -qx 'segment fourth_audience = contact in big_spenders' fourth.camp || fail "the audience is another"
answers 'a["audience"] == 1' run fourth --dry-run
text 0 'scenarios passed' test fourth
text 0 '' fmt --check fourth.camp fourth_scenarios.camp
cat > audiences.camp <<'CAMP'
segment regular = count(purchase last 90d) > 0
segment friends = contact in regulars and contact.spent >= 10 EUR
segment southern = contact.timezone matches "^(Asia|Australia)/" or contact.country matches "^[IE]T$"
segment nobody = contact.email == "boss@acme.example"
CAMP
sed -i 's/spent: money/country: string?  spent: money/' shop.camp
for audience in regular regulars friends southern; do
  text 0 "^of_$audience: " new product_launch --name of_$audience --audience $audience
  text 0 'scenarios passed' test of_$audience
done
text 0 'the contacts of its scenarios are not in nobody' new product_launch --name of_nobody --audience nobody
rm -f audiences.camp of_*.camp && cp shop.kept shop.camp
answers 'a["goal"] == "win_back" and a["name"] == "w2" and a["files"] == ["w2.camp", "w2_scenarios.camp"] and "camp check" in a["next"]' new win_back --name w2

# ---- asked on a terminal
cd "$work" && mkdir asked && cd asked
printf 'win_back\nsilent_ones\n' | script -qec "'$camp' new" typescript > /dev/null
grep -q '^journey silent_ones {' silent_ones.camp || fail "what was answered was not taken: $(cat typescript)"
text 0 'scenarios passed' test

mkdir "$work/ended" && cd "$work/ended"
for answered in '' 'win_back\n'; do
  printf "$answered"'\004' | script -qec "'$camp' new" typescript > /dev/null || true
  grep -q 'the input ended before everything was answered' typescript || fail "Ctrl-D is no answer: $(cat typescript)"
  ! ls ./*.camp 2> /dev/null || fail "Ctrl-D has written something"
done
# ---- who else may read here reads what is written
mkdir "$work/modes" && cd "$work/modes"
(umask 022 && text 0 '^birthday: ' new birthday)
[ "$(stat -c %a birthday.camp .github .github/workflows/campaigns.yml | tr '\n' ' ')" = "644 755 644 " ] || fail "modes: $(stat -c '%a %n' ./* .github)"

# ---- refused, and nothing is written
cd "$work/shop"
content() { ls -a; cat ./*.camp; }
before=$(content)
text 2 'name a goal' new < /dev/null
text 2 'one goal at a time' new win_back birthday
text 3 "did you mean 'win_back'" new win_bak
text 4 'is there already' new win_back
text 2 'is no name' new win_back --name 'Win Back'
text 2 'is no name' new win_back --name '../x'
text 3 "did you mean 'letters'" new win_back --name w3 --conversation leters
text 3 "did you mean 'big_spenders'" new product_launch --name w3 --audience big_spender
text 2 'said by its start' new win_back --name w3 --audience big_spenders
echo 'conversation second { from "Second <second@shop.example>" }' > second.camp
text 2 '--conversation second\|letters' new win_back --name w3
text 0 '^w3: ' new win_back --name w3 --conversation second
rm second.camp w3.camp w3_scenarios.camp
ln -s /nowhere w4.camp
text 4 'is there already' new win_back --name w4
rm w4.camp
[ "$(content)" = "$before" ] || fail "something was written"
mkdir "$work/less" && cd "$work/less"
echo 'contact { email: email? }' > less.camp
text 4 'does not declare: .*born: date\?' new birthday
printf 'contact { email: email?  first_name: string?  timezone: timezone = "UTC" }\nevent purchase { amount: money }\n' > less.camp
text 1 "nothing is written" new win_back
[ "$(ls)" = less.camp ] || fail "something was written: $(ls)"
echo 'contact {' > less.camp
text 1 'error' new win_back
[ "$(ls)" = less.camp ] || fail "something was written: $(ls)"
text 3 'there is no folder' new win_back --project /nowhere
