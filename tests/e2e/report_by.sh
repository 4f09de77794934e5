#!/usr/bin/env bash
# `camp report --by`: one table of messages a dimension, in words first. Every figure is held against what `camp comms`
# tells of each message, summed here by other code.
set -euo pipefail
camp=$1
support=$(cd "$(dirname "$0")/../support" && pwd)
source "$support/verb_checks.bash"
mkdir "$work/p"
cd "$work/p"
cat > flows.camp <<'CAMP'
contact { email: email?  phone: phone?  vip: bool = false  timezone: timezone = "Europe/Helsinki" }
event purchase { total: money }
event refund { total: money }
event ordered {}
segment vips = contact.vip
segment all_of_them = contact.email is present or contact.phone is present
conversation news { from "News <news@acme.example>" }
message letter { email { subject "News" text "News." } sms "News" }
message offer { email { subject "Offer" text "Offer." } }
message receipt { email { subject "Receipt" text "Receipt." } }
campaign weekly {
  category marketing  conversation news  tags "news", "regular"  audience { }
  goal bought on purchase as p within 3d worth p.total refunded by refund as r where r.total == p.total
  flow { send letter via email or sms }
}
campaign sale {
  category marketing  conversation news  tags "sale"  audience { include vips }
  goal bought on purchase as p within 3d worth p.total
  flow { send offer  wait 1d  send letter }
}
journey orders {
  category transactional  conversation news  start on ordered again  goal g on refund within 2d
  flow { send receipt }
}
CAMP
python3 - <<'PY'
import json, random
random.seed(11)
ids = ["c%03d" % i for i in range(150)]
with open("contacts.csv", "w") as out:
    out.write("id,email,phone,vip\n")
    for i, c in enumerate(ids):
        out.write("%s,%s,%s,%s\n" % (c, "" if i % 7 == 3 else c + "@example.com", "+35840%07d" % i if i % 2 else "", "true" if i % 4 == 0 else "false"))
