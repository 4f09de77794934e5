#!/usr/bin/env bash
# The debugger as its users have it: a scenario typed step by step, walked back and forth, saved; from a pipe and on a terminal.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
: > "$work/err.txt"
cat > shop.camp <<'CAMP'
contact { email: email?  country: string?  points: int = 0  stage: string?  timezone: timezone = "Europe/Helsinki" }
event cart { cart: string, total: money }
event purchase { cart: string }
conversation news { from "News <news@acme.example>" }
message reminder { email { subject "Your cart" text "Goods." } }
journey recovery {
  category marketing  conversation news
  start on cart as c where c.total >= 20 EUR  again
  exit on purchase as p where p.cart == c.cart
  goal bought on purchase
  flow {
    wait 1h
    send reminder via email
    wait 1d
    if contact.country == "FI" and contact.points > 10 {
      set contact.stage = "nordic"
    } else {
      set contact.stage = "other"
    }
    repeat up to 3 times {
      wait 1h
      set contact.points = contact.points + 1
    }
  }
}
scenario "a wrong hope" {
  table (country) { ("SE") ("FI") }
  contact anna { email: "anna@example.com", country: country, subscribed: [news] }
  anna does cart { cart: "c1", total: 50 EUR }
  after 2d
  expect anna.stage == "nordic"
}
CAMP
# What a session says to these lines, its exit code first.
session() { printf '%s\n' "$@" | { "$camp" repl 2>&1 && echo "exit 0" || echo "exit $?"; }; }
says() { # pattern, lines
  local pattern=$1
  shift
  session "$@" > "$work/out.txt"
  grep -Pqz -- "(?s)$pattern" "$work/out.txt" || { cat "$work/out.txt"; fail "a session does not say '$pattern' to: $*"; }
}
anna='contact anna { email: "anna@example.com", country: "FI", points: 11, subscribed: [news] }'
cart='anna does cart { cart: "c1", total: 50 EUR }'

# Steps, expressions, declarations; the first contact is at hand.
says 'entered recovery by cart; waits at "wait" until 2026-01-01 10:00' "$anna" "$cart"
says '"FI"\n.*22\n  contact.points = 11' "$anna" 'contact.country' 'contact.points * 2'
says 'declared\ntrue' "$anna" 'segment nordic = contact.country in ["FI", "SE"]' 'contact in nordic'
says 'failed\n.*points > 11.*\n.*11' "$anna" 'expect anna.points > 11'
# What is not whole goes on in the next line; what is wrong is said at once, and the session goes on.
says 'anna: 2026-01-01 09:00  country = "FI"' 'contact anna {' '  country: "FI"' '}' 
says 'expected a value after `\+`.*exit 1' 'contact anna { }' '1 +' '' 'contact.points'
says '^3\n' 'contact anna { }' '1 +' '2'
says '^true\n' 'contact anna { }' '1 == 1 and # both' '2 == 2'
says 'declared\ntrue' "$anna" 'segment few =' 'contact.points < 20' 'contact in few'
says 'clock +2026-01-01 11:00' "$anna" 'after' '2h' ':state'
says 'expected.*\)' "$anna" '1 + )'
says 'declared\nexit 0' 'message long { email { subject "Two lines" text """' 'One.' '' 'Two.' '""" } }'
says '^1\nexit 0' 'contact anna { }' '# a comment says nothing' '1'
# What is wrong is shown as it was said, without what it stands in.
says '\(input\):1:9\n.*1 \| contact.pionts' "$anna" 'contact.pionts'
says '\(input\):1:1\n.*1 \| bo does' "$anna" 'bo does cart { cart: "c", total: 3 EUR }'
# What was tried is declared anew; what the project has is not.
says 'declared\nfalse\ndeclared anew\ntrue\n' "$anna" 'segment some = contact.points > 20' 'contact in some' 'segment some = contact.points > 10' 'contact in some'
says 'reminder.*declared twice' 'message reminder { email { subject "x" text "y" } }'
says "no contact of this scenario is named 'bo'" "$anna" 'bo does cart { cart: "c", total: 3 EUR }'
says "there is no command ':stepp'.*did you mean ':step'" ':stepp'
says ':advance D\n  try: so much time goes by' "$anna" ':advance'
says 'exit 0' "$anna" ':quit' 'nonsense('
# A question that let nobody in, with what it read.
says 'start on cart as c where c.total >= 20 EUR  again\n      event.total = 5.00 EUR\n      so false' "$anna" ':emit cart { cart: "c1", total: 5 EUR }' ':explain'

