#!/usr/bin/env bash
# Opens the sample store of an earlier camp and goes on with it.
#   run.sh CAMP          the test
#   run.sh CAMP --make   makes the sample anew (README.md says when that is allowed)
set -euo pipefail
camp=$(readlink -f "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/letters.camp" "$work/"
cd "$work"

event() { # ID CONTACT EVENT TIME DATA
  printf '{"id":"%s","contact":"%s","event":"%s","time":"%s","data":%s}\n' "$@"
}
make_sample() {
  python3 - <<'P' > contacts.csv
print("id,email,phone,name,score")
for i in range(60):
    print(f"c{i},c{i}@example.com,{'+35840123%04d' % i if i % 3 == 0 else ''},{'N%d' % i if i % 4 else ''},{i}")
P
  printf 'id,email,name\nlong,long@example.com,%s\n' "$(printf 'x%.0s' $(seq 12000))" > long.csv
  "$camp" contacts import contacts.csv --virtual-time --at 2026-03-02 --subscribe news -q
  "$camp" contacts import long.csv --subscribe news -q
  printf 'id\nc7\nc8\n' > staff.csv
  "$camp" contacts import staff.csv --list staff -q
  {
    for i in $(seq 0 19); do event "v$i" "c$i" visit 2026-03-02T08:00:00Z '{"page":"shoes"}'; done
    event again c1 visit 2026-03-02T09:00:00Z '{"page":"shoes"}'
    event other c1 visit 2026-03-02T09:10:00Z '{"page":"hats"}'
    event long1 long visit 2026-03-02T09:20:00Z '{"page":"hats"}'
    event no c2 unsubscribed 2026-03-02T10:00:00Z '{"conversation":"news"}'
    event open c4 message.opened 2026-03-02T11:00:00Z '{"message":"hello"}'
    for i in 3 5; do event "p$i" "c$i" purchase 2026-03-02T12:00:00Z '{"order":"o1","total":"12.50 EUR"}'; done
  } > events.ndjson
  "$camp" events import events.ndjson -q
  "$camp" run spring --key 2026 --at 2026-03-03 -q
  "$camp" contacts erase c9 --yes -q
  "$camp" tick --until 2026-03-06 -q
  tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cJf "$here/store-1.tar.xz" .camp spool
}
tell() {
  "$camp" ledger verify
  "$camp" status | grep -v -e '^project' -e '^store' -e '^program'
  for contact in c1 c2 c3 c4 c7 c9 long; do
    echo "== $contact"
    "$camp" comms "$contact" --all
  done
  "$camp" runs
  "$camp" report spring
}

[ "${2:-}" != --make ] || { make_sample; rm -rf .camp spool; }
for sample in "$here"/store-*.tar.xz; do
  rm -rf .camp spool
  tar -xJf "$sample"
  {
    echo "# as it was left"
    tell
    event later c4 purchase 2026-03-06T10:00:00Z '{"order":"o2","total":"7 EUR"}' > later.ndjson
    "$camp" events import later.ndjson -q
    "$camp" run spring --key 2026 -q
    "$camp" tick --until 2026-04-20 -q
    echo "# gone on with"
    tell
  } > told.txt 2>&1
  if [ -n "${CAMP_UPDATE_GOLDEN:-}" ]; then cp told.txt "$here/expected.txt"; fi
  diff -u "$here/expected.txt" told.txt || { echo "$(basename "$sample"): told otherwise than expected"; exit 1; }
done
