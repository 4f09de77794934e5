#!/usr/bin/env bash
# kill -9 at random instants of import, run, events and tick; afterwards every contact is accounted for exactly once in
# ledger and spool, and the report is the same as without kills.
#   kill.sh CAMP [KILLS [SEED]]
set -euo pipefail
camp=$1
kills_wanted=${2:-200}
seed=${3:-$(date +%s)}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/camp-crash.XXXXXX")
trap 'rm -rf "$work"' EXIT
RANDOM=$((seed % 32768))
contacts=${CAMP_CRASH_CONTACTS:-3000}
echo "seed $seed, $kills_wanted kills, $contacts contacts"

awk -v n="$contacts" 'BEGIN { print "id,email,first_name,points"
  for (i = 1; i <= n; ++i) printf "k%d,k%d@example.com,Name%d,%d\n", i, i, i % 50, (i * 7919) % 1000 }' > "$work/contacts.csv"
awk -v n="$contacts" 'BEGIN {
  for (i = 1; i <= n; ++i) {
    printf "{\"id\":\"c%d\",\"contact\":\"k%d\",\"event\":\"cart\",\"time\":\"2026-03-02T%02d:%02d:00Z\",\"data\":{\"id\":%d}}\n",
           i, i, 9 + int(i * 8 / n), int(i * 480 / n) % 60, i }
  for (i = 1; i <= n; i += 3)
    printf "{\"id\":\"p%d\",\"contact\":\"k%d\",\"event\":\"purchase\",\"time\":\"2026-03-02T%02d:%02d:30Z\",\"data\":{\"total\":\"9.90 EUR\"}}\n",
           i, i, 18 + int(i * 4 / n), int(i * 240 / n) % 60 }' > "$work/events.ndjson"

# arguments NUMBER: what the step of that number runs
arguments() {
  case $1 in
    0) echo contacts import ../contacts.csv --virtual-time --at 2026-03-02T08:00:00Z --subscribe news -q ;;
    1) echo run mailing -q ;;
    2) echo events import ../events.ndjson -q ;;
    3) echo tick --until 2026-03-10T00:00:00Z -q ;;
  esac
}
step() {  # step FOLDER NUMBER [PREFIX...]: runs it, under a killer when there is one
  local folder=$1 number=$2  # --foreground: timeout waits for the one it killed, and so for its lock
  shift 2
  (cd "$folder" && exec "$@" "$camp" $(arguments "$number") >/dev/null)
}
new_project() { rm -rf "$1"; mkdir -p "$1"; cp "$here"/project/*.camp "$1"/; }

judge() {  # judge FOLDER: ledger and spool agree, nothing twice, nothing lost
  (
    cd "$1"
    "$camp" ledger verify || { echo "the ledger does not balance"; exit 1; }
    cat $(find spool -name '*.mbox') | grep -a '^Message-ID:' | sort > ids.txt
    if [ -n "$(uniq -d ids.txt)" ]; then echo "sent twice:"; uniq -d ids.txt | head; exit 1; fi
    local in_ledger
    in_ledger=$("$camp" status --json | grep -o '"sent":[0-9]*' | head -1 | cut -d: -f2)
    if [ "$(wc -l < ids.txt)" -ne "$in_ledger" ]; then
      echo "the spool has $(wc -l < ids.txt) messages, the ledger $in_ledger"; exit 1
    fi
    "$camp" report --json > report.json
  )
}

# How long each step takes undisturbed, and what comes out.
new_project "$work/calm"
for number in 0 1 2 3; do
  begin=$(date +%s%N)
  step "$work/calm" $number
  took_us[$number]=$((($(date +%s%N) - begin) / 1000))
done
judge "$work/calm"
echo "undisturbed: import ${took_us[0]} us, run ${took_us[1]} us, events ${took_us[2]} us, tick ${took_us[3]} us; $(wc -l < "$work/calm/ids.txt") messages"

kills=0
round=0
while [ "$kills" -lt "$kills_wanted" ]; do
  round=$((round + 1))
  folder=$work/round$round
  new_project "$folder"
  for number in 0 1 2 3; do
    for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
      delay_us=$(((RANDOM * 32768 + RANDOM) % (took_us[number] * 11 / 10) + 1000))
      delay=$(printf '%d.%06d' $((delay_us / 1000000)) $((delay_us % 1000000)))
      code=0
      step "$folder" "$number" timeout --foreground -s KILL "$delay" 2>/dev/null || code=$?
      [ "$code" -eq 0 ] && break
      [ "$code" -eq 124 ] && continue  # it ended by itself in the instant of the kill: once more does no harm
      if [ "$code" -ne 137 ]; then echo "step $number ended with $code after $kills kills"; step "$folder" $number; exit 1; fi
      kills=$((kills + 1))
    done
    [ "$code" -eq 0 ] || step "$folder" $number
  done
  judge "$folder"
  cmp -s "$work/calm/report.json" "$folder/report.json" || {
    echo "round $round: the report differs from the one without kills"
    diff <(tr ',' '\n' < "$work/calm/report.json") <(tr ',' '\n' < "$folder/report.json") | head -20
    exit 1
  }
  cmp -s "$work/calm/ids.txt" "$folder/ids.txt" || { echo "round $round: other messages than without kills"; exit 1; }
  rm -rf "$folder"
done
echo "$kills kills in $round rounds: every contact accounted for once, the report unchanged"
