#!/usr/bin/env bash
# `camp draft`: what a drafter is asked, what becomes of good, bad, hostile and missing answers, and that nothing changes unasked.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
source "$(dirname "$0")/../support/http_service.bash"
mkdir "$work/p" "$work/service/answers"
cd "$work/p"
# does MODE: from now on (http_service.py), at a path of its own, so that what comes one after the other begins anew
path=0
does() { path=$((path + 1)); export LLM_URL="http://127.0.0.1:$port/v$path/"; : > "$work/service/requests"; echo "$*" > "$work/service/mode"; }
# says TEXT...: the drafter's answers, one after the other
says() {
  does each
  rm -f "$work/service/answers/"*
  local n=0
  for answer; do
    n=$((n + 1))
    python3 -c 'import json, sys; print(json.dumps({"choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": sys.argv[1]}}]}))' \
      "$answer" > "$work/service/answers/$n"
  done
}
# requests COUNT CONDITION: the drafter was asked so often, and CONDITION, Python about `r`, the bodies, holds
requests() {
  python3 - "$work/service/requests" "$1" "$2" <<'P' || fail "requests: $2"
import json, sys
log = [json.loads(line) for line in open(sys.argv[1])]
r = [json.loads(one["body"]) for one in log]
assert len(r) == int(sys.argv[2]), (sys.argv[2], log)
assert eval(sys.argv[3]), (sys.argv[3], log)
P
}
# finds CONDITION ARGUMENT...: like `answers`, of a draft with errors
finds() {
  local condition=$1 code=0
  shift
  "$camp" "$@" --json > "$work/out.txt" 2> "$work/err.txt" || code=$?
  [ "$code" -eq 1 ] || fail "exit $code instead of 1: camp $*"
  python3 -c 'import json, sys
a = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), (sys.argv[2], a)' "$work/out.txt" "$condition" || fail "$condition: camp $* --json"
}
cat > flows.camp <<'CAMP'
contact { email: email?  first_name: string? }
event purchase { order: string, total: money }
conversation news { from "News <news@acme.example>" }
drafter house_voice {
  instructions file "voice.md"  url env("LLM_URL")  key secret("LLM_KEY")  model "large-2"  timeout 2s
}
## Greets who is new.
message welcome(code: string preview "X1") {
  email { subject "Hi" text "Hello. https://acme.example/start {{ code }}" }
}

