#!/usr/bin/env bash
# `camp graph`: flows with every construct as text, DOT and Mermaid, to the letter (tests/golden/graph); each example's SVG is
# well-formed and says what its steps are; hostile texts stay texts; with --live the numbers are those of `camp report --steps`.
#   graph.sh CAMP --update  writes the golden files and README.md's picture anew
set -euo pipefail
camp=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
golden=$root/tests/golden/graph
source "$root/tests/support/verb_checks.bash"
cd "$golden"

picture() { # FLOW FILE OPTION...: its golden file
  local flow=$1 file=$2
  shift 2
  "$camp" graph "$flow" "$@" > "$work/$file" 2> "$work/err.txt" || fail "camp graph $flow $*"
  if [ "${update:-}" ]; then cp "$work/$file" "$golden/$file"; else diff -u "$golden/$file" "$work/$file"; fi
}
[ "${2:-}" != --update ] || update=yes
for flow in spring dunning asked hostile; do
  picture $flow $flow.txt
  picture $flow $flow.dot --format dot
  picture $flow $flow.mmd --format mermaid
done

# The picture that README.md shows.
example=$root/examples/cart_recovery
"$camp" graph cart_recovery --project "$example" -o "$work/cart_recovery.svg" > "$work/out.txt"
if [ "${update:-}" ]; then
  cp "$work/cart_recovery.svg" "$example/cart_recovery.svg"
  exit
fi
cmp "$example/cart_recovery.svg" "$work/cart_recovery.svg" || fail "the picture in README.md is not up to date: tests/e2e/graph.sh CAMP --update"

# Every flow of every example and of the golden files, in every format.
for project in "$root"/examples/*/ "$golden"; do
  ls "$project"/*.camp > /dev/null 2>&1 || continue
  flows=$("$camp" campaigns --project "$project" --json 2> /dev/null |
    python3 -c 'import json, sys; print("\n".join(c["name"] for c in json.load(sys.stdin)["campaigns"] if "." not in c["name"]))')
  for flow in $flows; do
    for format in svg dot mermaid; do "$camp" graph "$flow" --project "$project" --format $format > "$work/picture.$format"; done
    "$camp" graph "$flow" --project "$project" --json > "$work/graph.json"
    python3 "$root/tests/support/check_graph.py" "$work/graph.json" "$work/picture.svg" "$work/picture.dot" "$work/picture.mermaid" ||
      { echo "$flow of $project"; exit 1; }
  done
done

# What is asked wrongly.
text 3 "did you mean 'dunning'" graph duning
text 3 "there is: " graph 'x"><script>'
text 2 'name one campaign or journey' graph
text 2 "there is no format 'png'" graph dunning --format png
text 2 'its name does not say' graph dunning -o "$work/picture.png"
text 0 '^wrote ' graph dunning -o "$work/picture.gv"
grep -q '^digraph "dunning"' "$work/picture.gv"
text 0 '"file"' graph dunning -o "$work/picture.mmd" --json
grep -q '^flowchart TD' "$work/picture.mmd"
text 3 'store' graph dunning --live

# Live, in a store: what camp report --steps counts, each number at its step.
mkdir "$work/p"
cd "$work/p"
cp "$golden/flows.camp" .
printf 'id,email,phone,vip\n' > contacts.csv
for i in $(seq 12); do printf 'c%s,%s,,%s\n' "$i" "$([ "$i" = 5 ] || echo "c$i@example.com")" "$([ $((i % 3)) -eq 0 ] && echo true || echo false)"; done >> contacts.csv
text 0 '12 created' contacts import contacts.csv --subscribe news --virtual-time --at 2026-03-02T06:00:00Z
for i in $(seq 9); do
  echo "{\"id\":\"h$i\",\"contact\":\"c$i\",\"event\":\"paid\",\"time\":\"2025-11-0${i}T08:00:00Z\",\"data\":{\"number\":\"h$i\",\"total\":\"9 EUR\"}}"
done > history.ndjson
text 0 '9 applied' events import history.ndjson --history
for i in $(seq 12); do
  echo "{\"id\":\"o$i\",\"contact\":\"c$i\",\"event\":\"ordered\",\"time\":\"2026-03-02T0$((6 + i / 7)):00:00Z\",\"data\":{\"number\":\"n$i\"}}"
done > orders.ndjson
text 0 '12 applied' events import orders.ndjson
text 0 '' run spring --key a
text 0 '12 entered' graph dunning --live
text 0 '^○ wait until monday 10:00, as payday +11 +11' graph dunning --live
text 0 '' tick --until 2026-03-10T12:00:00Z
for flow in dunning spring; do
  "$camp" graph $flow --live --json > graph.json
  "$camp" report $flow --steps --json > steps.json
  python3 "$root/tests/support/check_graph.py" --live graph.json steps.json
  "$camp" graph $flow --live -o live.svg > /dev/null
  python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse("live.svg")'
done
# A script, or what camp did not draw, is never replaced; its own picture is, in each format.
text 4 "a script's name" graph dunning --format text -o flows.camp
grep -q '^journey dunning' flows.camp || fail "a script was overwritten"
for file in x.svg x.dot x.mmd x.txt; do
  text 0 "wrote $file" graph dunning -o $file
  text 0 "wrote $file" graph spring -o $file
  echo 'of my own' > $file
  text 4 'camp did not write it' graph dunning -o $file
  [ "$(cat $file)" = 'of my own' ] || fail "$file was overwritten"
done
(umask 022 && text 0 'wrote y.svg' graph dunning -o y.svg)
[ "$(stat -c %a y.svg)" = 644 ] || fail "a picture that others cannot read"
# Another working copy: what still has the same label keeps its numbers, the others are told of.
sed -i 's/wait until monday 10:00 as payday/wait until monday 10:00 as salary/' flows.camp
text 0 'this is the working copy, which is not what runs' graph dunning --live
