#!/usr/bin/env bash
# What the debugger makes of whole projects: every example's scenarios, and why each kind of branch was taken.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
root=$(cd "$(dirname "$0")/../.." && pwd)

# Each scenario of each example, loaded behind the one before, comes to its end as `camp test` does; whatever its steps begin with.
for example in "$root"/examples/*/; do
  scenarios=$(grep -rho '^scenario "[^"]*"' --include='*.camp' "$example" | sed 's/^scenario //' || true)
  [ -n "$scenarios" ] || continue
  while read -r name; do printf ':load %s\n:go\n' "$name"; done <<< "$scenarios" > "$work/lines.txt"
  (cd "$example" && "$camp" repl < "$work/lines.txt") > "$work/out.txt" 2>&1 || { cat "$work/out.txt"; fail "$example: a scenario does not walk through"; }
done

mkdir "$work/p"
cd "$work/p"
cat > shop.camp <<'CAMP'
contact { email: email?  country: string?  points: int = 0 }
event cart { cart: string }
event arrival { }
conversation news { from "News <news@acme.example>" }
message reminder { email { subject "Your cart" html "<a href='https://acme.example'>Goods</a>" } }
journey recovery {
  category transactional  conversation news
  start on cart again
  flow {
    match contact.country {
      "FI", "SE" { set contact.points = 1 }
      "DE" {
        set contact.points = 2
      }
      else { set contact.points = 3 }
    }
    experiment wording {
      variant warm 50% { set contact.points = contact.points + 10 }
      variant cool 50% { set contact.points = contact.points + 20 }
    }
    send reminder via email as r
    wait up to 2d {
      on r.clicked {
        set contact.points = 100
      }
      on arrival { set contact.points = 200 }
      else { set contact.points = 300 }
    }
  }
}
CAMP
says() { # pattern, lines
  local pattern=$1
  shift
  printf '%s\n' "$@" | "$camp" repl > "$work/out.txt" 2>&1 || true
  grep -Pqz -- "(?s)$pattern" "$work/out.txt" || { cat "$work/out.txt"; fail "a session does not say '$pattern' to: $*"; }
}
anna='contact anna { email: "anna@example.com", country: "DE" }'
jon='contact jon { email: "jon@example.com", country: "FI" }'

# A match says what it compared, an experiment the arm that was drawn, a wait what came.
says 'match contact.country .\n      contact.country = "DE"\n      so it went on at shop.camp:13  set contact.points = 2\n' "$anna" ':break 13' 'anna does cart { cart: "c1" }' ':explain'
says 'match contact.country .\n      contact.country = "FI"\n      so it went on at shop.camp:11' "$jon" ':break 11' 'jon does cart { cart: "c1" }' ':explain'
says 'match contact.country .\n      contact.country = absent\n      so it went on at shop.camp:15' 'contact bo { email: "bo@example.com" }' ':break 15' 'bo does cart { cart: "c1" }' ':explain'
says 'experiment wording .\n      the arm of wording = (warm|cool)\n      so it went on at shop.camp:(18|19)' "$anna" 'anna does cart { cart: "c1" }' ':explain'
cart='anna does cart { cart: "c1" }'
says 'shop.camp:2[34]  [^\n]*\n      message.clicked came, so it went on here' "$anna" "$cart" 'after 1h' 'anna clicks reminder' ':explain'
says 'shop.camp:26[^\n]*\n      arrival came, so it went on here' "$anna" "$cart" 'anna does arrival' ':explain'
says 'shop.camp:27[^\n]*\n      the wait.s time was up, so it went on here' "$anna" "$cart" ':advance 3d' ':explain'
# Of whom it is asked: the contact at hand, or the one who is named; not of whoever came last.
says 'nothing was decided for jon yet' "$anna" "$jon" "$cart" ':contact jon' ':explain'
says 'anna in recovery' "$anna" "$jon" "$cart" 'jon does cart { cart: "c2" }' ':explain'
says 'jon in recovery' "$anna" "$jon" 'jon does cart { cart: "c2" }' "$cart" ':explain jon'
# A line is one place, however many of its arms were asked.
says '"END".*match contact.country.*"END"' "$jon" ':break 11' 'jon does cart { cart: "c1" }' '"END"' ':trace' '"END"'
[ "$(grep -c 'match contact.country' "$work/out.txt")" = 1 ] || { cat "$work/out.txt"; fail 'a match is told more than once'; }

# A project that broke meanwhile leaves the session alone; once whole, a scenario is loaded as it is then.
cat > story.camp <<'CAMP'
scenario "a story" {
  contact anna { email: "anna@example.com" }
  the process is killed
  the clock jumps by 2h
  expect anna.points == 0
}
CAMP
cat > "$work/broken.py" <<'PY'
import subprocess, sys
session = subprocess.Popen([sys.argv[1], "repl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)
story = open("story.camp").read()
# What is no command is refused whatever the project is like: behind that everything was said.
def ask(*lines):
    session.stdin.write("\n".join(lines) + "\n:nothing_more\n")
    session.stdin.flush()
    said = ""
    while ":nothing_more" not in said or not said.endswith(":help has them all\n"):
        line = session.stdout.readline()
        assert line, said
        said += line
    return said
def says(part, *lines):
    said = ask(*lines)
    assert part in said, f"{lines}: no {part!r} in {said!r}"
says("4 steps to come", ':load "a story"')
says("11:00", ":go", ":state")
open("story.camp", "w").write(story.replace("anna.points ==", "anna.pionts =="))
says("CAMP", ':load "a story"')
open("story.camp", "w").write(story)
says("11:00", ":state")
says("the process is killed", ":list")
open("story.camp", "w").write(story.replace("2h", "4h").replace("a story", "a long story"))
says("4 steps to come", ':load "a long story"')
says("13:00", ":go", ":state")
session.stdin.close()
session.wait()
PY
"$(command -v python3)" "$work/broken.py" "$camp" || fail 'a broken project breaks the session'

# What is no protocol ends the adapter for editors with an exit code of its own.
printf 'Content-Length: 5\r\n\r\n{oops' | "$camp" dap > "$work/out.txt" 2> "$work/err.txt" && fail 'broken JSON ends with 0' || [ $? = 2 ] || fail 'broken JSON does not end with 2'
grep -q 'no request of the Debug Adapter Protocol' "$work/err.txt" || fail 'nothing is said of broken JSON'
echo 'every example walks through, and every branch says why'
