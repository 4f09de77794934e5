#!/usr/bin/env bash
# The language reference (lang/reference) is true: the ```camp blocks of a page are one project, which is checked without
# an error and whose scenarios pass; a ```camp CAMP0302 block added to it is refused with that code. ```csv NAME and
# ```json NAME and ```txt NAME blocks are files of that project, ```console blocks the commands and what they print.
set -euo pipefail
camp=$(realpath "$1")
pages=$(cd "$(dirname "$0")/../.." && pwd)/lang/reference
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$camp" "$work/bin/camp"
PATH=$work/bin:$PATH
bad=0
complain() { echo "$*"; bad=1; }

# Only the blocks that begin with this line, everything else empty: lines keep their numbers.
only() { awk -v fence="$2" '/^```/ { inside = $0 == fence; print ""; next } { print inside ? $0 : "" }' "$1"; }

check_page() { # its .md file
  local file=$1 name wanted line
  name=$(basename "$file" .md)
  mkdir "$work/$name" && cd "$work/$name"
  only "$file" '```camp' > "$name.camp"
  camp check > checked.txt 2>&1 || { complain "$name: $(cat checked.txt)"; return; }  # warnings alone are well
  if grep -q '^scenario' "$name.camp"; then camp test > tested.txt 2>&1 || complain "$name: $(cat tested.txt)"; fi
  # Mistakes, each alone.
  while IFS=: read -r line wanted; do
    awk -v from="$line" 'NR < from { print ""; next } NR > from && /^```/ { exit } { print NR == from ? "" : $0 }' \
      "$file" > wrong.camp
    camp check > checked.txt 2>&1 || true
    grep -q "\[$wanted\]" checked.txt || complain "$name.md:$line is not answered by $wanted: $(cat checked.txt)"
    rm wrong.camp
  done < <(grep -nE '^```camp CAMP[0-9]+$' "$file" | sed 's/```camp //' || true)
}

# Files and commands, in the page's order.
check_console() { # the page's .md file
  local file=$1 name block='' line
  name=$(basename "$file" .md)
  while IFS= read -r line; do
    case "$block:$line" in
      ':```csv '*|':```json '*|':```txt '*) block=${line##* }; : > "$block" ;;
      ':```console') block=console; : > expected.txt; : > printed.txt ;;
      :*) ;;
      *:'```')
        [ "$block" != console ] || diff -u expected.txt printed.txt || complain "$name.md: camp prints something else"
        block='' ;;
      console:*)
        echo "$line" >> expected.txt
        case "$line" in '$ '*)
          echo "$line" >> printed.txt
          (eval "${line#\$ }") 2>&1 < /dev/null | tr -d '\r' >> printed.txt || true ;;
        esac ;;
      *) echo "$line" >> "$block" ;;
    esac
  done < "$file"
}

for page in "$pages"/*.md; do
  check_page "$page"
  check_console "$page"
done
exit $bad
