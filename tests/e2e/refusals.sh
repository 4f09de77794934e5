#!/usr/bin/env bash
# What the store must withstand: each is refused with the reason and the way out, and nothing is lost.
set -euo pipefail
camp=$1
work=$(mktemp -d)
trap 'cd /; umount "$work/small" 2>/dev/null || true; rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }
# refused CODE TEXT COMMAND...: ends with CODE, says TEXT on stderr, never crashes
refused() {
  local code=0 want=$1 text=$2
  shift 2
  "$@" > "$work/out.txt" 2> "$work/err.txt" || code=$?
  [ "$code" -eq "$want" ] || { cat "$work/out.txt" "$work/err.txt"; fail "exit $code instead of $want: $*"; }
  grep -qi -- "$text" "$work/err.txt" "$work/out.txt" || { cat "$work/err.txt"; fail "'$text' is not said by: $*"; }
}
project() {
  mkdir -p "$1"
  cat > "$1/p.camp" <<'CAMP'
contact { email: email?  name: string? }
event ping { }
conversation news { from "Acme <a@acme.example>" }
message hello { email { subject "Hi {{ contact.name | default: 'you' }}"  text "Hello." } }
segment all = contact.email is present
campaign c { category marketing  conversation news  goal pinged on ping within 7d  audience { include all }  flow { send hello } }
CAMP
  awk 'BEGIN { print "id,email,name"; for (i = 1; i <= 2000; ++i) printf "n%d,n%d@example.com,N%d\n", i, i, i }' > "$1/contacts.csv"
}
project "$work/p"
cd "$work/p"
refused 3 'no store' "$camp" status
"$camp" contacts import contacts.csv --virtual-time --at 2026-03-02 --subscribe news -q > /dev/null
refused 3 'no campaign' "$camp" run d
refused 2 'before the store' "$camp" run c --at 2026-03-01

# Locked by another process: refused, not waited for; reading goes on.
perl -e 'use Fcntl; open(F, "+<", ".camp/store/LOCK") or die; my $l = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0);
  fcntl(F, F_SETLK, $l) or die; open(R, ">", "locked"); close R; sleep 30' & locker=$!
while [ ! -e locked ]; do sleep 0.05; done
refused 4 'held by another' "$camp" tick
"$camp" status > /dev/null || fail "reading must work beside a writer"
kill $locker; wait $locker 2>/dev/null || true

# A live store is never given virtual time.
project "$work/live"; cd "$work/live"
"$camp" contacts import contacts.csv --subscribe news -q > /dev/null
refused 4 'live' "$camp" tick --until 2030-01-01
refused 4 'live' "$camp" tick --virtual-time
refused 4 'live' "$camp" run c --at 2030-01-01

# Too little address space: told with what is enough, by whichever thread meets it first.
refused 3 'ulimit -v 1048576' bash -c 'ulimit -v 200000; exec "$0" tick' "$camp"
"$camp" ledger verify > /dev/null || fail "a shortage of memory left something wrong"

# Too few file descriptors, whichever open meets it: exit 3 with the reason, no message is given up, and with enough the
# same command finishes the work. (127: too few for the loader to find camp's libraries.)
short=0
for n in $(seq 4 2 30); do
  code=0
  bash -c "ulimit -n $n; exec \"\$0\" run c -q" "$camp" > "$work/out.txt" 2> "$work/err.txt" || code=$?
  case $code in
    0 | 127) continue ;;
    3) grep -q 'error: ' "$work/err.txt" || fail "no reason is given with $n file descriptors" ;;
    *) cat "$work/err.txt"; fail "exit $code with $n file descriptors" ;;
  esac
  short=$((short + 1))
  "$camp" ledger verify > "$work/out.txt" || { cat "$work/out.txt"; fail "$n file descriptors left something wrong"; }
done
[ "$short" -gt 2 ] || fail "file descriptors were never too few"
"$camp" run c -q > /dev/null || fail "with enough file descriptors the same command goes on"
"$camp" ledger verify | grep -q '2,000 sent + 0 skipped + 0 withheld + 0 failed' || fail "too few file descriptors gave messages up"

# A pipe that nobody writes to does not hold who asks it to end.
mkfifo nobody
"$camp" contacts import nobody 2> "$work/err.txt" & importer=$!
sleep 1; kill -TERM $importer; code=0; wait $importer || code=$?
[ "$code" = 130 ] && grep -q 'interrupted before' "$work/err.txt" || fail "exit $code of an import from a pipe"

# What was sent is in the spool, whole.
cd "$work/p"
"$camp" run c -q > /dev/null
"$camp" ledger verify | grep -q '1 spool file' || fail "verify does not read the spool"
mails=$(find spool -name 'email-*.mbox')
cp "$mails" whole; head -c -40 whole > "$mails"
refused 1 'not in the spool, or not whole: 1 of 2,000 messages' "$camp" ledger verify
mv whole "$mails"

# Sources that do not compile: no new work, what is under way goes on.
cd "$work/p"
cp p.camp good; echo 'segment broken = contact.nam == "x"' >> p.camp
refused 1 'CAMP0203' "$camp" run c
"$camp" tick > /dev/null
mv good p.camp