# Each day from the second on some react to what they got. Late days get fewer clicks.
for day in range(2, 16):
    with open("day-%d.ndjson" % day, "w") as out:
        n = 0
        def write(c, event, data):
            global n
            n += 1
            out.write(json.dumps({"id": "e%d-%d" % (day, n), "contact": c, "event": event,
                                  "time": "2026-03-%02dT%02d:%02d:00Z" % (day, 12 + n // 60, n % 60), "data": data}) + "\n")
        for c in ids:
            roll = random.random()
            if roll < .05: write(c, "message.bounced", {"message": "letter", "reason": "full"})
            elif roll < .35: write(c, "message.opened", {"message": "letter"})
            if roll < .45 - .025 * day: write(c, "message.clicked", {"message": random.choice(["letter", "offer"]), "url": "https://acme.example"})
            if .4 < roll < .44: write(c, "message.unsubscribed", {"message": "letter"})
            if .5 < roll < .505: write(c, "message.complained", {"message": "letter"})
            if .6 < roll < .7: write(c, "purchase", {"total": random.choice(["10.50 EUR", "3.10 EUR", "7 USD"])})
            if .7 < roll < .73: write(c, "refund", {"total": "3.10 EUR"})
            if .8 < roll < .9: write(c, "ordered", {})
PY
text 0 '150 created' contacts import contacts.csv --subscribe news:email,sms --virtual-time --at 2026-03-01T21:30:00Z
for day in $(seq 2 15); do
  key=$(printf '2026-03-%02d' "$day")
  [ $((day % 5)) -ne 0 ] || text 0 '' run sale --key "$key"
  text 0 '' run weekly --key "$key"
  "$camp" events import "day-$day.ndjson" > "$work/out.txt" 2>&1 || [ $? -eq 1 ]  # of what somebody never got: rejected
  text 0 '' tick --until "$(printf '2026-03-%02dT22:30:00Z' "$day")"  # 00:30 in Helsinki, of the next day
done
text 0 'nothing is wrong' ledger verify
for i in $(seq -w 0 149); do "$camp" comms "c$i" --json; done > comms.json
for by in day week month run flow tag channel message segment; do "$camp" report --by $by --json; done > tables.json
"$camp" report weekly --by message --json >> tables.json
"$camp" report --by flow --run 2026-03-05 --json >> tables.json
"$camp" report --by day --zone UTC --json >> tables.json
python3 - comms.json tables.json <<'PY'
import collections, datetime, decimal, json, sys, zoneinfo
told = [json.loads(line) for line in open(sys.argv[1])]
messages = [dict(m, contact=t["contact"]) for t in told for m in t["messages"]]
TAGS = {"weekly": ["news", "regular"], "sale": ["sale"], "orders": []}
def day_of(m, zone):
    at = datetime.datetime.fromisoformat(m["time"].replace("Z", "+00:00"))
    return at.astimezone(zoneinfo.ZoneInfo(zone)).date()
def keys(m, by, zone):
    day = day_of(m, zone)
    return {"day": [day.isoformat()], "week": [(day - datetime.timedelta(days=day.weekday())).isoformat()],
            "month": [day.isoformat()[:7]], "flow": [m["flow"]], "channel": [m["channel"]], "message": [m["message"]],
            "run": [m["flow"] + (" " + m["run_key"] if "run_key" in m else "")], "tag": TAGS[m["flow"]],
            "segment": ["all_of_them"] + (["vips"] if int(m["contact"][1:]) % 4 == 0 else [])}[by]
THERE = {"delivered", "opened", "clicked", "replied", "unsubscribed", "complained"}
def counts(of):
    c = collections.Counter(sent=0)
    money = collections.defaultdict(decimal.Decimal)
    for m in of:
        receipts, won = set(m["receipts"]), [w for w in m["conversions"] if " refunded " not in w]
        c["sent"] += 1
        c["delivered"] += bool(receipts & THERE) or not receipts & {"bounced", "failed"}
        for r in ("opened", "clicked", "replied", "unsubscribed", "complained"): c[r] += r in receipts
        c["converted"] += bool(won)
        c["conversions"] += len(won)
        c["refunded"] += len(m["conversions"]) - len(won)
        for w in m["conversions"]:
            if len(w.split()) > 1:
                *_, amount, currency = w.split()
                money[currency] += decimal.Decimal(amount.replace(",", "")) * (-1 if " refunded " in w else 1)
    return c, {k: v for k, v in money.items()}
def same(row, of):
    c, money = counts(of)
    for name, n in c.items(): assert row[name] == n, (row, name, n)
    for name in ("opened", "clicked", "unsubscribed", "complained"):
        assert row[name + "_rate"] == (c[name] / c["delivered"] if c["delivered"] else None), (row, name)
    for name in ("delivered", "converted"):
        assert row[name + "_rate"] == (c[name] / c["sent"] if c["sent"] else None), (row, name)
    assert {r["currency"]: decimal.Decimal(r["amount"]) for r in row["revenue"]} == money, (row, money)
sent = [m for m in messages if m["state"] == "sent"]
assert len(sent) > 1000 and all(counts(sent)[0][it] > 5 for it in ("opened", "clicked", "converted", "unsubscribed", "complained", "refunded")), (len(sent), counts(sent))
tables = [json.loads(line) for line in open(sys.argv[2])]
assert len(tables) == 12
for table in tables:
    scope = [m for m in sent if table["flow"] in (None, m["flow"]) and table["run"] in (None, m.get("run_key"))]
    same(table["all"], scope)
    rows = collections.defaultdict(list)
    for m in scope:
        for key in keys(m, table["by"], table["zone"]): rows[key].append(m)
    assert {r["row"] for r in table["rows"]} == set(rows), (table["by"], [r["row"] for r in table["rows"]], list(rows))
    for row in table["rows"]: same(row, rows[row["row"]])
    # Compared are messages that had three days, which is the longest window as well: of each row, or whole rows.
    before = datetime.datetime.fromisoformat(table["as_of"].replace("Z", "+00:00")) - datetime.timedelta(days=3)
    is_old = lambda m: datetime.datetime.fromisoformat(m["time"].replace("Z", "+00:00")) <= before
    for finding in table["findings"]:
        assert table["by"] not in ("tag", "segment")
        measure = finding["measure"]
        for end in ("best", "worst"):
            old = counts(m for m in rows[finding[end]] if is_old(m))[0]
            share = finding[end + "_share"]
            assert (share["count"], share["of"]) == (old[measure], old["sent" if measure == "converted" else "delivered"]), (table["by"], finding, old)
    for row in table["rows"]: assert row["fresh"] == any(not is_old(m) for m in rows[row["row"]]), (table["by"], row)
    if table["by"] in ("day", "week", "month"): assert [r["row"] for r in table["rows"]] == sorted(rows)
by_day = tables[0]
assert by_day["zone"] == "Europe/Helsinki" and by_day["rows"][-1]["fresh"] and not by_day["rows"][0]["fresh"]
assert tables[-1]["zone"] == "UTC" and [r["sent"] for r in tables[-1]["rows"]] != [r["sent"] for r in by_day["rows"]]
PY
text 0 'All campaigns and journeys, by day' report --by day
text 0 'messages? sent in [0-9]+ days, [0-9.]+ % delivered, [0-9.]+ % converted; of those delivered ' report --by day
text 0 'only the others are compared' report --by message
answers '" EUR and " in a["words"][0] and a["words"][0].endswith(" USD.")' report --by flow
text 0 '^weekly \* +[0-9,]+ ' report --by flow
text 0 "today, whatever was so" report --by segment
text 0 '^day,sent,delivered,delivered rate,' report --by day --csv
text 0 '<title>weekly, by channel</title>' report weekly --by channel --html -
text 2 "no table by 'weekday'; there are those by day, week" report --by weekday
text 2 'one of the two' report --by day --steps
text 2 "no time zone 'Helsinki'" report --by day --zone Helsinki
text 3 "did you mean 'weekly'" report weakly --by day
text 3 'no run with the key' report --by day --run nope
