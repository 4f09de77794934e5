#!/usr/bin/env bash
# A clock that is wrong by a year, and right again: refused with the way out, and no wait is lost.
set -euo pipefail
camp=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }

# CLOCK_AHEAD: by so many seconds the machine's clock is ahead; its uptime is right.
cat > "$work/ahead.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec* at) {
  static int (*real)(clockid_t, struct timespec*);
  if (!real) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  const char* ahead = getenv("CLOCK_AHEAD");
  int failed = real(id, at);
  if (!failed && id == CLOCK_REALTIME && ahead) at->tv_sec += atol(ahead);
  return failed;
}
C
cc -shared -fPIC -o "$work/ahead.so" "$work/ahead.c" -ldl
ahead() { CLOCK_AHEAD=$1 LD_PRELOAD="$work/ahead.so" "${@:2}"; }
# refused CODE TEXT COMMAND...
refused() {
  local code=0 want=$1 text=$2
  "${@:3}" > "$work/out.txt" 2> "$work/err.txt" || code=$?
  [ "$code" -eq "$want" ] || { cat "$work/out.txt" "$work/err.txt"; fail "exit $code instead of $want: ${*:3}"; }
  grep -q -- "$text" "$work/err.txt" || { cat "$work/err.txt"; fail "'$text' is not said by: ${*:3}"; }
}
sent() { "$camp" status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["messages"]["sent"])'; }

mkdir "$work/p"; cd "$work/p"
cat > p.camp <<'CAMP'
contact { email: email? }
event visit { }
conversation news { from "Acme <a@acme.example>" }
message hello { email { subject "Hi" text "Hello." } }
journey j { category marketing  conversation news  start on visit  again  goal back on visit within 7d
  flow { wait 3s  send hello } }
CAMP
printf 'id,email\na,a@example.com\nb,b@example.com\nc,c@example.com\n' > people.csv
"$camp" contacts import people.csv --subscribe news -q > /dev/null
"$camp" emit visit --contact a -q > /dev/null

year=31536000
refused 4 'set ahead by 365 days' ahead $year "$camp" tick
grep -q -- '--accept-clock' "$work/err.txt" || fail "the way out is not said"
refused 4 'last worked on at .*: 24 h 0 min later' ahead -86400 "$camp" emit visit --contact b
ahead 1800 "$camp" tick > /dev/null || fail "half an hour is no jump"
[ "$(sent)" = 1 ] || fail "a's wait was over"

# Somebody takes the wrong clock as right. Later it is, and waits are as long as they are.
ahead $year "$camp" tick --accept-clock > /dev/null
ahead $year "$camp" emit visit --contact b -q > /dev/null
refused 4 'later' "$camp" tick
"$camp" emit visit --contact c --accept-clock -q > /dev/null
sleep 4
"$camp" tick > /dev/null
[ "$(sent)" = 2 ] || fail "c waited longer than three seconds: $(sent) sent"
code=0; "$camp" ledger verify > verify.txt || code=$?
[ "$code" = 1 ] && grep -q 'yet to come.*(b)' verify.txt || { cat verify.txt; fail "verify does not find b's wait"; }
[ "$(grep -c ^finding: verify.txt)" = 1 ] || { cat verify.txt; fail "verify finds more than b's wait"; }
"$camp" status --log | grep -q 'the clock was taken as right' || fail "the log does not say who was asked"

# A clock of its own is nobody's to accept.
cp -r "$work/p" "$work/virtual"; cd "$work/virtual"; rm -rf .camp spool
refused 4 'virtual time' "$camp" contacts import people.csv --virtual-time --accept-clock
echo "a clock a year ahead is told, and does no lasting harm"
