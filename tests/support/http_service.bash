# Sourced behind verb_checks.bash by end-to-end scripts that need a real HTTP service (http_service.py): starts it in $work/service,
# where it finds its `mode` and leaves `requests`; $port is where it listens. It goes with the script.
mkdir "$work/service"
echo ok > "$work/service/mode"
touch "$work/service/requests"
python3 "$(dirname "${BASH_SOURCE[0]}")/http_service.py" "$work/service" &
service=$!
trap 'kill $service 2> /dev/null || true; rm -rf "$work"' EXIT
for _ in {1..100}; do [ -e "$work/service/port" ] && break; sleep 0.1; done
port=$(cat "$work/service/port")
