#!/usr/bin/env bash
# One fuzzer on its kept corpus for CAMP_FUZZ_SECONDS: run.sh NAME. What it finds stays in the working copy's temp folder
# and is printed; a finding's input belongs into the corpus together with its fix.
set -euo pipefail
name=$1
here=$(cd "$(dirname "$0")" && pwd)
binary=${CAMP_FUZZ_DIR:?set by tests/run}/fuzz_$name
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=$name
[ "$name" != fmt ] || corpus=parser  # the same texts
cp -r "$here/corpus/$corpus" "$work/corpus"
dictionary=()
case $name in
  parser|fmt) dictionary=(-dict="$here/camp.dict") ;;
  liquid) dictionary=(-dict="$here/liquid.dict") ;;
esac
cd "$work"
"$binary" corpus "${dictionary[@]}" -max_total_time="${CAMP_FUZZ_SECONDS:-10}" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
  > log.txt 2>&1 || { tail -40 log.txt; for found in crash-* timeout-* oom-*; do [ -e "$found" ] && base64 "$found"; done; exit 1; }
grep -E 'number_of_executed_units|average_exec' log.txt
