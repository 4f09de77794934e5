#!/usr/bin/env bash
# `import std.NAME` as a user has it: a project that asks for a score; checked, tested, run, told why; then what goes wrong.
set -euo pipefail
camp=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/shop" && cd "$work/shop"
cat > shop.camp <<'CAMP'
contact { phone: phone?  email: email?  language: locale = "en"  timezone: timezone = "Europe/Helsinki"  score: int? }
event delivered { order: string }
conversation care { }
CAMP
cat > after_sale.camp <<'CAMP'
import std.nps
## How was it?
journey after_sale {
  category marketing  conversation care  start on delivered  again  goal more on delivered
  flow {
    wait 1d
    do nps("Acme") via sms as f else { exit "unreachable" }
    if f.score is present { set contact.score = f.score  exit "{{ f.score }}" }
  }
}
scenario "a promoter" {
  contact anna { phone: "+358401234567", subscribed: [care on sms] }
  contact bo { phone: "+358401234568", subscribed: [care on sms] }
  contact cleo { phone: "+358401234569" }
  anna does delivered { order: "o1" }
  bo does delivered { order: "o2" }
  cleo does delivered { order: "o3" }
  after 1d
  anna replies "10" to nps.score
  expect anna.score == 10
  expect anna reached nps.promoter
  expect cleo left after_sale with "unreachable"
  after 3d
  expect bo left after_sale
}
CAMP

# ---- as it should be
text 0 '^no errors in 2 files$' check
answers 'a["files"] == 2 and a["diagnostics"] == []' check
text 0 '^1 scenario passed$' test
answers '[one["name"] for one in a["campaigns"]] == ["after_sale"]' campaigns
# Of the library nothing has to be reached by the project's scenarios, and nothing is missing from the project's.
"$camp" test --coverage --lcov lcov.info > coverage.txt
! grep 'not reached' coverage.txt || fail "the project's own steps are all reached"
grep -qE '^in library modules: [0-9]+ of [0-9]+ steps, branches and arms reached$' coverage.txt || fail "the library is counted by itself"
! grep -q 'std\.' lcov.info || fail "lcov.info names what is no file"
answers 'all(not r.get("file", "").startswith("std.") for r in a["coverage"]) and all(r["file"] == "std.nps" for r in a["coverage_of_modules"])' test --coverage

# ---- the import is forgotten: it is named, and its fix mends it
sed -i '/^import/d' after_sale.camp
text 1 '`import std.nps` brings it in' check
text 1 '"replacement":"import std.nps.n"' check --json
sed -i '1i import std.nps' after_sale.camp

# ---- the same program in whichever file the import stands, and however often
hash_of() { "$camp" disasm > disasm.txt && head -1 disasm.txt; }
once=$(hash_of)
sed -i '1d' after_sale.camp && sed -i '1i import std.nps' shop.camp
[ "$(hash_of)" = "$once" ] || fail "the program depends on the file that imports"
sed -i '1i import std.nps' after_sale.camp
[ "$(hash_of)" = "$once" ] || fail "the program depends on how often it is imported"

# ---- run, and told where
printf 'id,phone\nanna,+358401234567\n' > people.csv
text 0 '1 created' contacts import people.csv --virtual-time --at 2026-03-02T09:00:00Z --subscribe care:sms
text 0 . emit delivered --contact anna '{"order": "o1"}' --at 2026-03-02T10:00:00Z
text 0 . tick --until 2026-03-03T10:00:00Z
text 0 'std\.nps:[0-9]+:' why anna nps.score
grep -q 'recommend Acme to a friend' -r spool || fail "the spool has no question"

# ---- what goes wrong
mkdir "$work/wrong" && cd "$work/wrong"
grep -v import "$work/shop/shop.camp" > data.camp
echo 'import std.' > a.camp
text 1 'expected the name of a library module after `\.`, such as import std.nps' check
echo 'import shop.nps' > a.camp
text 1 'expected `std\.` and the name of a library module' check
echo 'import std.npz' > a.camp
text 1 "CAMP0565.*the library has no module 'npz'" check
text 1 'there are std\.back_in_stock, std\.birthday, std\.double_opt_in, std\.nps, std\.preference_centre, std\.sunset, std\.welcome' check
text 1 "did you mean 'nps'" check
printf 'import std.nps\nmessage nps { sms "x" }\n' > a.camp
text 1 "CAMP0201.*'nps' is declared twice" check
text 1 'this name comes by `import std\.nps`: take another one for yours' check
text 1 '::: std\.nps:[0-9]+|--> std\.nps:[0-9]+' check
echo 'import std.birthday' > a.camp
text 1 'CAMP0566.*std\.birthday needs a field that the contact does not have: `born: date\?`' check
text 1 'add `born: date\?` to `contact' check
printf 'contact { born: string? }\nimport std.birthday\n' > data.camp; rm a.camp
text 1 "std\.birthday needs the contact's 'born' to be \`date\?\`, and here it is \`string\?\`" check

# ---- the library's own tests reach all of it
for project in "$root"/tests/modules/*/; do
  answers 'all(row["reached"] for row in a["coverage_of_modules"])' test --coverage --project "$project"
done
