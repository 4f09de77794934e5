#!/usr/bin/env bash
# Double opt-in and a preference centre: whose link was used, what is pending, and what the campaigns make of it.
example=preference_centre
source "$(dirname "$0")/../support/example.bash"
"$camp" why bert offer > why.txt || true
grep -q 'no_consent' why.txt || { cat why.txt; echo "not told that bert has no consent"; exit 1; }
