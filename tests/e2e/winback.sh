#!/usr/bin/env bash
# The win-back: who fell silent when, what each got, who was held out, and what the report says of it.
example=winback
source "$(dirname "$0")/../support/example.bash"
"$camp" segments --json | grep -q '"name":"lapsed"' || { echo "no count of the segment"; exit 1; }
