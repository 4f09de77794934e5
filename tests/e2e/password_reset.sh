#!/usr/bin/env bash
# Links for new passwords: who got one when and how, who did not, and the same by the API's own verb.
example=password_reset
source "$(dirname "$0")/../support/example.bash"
"$camp" comms carla --all > carla.txt
grep -q 'password_reset .* not let in: was still in it' carla.txt || { echo "carla's second wish within a minute counted"; exit 1; }
"$camp" why gus reset_link | grep -q 'suppressed *STOP' || { echo "not told that gus's account is closed"; exit 1; }
"$camp" emit request.password_reset --contact bert --time 2026-03-04T12:00:00Z '{"link": "https://acme.example/r/NEW"}' > emitted.txt
"$camp" comms bert --show > bert.txt
grep -q 'works until 1:30.*PM: https://acme.example/r/NEW' bert.txt || { cat bert.txt; echo "bert asked by the API in vain"; exit 1; }
"$camp" emit request.password_reset --contact bert --time 2026-03-04T12:05:00Z '{"link": "no link"}' > emitted.txt 2>&1 && { echo "a link that is none went in"; exit 1; }
grep -q 'link' emitted.txt || { cat emitted.txt; exit 1; }