# Line by line, to what is due next; why a branch was taken, long after it was.
says '> shop.camp:13  send reminder via email' "$anna" "$cart" ':step'
says 'sent by email.*wait 1d' "$anna" "$cart" ':step' ':step'
says 'if contact.country == "FI" and contact.points > 10 .\n      contact.country = "FI"\n      contact.points = 11\n      so it went on at shop.camp:16  set contact.stage = "nordic"' "$anna" "$cart" ':break 16' ':advance 3d' ':explain'
says 'so it went on at shop.camp:18' "$anna" 'contact anna { points: 3 }' "$cart" ':break 18' ':advance 3d' ':explain'
says 'rounds left = 0\n      so it went on at shop.camp:11' "$anna" "$cart" ':advance 9d' ':explain'      # long ago
says 'breakpoint\nanna in recovery #1, 2026-01-02 11:00\n> shop.camp:22' "$anna" "$cart" ':break shop.camp:22' ':advance 3d'
says '2026-01-02 12:00\n> shop.camp:22.*2026-01-02 11:00\n> shop.camp:22' "$anna" "$cart" ':break "repeat/set points"' ':advance 3d' ':go' ':back break'
says 'no step is labelled "set stag"' ':break "set stag"'
# Where nothing runs, nothing stands still.
says "no script is called 'nofile'.*exit 1" ':break nofile:3'
says "no script is called 'shop.cam'.*did you mean 'shop.camp'" ':break shop.cam:3'
says 'nothing runs on this line.*shop.camp:1' ':break shop.camp:1'
says 'nothing runs on this line.*exit 1' ':break shop.camp:99999'
# Breakpoints outlive the session; those of a scenario that is loaded are met.
says 'breakpoint\n> .*set contact.stage|breakpoint\nanna in recovery #1.*> shop.camp:18' ':break 18' ':load "a wrong hope"' ':go'
says 'breakpoint\n.*passed +2 moments' ':load "a wrong hope"' ':break shop.camp:30' ':go' ':state'
says 'contact.stage = absent.*contact.stage = "nordic"' "$anna" "$cart" ':watch contact.stage' ':advance 2d'
says 'clock +2026-01-01 21:15' "$anna" ':until 21:15' ':state'
says 'created +2026-01-01 09:00\n.*stands at "wait" since 2026-01-01 09:00, due 2026-01-01 10:00\n' "$anna" "$cart" ':state'
says 'decided +2026-01-01 10:00 by' "$anna" "$cart" ':advance 2h' ':why reminder'
says 'was never decided for anna|skipped' 'contact anna { email: "a@example.com" }' "$cart" ':advance 2h' ':why reminder'
says 'the beginning: nothing has happened yet' "$anna" "$cart" ':back start' ':back'
# What was undone is done again, until something else is said.
says 'entered recovery.*entered recovery' "$anna" "$cart" ':back moment' ':go'
says 'nothing is due any more' "$anna" "$cart" ':back moment' 'show anna.points' ':next'

# Every step back is exactly where the walk had been: forwards, writing down each place, and the same way back.
python3 - "$camp" "$anna" "$cart" <<'PY'
import subprocess, sys
camp, anna, cart = sys.argv[1:]
def session(lines):
    out = subprocess.run([camp, "repl"], input="\n".join(lines) + "\n", capture_output=True, text=True).stdout
    return [part.split('"END"\n')[0] for part in out.split('"BEGIN"\n')[1:]]
look = ['"BEGIN"', ":state", ":trace", ":explain", '"END"']
begin = [anna, cart, "contact bo { email: \"bo@example.com\", subscribed: [news] }", 'bo does cart { cart: "c2", total: 20 EUR }', "after 4d", ":back start"]
def forwards(count): return begin + sum(([":step"] + look for _ in range(count)), [])
places = session(forwards(80))
STEPS = next(i for i in range(1, 80) if places[i] == places[i - 1])   # then nothing is due any more
assert STEPS > 40 and len(set(places[:STEPS])) == STEPS, (STEPS, len(set(places)))
there = forwards(STEPS)
back = there + sum(([":back"] + look for _ in range(STEPS - 1)), [])
again = session(back)[STEPS:]
assert len(again) == STEPS - 1
for k, place in enumerate(again):
    assert place == places[STEPS - 2 - k], f"{k + 1} back is another place:\n{place}\n{places[STEPS - 2 - k]}"
