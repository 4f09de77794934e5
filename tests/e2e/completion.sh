#!/usr/bin/env bash
# `camp completion`: what the shells ask camp, and bash as it really completes; zsh and fish where they are installed.
set -euo pipefail
camp=$(realpath "$1")
source "$(dirname "$0")/../support/verb_checks.bash"
mkdir -p "$work/bin" "$work/shop" && ln -s "$camp" "$work/bin/camp" && PATH=$work/bin:$PATH
cd "$work/shop"
cat > a.camp <<'CAMP'
contact { email: email? }
event visit { }
list staff
segment nordic = contact.email is present
conversation news { from "N <n@acme.example>" }
message hello { email { subject "Hi" text "Hi" } }
campaign spring_launch { category marketing conversation news goal g on visit audience { include nordic } flow { send hello } }
journey thanks { category marketing conversation news goal h on visit start on visit flow { send hello } }
scenario "a visitor is thanked" { contact anna { } expect 0 messages were sent }
CAMP
# words LAST-LINE WORD...: what may stand at the end, one line
words() { "$camp" completion --line -- "$@" | cut -f1 | tr '\n' ' '; }
is() { # WANTED WORD...
  local wanted=$1
  shift
  [ "$(words "$@")" = "$wanted" ] || { echo "camp $*: $(words "$@")"; exit 1; }
}
has() { # WANTED WORD...
  local wanted=$1
  shift
  case " $(words "$@")" in *" $wanted "*) ;; *) echo "camp $*: no $wanted in $(words "$@")"; exit 1 ;; esac
}
is 'check ' che
is 'contacts ' cont
has 'explain' ''
is 'import ' contacts im
is 'import export show erase ' contacts ''
is ':files ' contacts import ''
is ':files ' contacts import --list staff ''
is 'staff ' contacts import people.csv --list ''
is 'nordic ' contacts export --segment n
is '--segment ' contacts export --seg
is 'csv ndjson ' contacts export --format ''
is 'svg ' graph --format s
is '--format=svg ' graph --format=s
is 'svg ' graph --format = s
is 'text svg dot mermaid ' graph --format =
has '--json' status --
has '--json' --
is 'spring_launch ' run ''
is 'spring_launch thanks ' graph ''
is 'thanks ' --project . graph th
is 'hello :files ' render ''
is 'nordic ' segments ''
is 'visit ' emit ''
is 'sms ' pause sm
is 'spring_launch ' report spr
is 'CAMP0302 ' explain CAMP0302
is 'win_back ' new win
is 'bash zsh fish ' completion ''
is 'github sarif junit ' check --format ''
is 'list retry resolve end spring_launch thanks ' incidents ''
is 'spring_launch ' incidents retry spr
is '' version ''
is '' status extra ''
text 0 'a visitor is thanked' completion --line -- test ''
# Of the project that the line names, wherever one stands.
cd "$work"
for named in '--project shop' '--project=shop' '--project = shop'; do
  # shellcheck disable=SC2086
  is 'spring_launch thanks ' graph $named ''
  # shellcheck disable=SC2086
  is 'thanks ' $named graph th
done
is 'nordic ' contacts export --project shop --segment n
is '' graph --project nowhere ''
cd shop
"$camp" completion --line --json -- che | grep -q '"candidates":\[{"word":"check","line":"[^"]' || fail "--json"
# In a project that does not read, and in none.
echo 'journey broken {' > b.camp && has 'thanks' graph '' && rm b.camp
(cd "$work" && mkdir none && cd none && [ -z "$("$camp" completion --line -- run '')" ]) || fail "without a project there are no names"
text 2 'bash, zsh or fish' completion
text 2 'knows bash, zsh and fish' completion tcsh

# ---- bash, as it does it
camp completion bash > "$work/camp.bash"
bash -n "$work/camp.bash"
complete_in_bash() { # the line, the cursor at its end
  bash --norc -c '
    source "$1"
    eval "set -- $2"
    line=$3
    COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$line
    compopt() { :; }
    _camp
    printf "%s\n" "${COMPREPLY[@]}"' bash "$work/camp.bash" "$1" "$1" | tr '\n' ' '
}
[ "$(complete_in_bash 'camp run spr')" = 'spring_launch ' ] || fail "bash: $(complete_in_bash 'camp run spr')"
[ "$(complete_in_bash 'camp contacts ex')" = 'export ' ] || fail "bash: a part"
[ "$(complete_in_bash 'camp graph --fo')" = '--format ' ] || fail "bash: an option"
[ "$(complete_in_bash "camp graph --format = s")" = 'svg ' ] || fail "bash: a value behind ="
[ "$(complete_in_bash 'camp test ""')" = 'a\ visitor\ is\ thanked ' ] || fail "bash: a name with blanks: $(complete_in_bash 'camp test ""')"
[ "$(complete_in_bash 'camp contacts import a')" = 'a.camp ' ] || fail "bash: files: $(complete_in_bash 'camp contacts import a')"
bash --norc -c 'source "$1" && complete -p camp' bash "$work/camp.bash" | grep -q -- '-F _camp camp' || fail "bash: not registered"
# ---- the others
for shell in zsh fish; do
  camp completion $shell > "$work/camp.$shell" && [ -s "$work/camp.$shell" ]
  if command -v $shell > /dev/null; then $shell -n "$work/camp.$shell" || fail "$shell"; fi
done
if command -v fish > /dev/null; then
  fish --no-config -c "source $work/camp.fish; complete -C 'camp run spr'" | grep -q '^spring_launch' || fail "fish"
fi
