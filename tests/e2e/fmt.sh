#!/usr/bin/env bash
# `camp fmt` as its users run it: files, folders, the project, stdin; what it refuses; what it never harms.
set -euo pipefail
camp=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir -p "$work/shop/more" && cd "$work/shop"
ugly() { printf 'list   a # one\n\n\n\njourney j {start on visit flow\n{ wait  1h\n } }\n'; }
neat() { printf 'list a  # one\n\njourney j {\n  start on visit\n  flow {\n    wait 1h\n  }\n}\n'; }
ugly > cart.camp
neat > neat.camp
neat > "$work/neat"
is_neat() { cmp -s "$1" "$work/neat" || fail "$1 is not formatted"; }
is_as_it_was() { [ "$(sha256sum < "$1")" = "$2" ] || fail "$1 was changed"; }
was() { sha256sum < "$1"; }

# ---- what would change, and nothing is written
before=$(was cart.camp)
text 1 '^cart\.camp$' fmt --check
! grep -q neat "$work/out.txt" || fail "neat.camp is named"
text 1 '^1 of 2 files would change$' fmt --check
text 0 '^0 of 1 file would change$' fmt --check neat.camp
text 1 '^-list   a # one$' fmt --diff
text 1 '^\+list a  # one$' fmt --check --diff cart.camp
is_as_it_was cart.camp "$before"
"$camp" fmt --diff > patch.txt 2> /dev/null && fail "--diff ends with 0 where something differs"
cp cart.camp patched.txt && patch -s patched.txt patch.txt && is_neat patched.txt

# ---- written: the mode stays, nothing is left beside, and the second time nothing changes
chmod 751 cart.camp
text 0 '^1 of 2 files formatted$' fmt
is_neat cart.camp
[ "$(stat -c %a cart.camp)" = 751 ] || fail "the mode is another one"
[ "$(ls | tr '\n' ' ')" = "cart.camp more neat.camp patch.txt patched.txt " ] || fail "something is left: $(ls)"
inode=$(stat -c %i cart.camp)
text 0 '^0 of 2 files formatted$' fmt
[ "$(stat -c %i cart.camp)" = "$inode" ] || fail "what is formatted already is written again"
answers 'a["files"] == 2 and a["changed"] == [] and a["written"] and a["diagnostics"] == []' fmt

# ---- stdin to stdout
ugly | "$camp" fmt - 2> /dev/null | cmp - "$work/neat" || fail "stdin"
neat | "$camp" fmt - --check 2> /dev/null || fail "stdin that is neat"
! ugly | "$camp" fmt - --check > /dev/null 2>&1 || fail "stdin that is not neat"
code=0
echo 'list' | "$camp" fmt - > "$work/out.txt" 2> "$work/err.txt" || code=$?
[ "$code" = 1 ] && [ ! -s "$work/out.txt" ] && grep -q 'CAMP0102' "$work/err.txt" || fail "stdin that is broken"
text 2 'stands alone' fmt - cart.camp
text 0 '^0 of 1 file formatted$' fmt -

# ---- a folder; from a folder below; a file that is named twice
ugly > more/two.camp
mkdir -p spool .hidden && ugly > spool/x.camp && ugly > .hidden/x.camp
text 1 '^more/two\.camp$' fmt --check more more/two.camp ./more
text 1 '^1 of 1 file would change$' fmt --check more more/two.camp ./more
(cd more && "$camp" fmt --check --project .. 2> /dev/null) > "$work/out.txt" && fail "from below" || true
grep -qx 'two.camp\|../more/two.camp\|more/two.camp' "$work/out.txt" || fail "from below: $(cat "$work/out.txt")"
text 0 '^more/two\.camp$' fmt
is_neat more/two.camp
ugly | cmp - spool/x.camp && ugly | cmp - .hidden/x.camp || fail "spool and hidden folders are not the project's"

# ---- a broken file is told and stays; the others are formatted all the same
ugly > a.camp
printf 'journey j {\n\r  flow { wait }\n' > broken.camp
before=$(was broken.camp)
text 1 'error\[CAMP01' fmt
text 1 '^0 of 5 files formatted; 1 with errors$' fmt
is_as_it_was broken.camp "$before"
is_neat a.camp
"$camp" fmt --json > "$work/out.txt" 2> "$work/err.txt" && fail "broken is not ok" || true
python3 -c 'import json, sys
a = json.load(open(sys.argv[1]))
assert not a["ok"] and a["diagnostics"][0]["at"]["file"] == "broken.camp", a' "$work/out.txt"
rm broken.camp
printf '\377' > bytes.camp && text 1 'is not UTF-8' fmt bytes.camp
head -c 9000000 /dev/zero | tr '\0' '#' > bytes.camp && text 3 'larger than' fmt bytes.camp
rm bytes.camp

# ---- what is no file of one's own
text 3 'nowhere\.camp' fmt nowhere.camp
mkfifo pipe.camp && text 3 'not a regular file' fmt pipe.camp
text 3 'not a regular file' fmt /dev/null
ugly > locked.camp && chmod 444 locked.camp && before=$(was locked.camp)
text 3 'read-only' fmt locked.camp
text 1 '^locked\.camp$' fmt --check locked.camp
is_as_it_was locked.camp "$before"
rm -f locked.camp
if [ "$(id -u)" != 0 ]; then
  mkdir closed && ugly > closed/x.camp && chmod 555 closed
  text 3 'Permission denied' fmt closed/x.camp
  chmod 755 closed && ugly | cmp - closed/x.camp || fail "changed in a closed folder"
  rm -r closed
fi

# ---- a link that is named: what it leads to is formatted, and it stays a link; in a folder it is passed over
mkdir "$work/away" && ugly > "$work/away/elsewhere.camp"
ln -s "$work/away/elsewhere.camp" link.camp && ln -s nowhere dangling.camp
text 0 '^0 of 4 files formatted$' fmt
ugly | cmp - "$work/away/elsewhere.camp" || fail "a link led out of the project"
text 0 '^link\.camp$' fmt link.camp
[ -L link.camp ] || fail "the link is gone"
is_neat "$work/away/elsewhere.camp"
text 3 'dangling' fmt dangling.camp

# ---- CRLF and a byte order mark
printf '\357\273\277list a\r\n\r\n\r\nlist b' | "$camp" fmt - 2> /dev/null | cmp - <(printf 'list a\r\n\r\nlist b\r\n') || fail "CRLF"

# ---- no project
mkdir "$work/empty" && cd "$work/empty" && text 3 'no .camp files' fmt
text 0 '^0 of 0 files formatted$' fmt .

# ---- the examples and the library are as it would write them
cd "$root"
text 0 '^0 of [0-9]+ files would change$' fmt --check examples stdlib
echo "ok"
