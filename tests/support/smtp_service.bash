# Starts smtp_service.py in $work/server; $url: where it listens, $server: its process. Behind verb_checks.bash.
mkdir -p "$work/server"
echo ok > "$work/server/mode"
python3 "$(dirname "${BASH_SOURCE[0]}")/smtp_service.py" "$work/server" &
server=$!
trap 'kill $server 2> /dev/null || true; rm -rf "$work"' EXIT
for _ in {1..100}; do [ -e "$work/server/port" ] && break; sleep 0.1; done
url=smtp://127.0.0.1:$(cat "$work/server/port")
