#!/usr/bin/env bash
# `camp help VERB` to the letter for each verb (tests/golden/help), and the manual page. CAMP_UPDATE_GOLDEN=1 writes the golden
# texts anew; the difference is for review.
set -euo pipefail
camp=$(realpath "$1")
golden=$(cd "$(dirname "$0")/../golden/help" && pwd)
source "$(dirname "$0")/../support/verb_checks.bash"
cd "$work"
verbs=$("$camp" help --json | python3 -c 'import json, sys; print(*[v["verb"] for v in json.load(sys.stdin)["verbs"]])')
for verb in $verbs; do
  "$camp" help "$verb" > out.txt 2> err.txt || fail "camp help $verb"
  [ -z "${CAMP_UPDATE_GOLDEN:-}" ] || cp out.txt "$golden/$verb.txt"
  diff -u "$golden/$verb.txt" out.txt || fail "camp help $verb says something else"
  "$camp" "$verb" --help | cmp - out.txt || fail "camp $verb --help"
done
for file in "$golden"/*.txt; do
  case " $verbs " in *" $(basename "$file" .txt) "*) ;; *) fail "there is no verb for $file" ;; esac
done
# ---- the manual page has every verb, part and option, and roff finds nothing wrong with it
"$camp" help --man > camp.1
head -2 camp.1 | grep -q '^\.TH CAMP 1 ' || fail "no title line"
for verb in $verbs; do grep -q "^\.SS camp ${verb//-/\\\\-}" camp.1 || fail "no $verb in the manual page"; done
answers 'a["man"].count(".SS") == len(a["man"].split(".SS")) - 1' help --man
if command -v groff > /dev/null; then
  groff -man -Tutf8 -ww -z camp.1 2> err.txt && [ ! -s err.txt ] || fail "groff: $(cat err.txt)"
  groff -man -Tutf8 -P-cbou camp.1 > out.txt 2> /dev/null
  grep -q -- '--until' out.txt && grep -q '130' out.txt || fail "the page as it is read"
fi
if command -v lexgrog > /dev/null; then
  lexgrog camp.1 | grep -q 'campaigns as code' || fail "apropos would not find it"
fi