# A full disk: stopped with the reason; with room again the same command finishes the work.
if mkdir -p "$work/small" && mount -t tmpfs -o size=12m tmpfs "$work/small" 2>/dev/null; then
  project "$work/small/p"; cd "$work/small/p"
  "$camp" contacts import contacts.csv --virtual-time --at 2026-03-02 --subscribe news -q > /dev/null
  dd if=/dev/zero of="$work/small/filler" bs=64k 2>/dev/null || true
  refused 3 'space\|full' "$camp" run c
  rm "$work/small/filler"
  "$camp" run c > /dev/null
  "$camp" ledger verify > /dev/null || fail "the ledger after a full disk"
  [ "$(cat $(find spool -name '*.mbox') | grep -ac '^Message-ID:')" -eq 2000 ] || fail "messages after a full disk"
  # A read-only file system.
  mount -o remount,ro "$work/small"
  ( cd "$work/small/p"; code=0; "$camp" tick > "$work/out.txt" 2> "$work/err.txt" || code=$?
    [ "$code" -eq 3 ] || { cat "$work/err.txt"; fail "exit $code on a read-only store"; }
    grep -qi 'read-only\|written\|denied' "$work/err.txt" || { cat "$work/err.txt"; fail "read-only is not said"; } )
  mount -o remount,rw "$work/small"
else
  echo "(no tmpfs here: the full-disk and read-only parts were left out)"
fi

# Flipped bytes anywhere in the store: an error, never other answers or a crash.
cd "$work/p"
"$camp" run c > /dev/null
cp -r .camp good-store
for file in good-store/store/*.sst good-store/store/*.log good-store/store/MANIFEST-*; do
  [ -s "$file" ] || continue
  rm -rf .camp; cp -r good-store .camp
  victim=.camp/store/$(basename "$file")
  size=$(stat -c %s "$victim")
  printf '\xff\xee\xdd\xcc' | dd of="$victim" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
  code=0
  "$camp" ledger verify > "$work/out.txt" 2> "$work/err.txt" || code=$?
  [ "$code" -eq 0 ] || [ "$code" -eq 1 ] || [ "$code" -eq 3 ] || { cat "$work/err.txt"; fail "exit $code after flipping bytes in $(basename "$file")"; }
done
rm -rf .camp; mv good-store .camp
"$camp" ledger verify > /dev/null

# Zeros at the end of the log, as a power cut leaves what was not synced: opened if nothing that was
# acknowledged is in them, by what the mark says; refused otherwise.
cp -r .camp good-store
"$camp" emit ping --contact n1 > /dev/null
for wal in .camp/store/*.log; do
  size=$(stat -c %s "$wal")
  [ "$size" -gt 0 ] || continue
  dd if=/dev/zero of="$wal" bs=1 seek=$((size - 60)) count=60 conv=notrunc 2>/dev/null
  zeroed=$wal
done
[ -n "$zeroed" ] || fail "nothing is in the log: this tests nothing"
for verb in status tick; do refused 3 'lost what it had acknowledged' "$camp" $verb; done
cp good-store/store/CAMP .camp/store/CAMP
"$camp" status > /dev/null || fail "after a power cut, reading"
"$camp" tick > /dev/null || fail "after a power cut, writing"
rm -rf .camp; mv good-store .camp

# A part of the store is gone: refused by every verb, reading and writing; nothing is made or taken away.
"$camp" emit ping --contact n1 > /dev/null  # so that the log has something
cp -r .camp good-store
for part in CURRENT MANIFEST "sst" log; do
  rm -rf .camp; cp -r good-store .camp
  case $part in
    CURRENT) rm .camp/store/CURRENT ;;
    MANIFEST) rm .camp/store/MANIFEST-* ;;
    sst) rm -f "$(ls .camp/store/*.sst | head -1)" ;;
    log) for wal in .camp/store/*.log; do : > "$wal"; done ;;
  esac
  ls -l .camp/store | grep -v -e LOCK -e LOG > "$work/before"
  [ "$part" != log ] || [ -n "$(find good-store/store -name '*.log' -size +0)" ] || fail "nothing is in the log: this tests nothing"
  for verb in status "tick" "contacts import contacts.csv --subscribe news"; do
    refused 3 'missing\|damaged\|lost' "$camp" $verb
  done
  ls -l .camp/store | grep -v -e LOCK -e LOG > "$work/after"
  # What is left of a log RocksDB has read before anybody can tell that it is short.
  [ "$part" = log ] || cmp -s "$work/before" "$work/after" || { diff "$work/before" "$work/after"; fail "a store without its $part was changed"; }
done
rm -rf .camp; mv good-store .camp
"$camp" ledger verify > /dev/null

# The store is gone, its spool is not: a new store would begin it again.
mv .camp good-store
refused 4 'spool' "$camp" contacts import contacts.csv --virtual-time --at 2026-03-02 --subscribe news
rm -rf .camp; mv good-store .camp
"$camp" status > /dev/null
