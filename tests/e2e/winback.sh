#!/usr/bin/env bash
# The win-back: who fell silent when, what each got, who was held out, and what the report says of it.
set -euo pipefail
camp=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$(dirname "$camp"):$PATH"
"$root/examples/winback/run" "$work" > "$work/out.txt" 2>&1 || { cat "$work/out.txt"; exit 1; }
cd "$work"
diff "$root/examples/winback/expected.txt" journal.txt
"$camp" segments --json | grep -q '"name":"lapsed"' || { echo "no count of the segment"; exit 1; }
