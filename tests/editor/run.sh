#!/usr/bin/env bash
# What editors get, by their own libraries: run.sh TEST.js CAMP WORK_DIR. The packages come by `npm ci` into WORK_DIR, once.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
test=$1 camp=$(realpath "$2") work=$3
for tool in node npm; do
  command -v "$tool" > /dev/null || { echo "there is no $tool: apt-get install --no-install-recommends nodejs npm"; exit 1; }
done
mkdir -p "$work"
# Two tests that begin together install once.
exec 9> "$work/lock"
flock 9
if ! cmp -s "$here/package-lock.json" "$work/installed.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$work/"
  (cd "$work" && npm ci --no-audit --no-fund --loglevel=error > npm.log 2>&1) || {
    cat "$work/npm.log"
    echo "the packages of tests/editor could not be installed: npm's registry ($(npm config get registry)) must be in reach, once"
    exit 1
  }
  cp "$here/package-lock.json" "$work/installed.json"
fi
flock -u 9
NODE_PATH="$work/node_modules" exec node "$here/$test" "$camp" "$here/../.."