jump = session(there + [f":back {STEPS - 5}"] + look)[-1]
assert jump == places[4], (jump, places[4])
PY

# A failing scenario says how to walk through it; the walk stands at the failing line.
text 1 'walk through it: camp repl .a wrong hope. --row 1 --to shop.camp:31' test
says 'failed' ':load "a wrong hope"' ':go'
"$camp" repl 'a wrong hope' --row 2 --to shop.camp:31 < /dev/null > "$work/out.txt" || true
grep -q 'came to its end' "$work/out.txt" && grep -q 'stage = "other"' "$work/out.txt" || { cat "$work/out.txt"; fail 'the walk does not stand before the line'; }
text 1 'no scenario is called' repl nothing < /dev/null
text 2 'names a place' repl x --to 12

# What cannot be loaded leaves the session as it was; what was said before goes on.
says 'no scenario is called "nothing".*\n11\n' "$anna" ':load "nothing"' 'contact.points'
says 'the beginning' ':load "nothing"' ':back'
says 'is there anything to save' ':load "nothing"' ':save x.camp'
# Who is made first is at hand, of a scenario that was loaded as well; whom one names is.
says 'anna\n.*country.*SE' ':load "a wrong hope"' ':go' ':contact' ':state'
says 'bo\n' "$anna" ':contact bo { points: 3 }' ':contact'
says 'anna\n' "$anna" ':contact bo { pionts: 3 }' ':contact'
# Looking ahead is no going there.
says 'clock +2026-01-01 09:00' "$anna" 'expect nothing more is sent in the next 30d' ':state'

# Saved, it is a scenario like any other, and true.
says 'saved.camp is written' "$anna" "$cart" ':advance 2h' ':save saved.camp "what Anna saw"'
grep -q 'expect anna was sent reminder via email' saved.camp && grep -q 'expect anna is at "wait~2"' saved.camp || { cat saved.camp; fail 'what came of it is not expected'; }
text 0 '1 scenario passed' test 'what Anna saw'
says 'is there already' "$anna" ':save saved.camp'
text 0 '' fmt --check saved.camp
rm saved.camp
# With all that came of it: how she left, what flows have set, goals, and why she did not get what she did not get.
says 'saved.camp is written' "$anna" 'contact bo { email: "bo@example.com" }' "$cart" 'bo does cart { cart: "c2", total: 40 EUR }' ':advance 3d' ':save saved.camp all'
for expected in 'anna was sent reminder via email' 'anna left recovery' 'anna.stage == "nordic"' 'anna.points == 14' 'bo was not sent reminder because no_consent' 'bo.points == 3'; do
  grep -qF "expect $expected" saved.camp || { cat saved.camp; fail "'$expected' is not expected"; }
done
text 0 '1 scenario passed' test all
rm saved.camp
says 'saved.camp is written' "$anna" "$cart" ':advance 2h' 'anna does purchase { cart: "c1" }' ':save saved.camp bought'
grep -qF 'expect anna reached bought' saved.camp && text 0 '1 scenario passed' test bought
rm saved.camp

