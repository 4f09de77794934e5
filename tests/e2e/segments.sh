#!/usr/bin/env bash
# Who is in which segment and on which list, and why somebody is or is not.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { email: email?  spent: money?  timezone: timezone = "UTC" }
event purchase { order: string, total: money }
list staff
segment big = (contact.spent ?? 0 EUR) > 100 EUR   # of all time
segment lapsed = count(purchase) > 0
  and count(purchase last 90d) == 0
segment member = count(purchase) >= 0 and contact in staff
segment wanted = big and
  not (lapsed or staff)
conversation news { from "News <news@acme.example>" }
message hello { email { subject "Hello" text "Hello." } }
journey back { category marketing  conversation news  start when lapsed  goal bought on purchase  flow { send hello } }
CAMP
text 3 'no store here yet' segments big --contact ann
printf 'id,email,spent\nann,ann@example.com,200 EUR\nbo,bo@example.com,20 USD\ncleo,cleo@example.com,\n' > contacts.csv
text 0 '3 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-01T12:00:00Z
printf 'id\ncleo\n' > staff.csv
text 0 '1 changed' contacts import staff.csv --list staff
text 0 '' emit purchase --contact ann --id p1 '{"order": "o1", "total": "200 EUR"}'

text 1 'big cannot be evaluated for 1 contact' segments
text 1 '^lapsed: 0 of 3 contacts' segments lapsed
text 0 'ann is not in lapsed' segments lapsed --contact ann
text 0 'count.purchase. > 0 and count.purchase last 90d. == 0 .flows.camp:5:18' segments lapsed --contact ann
text 0 '^count.purchase last 90d. +1$' segments lapsed --contact ann
text 0 '^count.purchase last 90d. == 0 +false$' segments lapsed --contact ann
text 0 '1 transition' tick --until 2026-06-15T12:00:00Z
text 0 'ann is in lapsed' segments lapsed --contact ann
text 0 'cleo is in member' segments member --contact cleo
text 0 '^contact in staff +true$' segments member --contact cleo
text 0 'ann is not in wanted' segments wanted --contact ann
text 0 '^big +true$' segments wanted --contact ann
text 0 '^.lapsed or staff. +true$' segments wanted --contact ann
answers 'a["member"] and a["parts"][0] == {"text": "contact.spent", "place": "flows.camp:4:16", "value": "200.00 EUR"}' segments big --contact ann
answers 'a["list"] and a["member"] and a["since"] == "2026-03-01T12:00:00Z"' segments staff --contact cleo
text 0 'ann is not on the list staff' segments staff --contact ann

# What cannot be evaluated is never taken for "no".
text 1 'whether bo is in big cannot be evaluated: .*USD.*EUR' segments big --contact bo

text 2 'a number from 0 on' segments --members -1
text 2 'name the segment or list, too' segments --contact ann
text 3 "did you mean 'lapsed'" segments lapse --contact ann
text 3 "no contact 'nobody'" segments lapsed --contact nobody
# Another working copy than what runs: the answer is the program's, the values are the working copy's, and that is said.
text 0 'is deployed' deploy
sed -i 's/100 EUR/500 EUR/' flows.camp
text 0 'ann is in big' segments big --contact ann
text 0 'another program runs' segments big --contact ann
echo 'segment broken = ' >> flows.camp
text 0 'ann is in big' segments big --contact ann
text 0 erased contacts erase ann --yes
text 2 'was erased' segments big --contact ann
