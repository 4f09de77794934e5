#!/usr/bin/env bash
# The hybrid reactivation: who was mailed, texted and put before ads, what was uploaded when, and what the report says of it, each
# counted once more from the data alone.
example=hybrid
source "$(dirname "$0")/../support/example.bash"
fail() { echo "$1"; exit 1; }
grep -q '^\([0-9]*\) of \1 steps, branches and arms reached' out.txt || fail "a step that no scenario reaches"
mkdir again
"$root/examples/hybrid/data/make" again
for file in again/*; do cmp "$file" "$root/examples/hybrid/data/$(basename "$file")" || fail "the data are not those that are made"; done
python3 - "$root/examples/hybrid/data" <<'PY' || fail "the report and the uploads are not what the data say"
import collections, csv, datetime as dt, json, sys
from zoneinfo import ZoneInfo
data = sys.argv[1]
UTC, DAY = dt.timezone.utc, dt.timedelta(days=1)
def ids(name): return {row["id"] for row in csv.DictReader(open(f"{data}/{name}.csv"))}
def moment(text): return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
people = list(csv.DictReader(open(f"{data}/customers.csv")))
mail, text, no_ads = ids("by_mail"), ids("by_text"), ids("no_ads")
left_out = ids("employees") | ids("do_not_contact")
bought = collections.defaultdict(list)
for line in open(f"{data}/history.ndjson"):
    event = json.loads(line)
    bought[event["contact"]].append(moment(event["time"]))
events = collections.defaultdict(list)
for name in ("first_week", "second_week", "later"):
    for line in open(f"{data}/{name}.ndjson"):
        event = json.loads(line)
        events[event["contact"]].append((moment(event["time"]), event["event"], event["data"]))

uploads = [dt.datetime(2026, 3, 9, 6, tzinfo=UTC), dt.datetime(2026, 3, 20, 6, tzinfo=UTC), dt.datetime(2026, 5, 1, tzinfo=UTC)]
uploaded = [set() for _ in uploads]
count = {arm: collections.Counter() for arm in ("open", "control")}
addresses = set()
for one in sorted(people, key=lambda one: one["id"]):
    who, of_arm = one["id"], count[one["test"]]
    begin = dt.datetime(2026, 3, 2, 9, tzinfo=ZoneInfo(one["timezone"]))
    times = bought[who]
    if not times or max(times) >= begin - 180 * DAY or who in left_out: continue
    if one["email"] and one["email"] in addresses: continue
    addresses.add(one["email"])
    of_arm["contacts"] += 1
    happened = sorted(events[who], key=lambda it: it[0])
    def first(name, since): return min([t for t, what, _ in happened if what == name and t >= since], default=None)
    objected = min(filter(None, [first("ads_objection", begin), first("message.unsubscribed", begin)]), default=None)
    for t, what, fields in happened:
        if what == "purchase" and begin <= t <= begin + 30 * DAY:
            of_arm["converters"] += 1
            of_arm["revenue"] += int(fields["total"].split()[0])
    # The mail; four days; then the text, or the ads. Whoever buys is out.
    mailed = who in mail and one["email"]
    then = begin.replace(day=6) if mailed else begin
    of_arm["given"] += 1 if mailed else 0
    buys, opens, ends = first("purchase", begin), first("message.opened", begin), first("message.unsubscribed", begin)
    if mailed and any(t and t < then for t in (buys, opens)): continue
    texted = who in text and one["phone"] and not (ends and ends < then)
    of_arm["given"] += 1 if texted else 0
    if texted or one["test"] == "control" or not (one["email"] or one["phone"]): continue
    for i, at in enumerate(uploads):
        seen = then <= at < then + 21 * DAY and who not in no_ads
        if seen and not (objected and objected < at) and not (buys and buys < at): uploaded[i].add(who)

for i, members in enumerate(uploaded):
    told = {row["id"] for row in csv.DictReader(open(f"upload_{i + 1}.csv"))}
    assert told == members, (i, told ^ members)
assert [len(members) for members in uploaded] == sorted((len(members) for members in uploaded), reverse=True) and uploaded[1] and not uploaded[2]
run, = json.load(open("report.json"))["flows"][0]["runs"]
arms = {arm["arm"]: arm for arm in run["experiments"][0]["arms"]}
for name, own, given in (("hybrid", count["open"], "sent"), ("holdout", count["control"], "withheld")):
    arm = arms[name]
    goal, = arm["goals"]
    revenue = sum(float(money["amount"]) for money in goal["revenue"])
    assert goal["conversions"] == goal["contacts"]
    told = arm["contacts"], arm[given], goal["contacts"], revenue
    assert told == (own["contacts"], own["given"], own["converters"], own["revenue"]), (name, told, own)
assert arms["hybrid"]["withheld"] == arms["holdout"]["sent"] == 0
came_in = count["open"]["revenue"] + count["control"]["revenue"]
told = open("journal.txt").read()
assert f"return of back: +{100 * (came_in - 240) / 240:.2f} %" in told, came_in
PY
"$camp" why c005 nudge | grep -q 'consent' || fail "not told why c005 got no text"
"$camp" segments upload --contact c005 > why_upload.txt || true
grep -q 'no_ads' why_upload.txt || fail "not told what upload asks"
