# Sourced by a script that has set `example`, with the path of camp as $1: runs the example in a
# directory of its own, holds its journal against what is expected, and goes on in that directory.
# The script then has `camp`, `root` and `work`; what the example said is in out.txt.
set -euo pipefail
camp=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$(dirname "$camp"):$PATH"
"$root/examples/$example/run" "$work" > "$work/out.txt" 2>&1 || { cat "$work/out.txt"; exit 1; }
cd "$work"
diff "$root/examples/$example/expected.txt" journal.txt