# A contact of a store: her life comes out as it was recorded, can be walked back, changed and saved; the store is only read.
root=$(cd "$(dirname "$0")/../.." && pwd)
PATH="$(dirname "$camp"):$PATH" "$root/examples/cart_recovery/run" "$work/cart" > "$work/example.txt" 2>&1 || { cat "$work/example.txt"; exit 1; }
before=$(cat "$work"/cart/.camp/store/*.sst "$work"/cart/.camp/store/*.log 2>/dev/null | sha256sum)
cd "$work/cart"
for contact in anna bert cleo dora egon fred gina hugo; do
  says 'all of it comes out as it was recorded' ":attach $contact"
done
says 'clicks reminder' ':attach anna' ':list'
says 'nothing has happened yet' ':attach anna' ':back start' ':state'
says 'saved.camp is written' ':attach anna' ':save saved.camp "what happened to Anna"'
text 0 '1 scenario passed' test 'what happened to Anna'
rm saved.camp
says 'there is no contact' ':attach nobody'
says 'there is no project there' ':attach /nowhere anna'
# Ids as they come from elsewhere.
printf 'id,email\n"user-17:a b",ab@example.com\n' > other.csv
"$camp" contacts import other.csv -q > out.txt
says 'all of it comes out as it was recorded' ':attach "user-17:a b"'
says 'saved.camp is written' ':attach "user-17:a b"' ':save "saved.camp" "another id"'
text 0 '1 scenario passed' test 'another id'
rm saved.camp other.csv
before=$(cat .camp/store/*.sst .camp/store/*.log 2>/dev/null | sha256sum)
sed -i 's/via email or sms as r/via sms or email as r/' cart_recovery.camp
says 'it goes another way than was recorded' ':attach anna'
[ "$before" = "$(cat .camp/store/*.sst .camp/store/*.log 2>/dev/null | sha256sum)" ] || fail 'attaching changes the store'
cd - > /dev/null

# On a terminal: a prompt with the contact and the clock, completion, history, and the end by Ctrl-D.
cat > "$work/terminal.py" <<'PY'
import os, pty, select, sys, time
camp, home = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm", XDG_STATE_HOME=home)
    os.execv(camp, [camp, "repl", "--color", "never"])
seen = b""
def until(text, said=None):
    global seen
    if said is not None: os.write(terminal, said.encode())
    end, begin = time.time() + 30, len(seen)
    while text.encode() not in seen[begin:]:
        left = end - time.time()
        assert left > 0, f"no {text!r} in {seen[begin:]!r}"
        if select.select([terminal], [], [], left)[0]:
            try: seen += os.read(terminal, 4096)
            except OSError: break
until("camp> ")
until("anna 2026-01-01 09:00> ", 'contact anna { email: "anna@example.com", subscribed: [news] }\n')
until("... ", "anna does cart {\n")
until("waits at", 'cart: "c1", total: 50 EUR }\n')
until("ain ", ":expl\t")
until("so true", "\n")
until("50 EUR", "\x1b[A\x1b[A")       # the line before the last, once more
until("09:00> ", "\x15contact.coun\x15\n")
until('"Päivää, 早"', '"Päivää, 早"\n')
# What a word may become there; what stands there already may be drawn again or not.
until("ntry ", "contact.cou\t")
until("nts ", "\x15anna.poi\t")
until("chase", "\x15anna does pur\t")
until("chase", "\x15:emit pur\t")
until("inder", "\x15:why rem\t")
until('ong hope"', '\x15:load "a wr\t')
until("is killed", "\x15the pro\t")
# Ctrl-C drops the line, whole or not, and ends what runs; the session goes on.
def press(text, keys):  # when it has drawn what it has to, and waits
    time.sleep(0.3)
    while select.select([terminal], [], [], 0)[0]: os.read(terminal, 4096)
    until(text, keys)
press("09:00> ", "\x03")
press("09:00> ", "1 + \x03")
until("... ", "anna does cart {\n")
press("09:00> ", "\x03")
until("\r\n5\r\n", "2 + 3\n")
until(":step", ":step 100000000\n")
time.sleep(0.3)
until("> ", "\x03")
until("\r\n7\r\n", "3 + 4\n")
# Between two lines the terminal is the kernel's, who takes a Ctrl-D for himself: then another one, on an empty line.
ended, end = 0, time.time() + 30
while ended == 0:
    assert time.time() < end, "Ctrl-D does not end it"
    os.write(terminal, b"\x15\x04")
    if select.select([terminal], [], [], 0.2)[0]:
        try: os.read(terminal, 4096)
        except OSError: pass
    ended, status = os.waitpid(pid, os.WNOHANG)
assert os.waitstatus_to_exitcode(status) == 0, status
assert "anna does cart" in open(os.path.join(home, "camp/repl_history")).read().replace("\\040", " ")
PY
python3 "$work/terminal.py" "$camp" "$work/state" || fail 'the terminal does something else'
echo 'the debugger walks both ways'
