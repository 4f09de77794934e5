#!/usr/bin/env bash
# The NPS dialogue: what each customer was asked and answered, by text or by a call, and the scripts of the calls.
example=nps
source "$(dirname "$0")/../support/example.bash"
calls=$(cat $(find spool -name 'voice-*.ndjson'))
[ "$(wc -l <<< "$calls")" -eq 11 ] || { echo "$(wc -l <<< "$calls") scripts of calls instead of 11"; exit 1; }
says() { grep -qF -- "$1" <<< "$calls" || { echo "no call's record has: $1"; exit 1; }; }
says '"language":"fi","script":[{"play":"hello.fi.mp3"},{"say":"Hei!"},{"say":"Tilaus 1005: suosittelisitko meitä ystävälle, 0-10?"}],"listen":{"answer":"int","from":0,"to":10,"keys":2}}'
says '"listen":{"answer":"yes_no","keys":1,"choices":[{"key":"1","say":"Kyllä"},{"key":"0","say":"Ei"}]}}'
says '"script":[{"say":"You gave us 2. What went wrong?"}],"listen":{"answer":"text"}}'
! grep -q '"channel":"sms".*"listen"' $(find spool -name 'sms-*.ndjson') || { echo "a text listens"; exit 1; }