journey greeting {
  category marketing  conversation news  goal bought on purchase within 7d  start on subscribed news
  approval by manager
  flow {   send welcome("A")   }
}
CAMP
cp flows.camp "$work/before.camp"
echo 'Write like a good neighbour.' > voice.md
unchanged() { cmp -s flows.camp "$work/before.camp" || fail "the script was changed"; }
good='message welcome(code: string preview "X1") {
  email { subject "Welcome" text "Hello {{ contact.first_name | default: \"you\" }}! https://acme.example/start {{ code }}" }
}'
fenced="Here it is:
\`\`\`camp
$good
\`\`\`
Anything else?"

# ---- what it needs
unset LLM_KEY
says "$good"
text 2 'LLM_KEY is not set' draft welcome
export LLM_KEY=sk-never-shown
text 2 'its address is http, and not in CAMP_ALLOW_HOSTS' draft welcome
text 2 "CAMP_ALLOW_HOSTS=127.0.0.1:$port" draft welcome
LLM_URL=https:// text 2 'no https://HOST' draft welcome
requests 0 True
export CAMP_ALLOW_HOSTS="127.0.0.1:$port"
text 2 "there is no message 'welcom'" draft welcom
text 2 "did you mean 'welcome'" draft welcom
text 2 "there is no drafter 'house_voyce'" draft welcome --drafter house_voyce
text 2 'takes one message' draft
text 2 'at most 16384 bytes' draft welcome --brief "$(head -c 16385 /dev/zero | tr '\0' x)"
requests 0 True

# ---- a good answer, in a fence and bare; nothing changes without --write
for answer in "$fenced" "$good" "${fenced//$'\n'/$'\r\n'}"; do
  says "$answer"
  text 0 '^\+    subject "Welcome"' draft welcome --brief 'warmer, please'
  unchanged
  requests 1 'log[0]["method"] == "POST" and log[0]["path"].endswith("/chat/completions") and "//" not in log[0]["path"] and log[0]["headers"]["authorization"] == "Bearer sk-never-shown"'
  requests 1 'r[0]["model"] == "large-2" and [m["role"] for m in r[0]["messages"]] == ["system", "user"] and r[0]["messages"][0]["content"] == "Write like a good neighbour.\n"'
  requests 1 'all(x in r[0]["messages"][1]["content"] for x in ["warmer, please", "Greets who is new.", "subject \"Hi\"", "at most 900 characters", "contact.first_name }}: string?", "{{ code }}: string"])'
done
grep -q 'nothing was changed: --write' "$work/err.txt" || fail "it is not said how to take it"
# the difference is one for `patch`, wherever one stands
says "$good"
(cd .. && cp -r p q && "$camp" draft welcome --project q 2> /dev/null | patch -s -p0 && grep -q 'subject "Welcome"' q/flows.camp) || fail "no patch"
says "$good"
answers 'a["format"] == "camp.draft/1" and a["ok"] and a["changed"] and not a["written"] and a["attempts"] == 1 and a["new_hosts"] == [] and a["diff"].startswith("--- flows.camp") and a["text"].startswith("message welcome(code")' draft welcome --drafter house_voice --brief "$(head -c 16384 /dev/zero | tr '\0' x)"

# ---- with errors it is asked again, with the findings, at most three times in all; the last one is shown with its places
bad='message welcome(code: string preview "X1") {
  email { subject "Welcome" text "Hello {{ contact.surname }}" }
}'
says "$bad" "$good"
answers 'a["attempts"] == 2 and a["errors"] == 0' draft welcome
requests 2 '[m["role"] for m in r[1]["messages"]] == ["system", "user", "assistant", "user"] and "surname" in r[1]["messages"][3]["content"] and "line 2" in r[1]["messages"][3]["content"]'
says "$bad"
text 1 'CAMP0203' draft welcome --write
text 1 'flows.camp:9:' draft welcome
requests 6 True
unchanged
says "$bad"
finds 'a["ok"] is False and a["attempts"] == 3 and a["errors"] == 1 and not a["written"] and a["diagnostics"][0]["code"] == "CAMP0203"' draft welcome --write
long='message welcome(code: string preview "X1") { email { subject "'"$(head -c 901 /dev/zero | tr '\0' x)"'" text "x {{ code }}" } }'
says "$long"
finds '"at most 900" in a["diagnostics"][0]["message"]' draft welcome
# what no parser takes is shown in the answer's own lines
says 'message welcome(code: string preview "X1") { email { subject } }'
text 1 'the draft:1:' draft welcome
unchanged

# ---- answers that are no draft of this message
says 'I am sorry, there is nothing to say.'
text 1 'the draft:1:' draft welcome
says '# only a remark'
text 3 'has no message in it' draft welcome
requests 3 True
says "$good
campaign take_over { category transactional  audience { }  flow { send welcome(\"x\") } }"
text 3 'declares something else as well: `campaign take_over' draft welcome --write
unchanged
says "contact { email: email? }
$good"
text 3 'declares something else as well: `contact' draft welcome --write
says "$good
$good"
text 3 'declares something else as well' draft welcome --write
says "${good/welcome/goodbye}"
text 3 "is another message, 'goodbye'" draft welcome --write
says "${good/code: string/code: int}"
text 3 'has other parameters' draft welcome --write
says "${good/(code: string preview \"X1\")/}"
text 3 'has other parameters' draft welcome --write
says "$fenced
\`\`\`
again
\`\`\`"
text 3 'several blocks' draft welcome --write
unchanged
# what would do something to a terminal, or to who reads it, comes into no script
for unseen in $'\e[31m' $'\xe2\x80\xae' $'\x07'; do
  says "${good/Welcome/Welcome$unseen}"
  text 3 'has control characters in it' draft welcome --write
  ! grep -q -- "$unseen" "$work/out.txt" "$work/err.txt" || fail "it is shown as it came"
done
unchanged
# asked again, it may do better
says 'message other { email { subject "x" text "y" } }' "$good"
answers 'a["attempts"] == 2 and a["ok"]' draft welcome

# ---- where it links to, and what it reads, as the message did not
echo 'secret notes' > notes.txt
says "${good/Hello /https://evil.example/x https://acme.example@EVIL2.example/ Hello }"
answers 'a["new_hosts"] == ["evil.example", "evil2.example"]' draft welcome
text 0 'warning: the draft links to evil.example, as the message did not' draft welcome
says "${good/email \{/email \{ attach file \"notes.txt\" }"
answers 'a["new_files"] == ["notes.txt"]' draft welcome
says "${good/email \{/email \{ html file \"notes.txt\" }"
answers 'a["new_files"] == ["notes.txt"]' draft welcome
# what stands in a file is never told to the drafter, be it wrong
echo '<p>{{ contact.hidden_treasure }}</p>' > notes.txt
says "${good/email \{/email \{ html file \"notes.txt\" }"
finds 'a["errors"] == 1' draft welcome
requests 3 '"hidden_treasure" not in json.dumps(r)'

# ---- a project that has errors elsewhere can be drafted in; those are not the draft's
echo 'segment broken = contact.nobody_knows == 1' > other.camp
says "$good"
answers 'a["ok"] and a["errors"] == 0' draft welcome
rm other.camp

# ---- the other side fails
does says 401 '{"error": {"message": "Incorrect API key provided: sk-never-shown"}}'
text 3 'status 401: `Incorrect API key provided: \*\*\*`' draft welcome
! grep -q sk-never-shown "$work/out.txt" "$work/err.txt" || fail "the key is shown"
does says 404 '{"error": "model not found"}'
text 3 'status 404: `model not found`' draft welcome
does says 429 '{"error": {"message": "slow down"}}'
text 3 'status 429: `slow down`' draft welcome
does 500
text 3 'status 500' draft welcome
does redirect "http://127.0.0.1:$port/"
text 3 'no redirect is followed' draft welcome
requests 1 True
does body '<html>'
text 3 'is no JSON' draft welcome
does body '{"choices": []}'
text 3 'has no .choices.' draft welcome
does body '{"choices": [{"finish_reason": "length", "message": {"content": "message wel"}}]}'
text 3 'ends in the middle' draft welcome
does body '{"choices": [{"message": {"content": null, "refusal": "No."}}]}'
text 3 'is a refusal: `No.`' draft welcome
does big 1048564
text 3 'has no .choices.' draft welcome
does big 1048565
text 3 'is larger than 1048576 bytes' draft welcome
does delay 6
text 3 'the drafter gave no answer: .*timed out' draft welcome
does close
text 3 'the drafter gave no answer' draft welcome
does ok
LLM_URL=http://127.0.0.1:1 CAMP_ALLOW_HOSTS=127.0.0.1 text 3 'cannot be reached' draft welcome
"$camp" draft welcome --json > "$work/out.txt" 2> "$work/err.txt" && fail "no choices" || true
python3 -c 'import json, sys; a = json.load(open(sys.argv[1])); assert not a["ok"] and "choices" in a["error"]["message"], a' "$work/out.txt" || fail "no answer for machines"
unchanged

# ---- in its place; what was approved before is void, and the other lines are as they were
text 0 'is deployed' deploy
text 0 'greeting is approved by Mia' approve greeting --as manager --by Mia
answers 'a["approvals"][0]["given"] is True' approvals greeting
says "$good"
answers 'a["written"] and a["changed"]' draft welcome --write
grep -q '  flow {   send welcome("A")   }' flows.camp || fail "a line that is not the message's was laid out"
grep -q 'subject "Welcome"' flows.camp && grep -q '## Greets who is new.' flows.camp || fail "the draft is not there"
text 0 'no errors' check
text 0 'is deployed' deploy
answers 'a["approvals"][0]["given"] is False and a["approvals"][0]["lacks"] == ["manager"] and len(a["approvals"][0]["earlier"]) == 1' approvals greeting
says "$good"
answers 'not a["changed"] and not a["written"] and a["diff"] == ""' draft welcome --write
cp flows.camp "$work/before.camp"

# ---- who writes in it meanwhile, or has a link there, is not overwritten
says "${good/Hello/Hi}"
echo 'each 1' > "$work/service/mode"
text 4 'was changed while the draft was written' draft welcome --write &
for _ in {1..100}; do [ -s "$work/service/requests" ] && break; sleep 0.1; done
echo '# mine' >> flows.camp
wait $!
tail -1 flows.camp | grep -q '^# mine$' || fail "somebody's line is gone"
cp flows.camp "$work/before.camp"
says "${good/Hello/Hi}"
mv flows.camp "$work/real.camp" && ln -s "$work/real.camp" flows.camp
text 4 'is a link' draft welcome --write
rm flows.camp && mv "$work/real.camp" flows.camp
unchanged

# ---- who waits for it can stop waiting
does delay 6
text 130 '' draft welcome --write &
waiting=$!
for _ in {1..100}; do [ -s "$work/service/requests" ] && break; sleep 0.1; done
pkill -TERM -P "$waiting"
wait "$waiting"
unchanged

# ---- several drafters: which one is said
cat > more.camp <<'CAMP'
drafter plain { url env("LLM_URL")  model "small" }
drafter lacking { url env("LLM_URL") }
CAMP
says "${good/Hello/Hi}"
text 2 'the project has 3 drafters' draft welcome
text 2 "the drafter 'lacking' has errors" draft welcome --drafter lacking
answers 'a["drafter"] == "plain"' draft welcome --drafter plain
requests 1 'r[0]["model"] == "small" and [m["role"] for m in r[0]["messages"]] == ["user"] and "authorization" not in log[0]["headers"]'
rm more.camp
# instructions up to their limit go along
head -c 65536 /dev/zero | tr '\0' x > voice.md
says "${good/Hello/Hi}"
answers 'a["ok"]' draft welcome
echo >> voice.md
text 2 'have 65537 bytes; 65536 at most' draft welcome
unchanged
