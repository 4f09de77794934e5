#!/usr/bin/env bash
# The cart journey's week: what happened to every contact, line by line, and the mails that left.
example=cart_recovery
source "$(dirname "$0")/../support/example.bash"
mails=$(cat $(find spool -name '*.mbox') | grep -ac '^Message-ID:')
texts=$(cat $(find spool -name '*.ndjson') | wc -l)
[ "$mails" -eq 6 ] && [ "$texts" -eq 1 ] || { echo "$mails mails and $texts texts instead of 6 and 1"; exit 1; }
grep -q 'goods worth €31.90' $(find spool -name '*.ndjson')
camp why gina reminder_2 | grep -q no_consent
camp why bert reminder > why.txt
camp why egon reminder >> why.txt
