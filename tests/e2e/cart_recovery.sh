#!/usr/bin/env bash
# The cart journey's week: what happened to every contact, line by line, and the mails that left.
set -euo pipefail
camp=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$(dirname "$camp"):$PATH"
"$root/examples/cart_recovery/run" "$work" > "$work/out.txt" 2>&1 || { cat "$work/out.txt"; exit 1; }
cd "$work"
diff "$root/examples/cart_recovery/expected.txt" journal.txt
mails=$(cat $(find spool -name '*.mbox') | grep -ac '^Message-ID:')
texts=$(cat $(find spool -name '*.ndjson') | wc -l)
[ "$mails" -eq 6 ] && [ "$texts" -eq 1 ] || { echo "$mails mails and $texts texts instead of 6 and 1"; exit 1; }
grep -q 'goods worth €31.90' $(find spool -name '*.ndjson')
camp why gina reminder_2 | grep -q no_consent
camp why bert reminder > why.txt
camp why egon reminder >> why.txt
