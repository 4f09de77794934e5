#!/usr/bin/env bash
# The birthdays: who was greeted when over two years, who was not and why, and the run of 29 February.
example=birthday
source "$(dirname "$0")/../support/example.bash"
grep -q 'redeemed revenue' report.txt && grep -q '55.20 EUR' report.txt || { echo "the leap day's run earned nothing"; exit 1; }
"$camp" why sara greeting > why.txt
grep -q 'exited: "had it this year" at 2027-09-01T06:00:00Z' why.txt || { echo "not told why sara has one a year"; exit 1; }
"$camp" comms sara --all | grep -q 'born = 1992-09-01' || { echo "sara's birthday did not move"; exit 1; }
