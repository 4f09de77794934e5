#!/usr/bin/env bash
# The newsletter: what each reader got, part by part, and the mails that left: a derived text beside the HTML, no more.
example=newsletter
source "$(dirname "$0")/../support/example.bash"
mails=$(cat $(find spool -name '*.mbox'))
count() { grep -ac "$1" <<< "$mails"; }
[ "$(count '^Content-Type: multipart/alternative')" -eq 7 ] || { echo "not every mail has its two texts"; exit 1; }
[ "$(count '^Content-Type: text/plain')" -eq 7 ] || { echo "a derived text is missing"; exit 1; }
grep -aq 'Uudet keng=C3=A4t (https://acme.example/boots' <<< "$mails" || { echo "the derived text has no link"; exit 1; }
[ "$(count 'display:none')" -eq 7 ] || { echo "a preheader is missing"; exit 1; }
