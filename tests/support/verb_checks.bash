# Sourced by end-to-end scripts: a folder to work in, and what a command must end with and say.
# The script sets `camp`, the binary.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; cat "$work/out.txt" "$work/err.txt"; exit 1; }
# text CODE PATTERN ARGUMENT...: ends with CODE and says PATTERN (extended regular expression) on stdout or stderr
text() {
  local want=$1 pattern=$2 code=0
  shift 2
  "$camp" "$@" > "$work/out.txt" 2> "$work/err.txt" < /dev/null || code=$?
  [ "$code" -eq "$want" ] || fail "exit $code instead of $want: camp $*"
  grep -Eq -- "$pattern" "$work/out.txt" "$work/err.txt" || fail "'$pattern' is not said by: camp $*"
}
# answers CONDITION ARGUMENT...: ends with 0, and CONDITION, Python about `a`, holds of its JSON
answers() {
  local condition=$1
  shift
  "$camp" "$@" --json > "$work/out.txt" 2> "$work/err.txt" || fail "camp $* --json"
  python3 -c 'import json, sys
a = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), (sys.argv[2], a)' "$work/out.txt" "$condition" || fail "$condition: camp $* --json"
}
