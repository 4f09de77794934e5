#!/usr/bin/env python3
"""camp's clocks against Python's `zoneinfo`, which reads the same data by other code: every change of clocks of 30 zones
from 2000 to 2040, 100,000 random (zone, date, rule), and schedules.   oracle.py ZONE_ANSWERS CAMP"""
import calendar
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone

from dateutil.rrule import rrulestr

answers_binary, camp = map(os.path.abspath, sys.argv[1:])
DAY = 86_400
EPOCH = datetime(1970, 1, 1)
ZONES = """Europe/Helsinki Europe/London Europe/Dublin Europe/Lisbon Europe/Moscow Europe/Istanbul America/New_York
America/Los_Angeles America/St_Johns America/Havana America/Sao_Paulo America/Santiago America/Asuncion America/Nuuk
America/Caracas Africa/Casablanca Africa/Cairo Africa/Juba Asia/Jerusalem Asia/Beirut Asia/Tehran Asia/Gaza
Asia/Kathmandu Asia/Pyongyang Australia/Sydney Australia/Lord_Howe Pacific/Apia Pacific/Auckland Pacific/Chatham
Antarctica/Troll""".split()
assert len(ZONES) == 30


class Zone:
    def __init__(self, name):
        self.name, self.info = name, zoneinfo.ZoneInfo(name)

    def shown(self, at):
        """What its clocks show at an instant: seconds of a clock that is never set, and the zone's words."""
        there = datetime.fromtimestamp(at, self.info)
        offset = there.utcoffset()
        return at + offset // timedelta(seconds=1), offset // timedelta(minutes=1), there.tzname()

    def instant(self, local):
        """The first instant at which clocks show this or, of a gap, more."""
        naive = EPOCH + timedelta(seconds=local)
        early, late = (local - naive.replace(tzinfo=self.info, fold=f).utcoffset() // timedelta(seconds=1) for f in (0, 1))
        if self.shown(early)[0] == local:
            return early, False
        # In a gap `fold` is turned round; the change lies between the two.
        low, high = late, early
        assert self.shown(low)[0] < local < self.shown(high)[0]
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.shown(middle)[0] < local else (low, middle)
        return high, True

    def changes(self, first, last):
        """Instants at which another time or another word begins."""
        step, found, before = DAY, [], self.shown(first)
        for at in range(first + step, last, step):
            now = self.shown(at)
            if now[0] - before[0] != step or now[2] != before[2]:
                low, high, offset = at - step, at, before[0] - (at - step)
                while high - low > 1:
                    middle = (low + high) // 2
                    there = self.shown(middle)
                    same = there[0] - middle == offset and there[2] == before[2]
                    low, high = (middle, high) if same else (low, middle)
                found.append(high)
            before = now
        return found


def moved(zone, at_ms, months, days, ms):
    """`at` and a duration: months that keep the day if they have it, then days, by the zone's clocks; then exact time."""
    if months or days:
        at, rest = divmod(at_ms, 1000)
        local = zone.shown(at)[0]
        day, time = (EPOCH + timedelta(seconds=local)).date(), local % DAY
        month = day.year * 12 + day.month - 1 + months
        year, month = month // 12, month % 12 + 1
        day = date(year, month, min(day.day, calendar.monthrange(year, month)[1])) + timedelta(days=days)
        at, gap = zone.instant((day - EPOCH.date()).days * DAY + time)
        at_ms = at * 1000 + (0 if gap else rest)
    return at_ms + ms


class Questions:
    def __init__(self):
        self.asked, self.expected = [], []

    def local(self, zone, at_ms):
        at, rest = divmod(at_ms, 1000)
        local, minutes, word = zone.shown(at)
        self.asked.append(f"local {zone.name} {at_ms}")
        self.expected.append(f"{local // DAY} {local % DAY * 1000 + rest} {minutes} {word}")

    def instant(self, zone, local_ms):
        at, gap = zone.instant(local_ms // 1000)
        self.asked.append(f"instant {zone.name} {local_ms // 1000 // DAY} {local_ms % (DAY * 1000)}")
        self.expected.append(str(at * 1000 + (0 if gap else local_ms % 1000)))

    def move(self, zone, at_ms, months, days, ms):
        forth = random.random() < 0.5
        self.asked.append(f"{'add' if forth else 'subtract'} {zone.name} {at_ms} {months} {days} {ms}")
        self.expected.append(str(moved(zone, at_ms, *((months, days, ms) if forth else (-months, -days, -ms)))))

    def check(self, what):
        told = subprocess.run([answers_binary], input="\n".join(self.asked) + "\n", capture_output=True, text=True, check=True)
        told = told.stdout.splitlines()
        assert len(told) == len(self.expected), (len(told), len(self.expected))
        wrong = [f"{q}: {t}, but the oracle says {e}" for q, t, e in zip(self.asked, told, self.expected) if t != e]
        assert not wrong, "\n".join([f"{len(wrong)} of {len(told)} differ"] + wrong[:20])
        print(f"{what}: {len(told)} answers alike")


def stamp(year):
    return int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp())


def check_changes():
    changes = {}
    ask = Questions()
    for zone in map(Zone, ZONES):
        changes[zone.name] = zone.changes(stamp(2000), stamp(2041))
        for at in changes[zone.name]:
            for ms in (-1000, -1, 0, 1, 1000):
                ask.local(zone, at * 1000 + ms)
            before, after = zone.shown(at - 1)[0] + 1, zone.shown(at)[0]
            for local in (before, after, (before + after) // 2):
                for ms in (-1000, -1, 0, 1, 1000):
                    ask.instant(zone, local * 1000 + ms)
                for months, days in ((0, 1), (0, -7), (1, 0), (-12, 0)):  # which end there
                    ask.move(zone, moved(zone, zone.instant(local)[0] * 1000, months, days, 0), months, days, 0)
    assert all(sum(stamp(2038) < at for at in changes[name]) == 6 for name in ("Europe/Helsinki", "America/New_York"))
    ask.check(f"{sum(map(len, changes.values()))} changes of clocks")
    return changes


def random_rule():
    kind, many = random.randrange(6), random.choice((1, 2, 3, 7, 14, 30, 90))
    months, days = ((0, many), (0, 7 * many), (many, 0), (12 * random.randint(1, 12), 0), (many, many), (0, 0))[kind]
    return months, days, random.choice((0, 0, 1, 500, 3_600_000, 5_400_000, DAY * 1000 - 1))


def check_random(changes):
    everywhere = [Zone(name) for name in sorted(zoneinfo.available_timezones() - {"localtime"})]
    changing = [Zone(name) for name in changes if changes[name]]
    first, last = stamp(1950), stamp(2250)
    ask = Questions()
    for number in range(100_000):
        if number % 2:
            zone, at_ms = random.choice(everywhere), random.randrange(first * 1000, last * 1000)
        else:  # around a change
            zone = random.choice(changing)
            at_ms = random.choice(changes[zone.name]) * 1000 + random.randrange(-2 * DAY, 2 * DAY) * 1000 + random.randrange(1000)
        rule = random_rule()
        if number % 5 == 0:
            ask.local(zone, moved(zone, at_ms, *rule))
        elif number % 5 == 1:
            ask.instant(zone, at_ms)
        else:
            ask.move(zone, at_ms, *rule)
    ask.check("random zones, dates and rules")


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def some(values, many):
    return ",".join(map(str, random.sample(list(values), random.randint(1, many))))


def random_rrule():
    """One that RFC 5545 allows. What it leaves to the first day is not the same to everybody for BYWEEKNO: it has a BYDAY."""
    frequency = random.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts, long = {"FREQ": frequency}, frequency in ("MONTHLY", "YEARLY")
    if random.random() < 0.35:
        parts["INTERVAL"] = random.choice((1, 2, 3, 4, 5, 7, 12))
    if random.random() < 0.4:
        parts["BYMONTH"] = some(range(1, 13), 4)
    if frequency != "WEEKLY" and random.random() < 0.35:
        parts["BYMONTHDAY"] = some((1, 2, 7, 13, 15, 28, 29, 30, 31, -1, -2, -15, -31), 3)
    if frequency == "YEARLY" and random.random() < 0.15:
        parts["BYYEARDAY"] = some((1, 60, 100, 200, 365, 366, -1, -366, -100), 3)
    if frequency == "YEARLY" and random.random() < 0.2:
        parts["BYWEEKNO"] = some((1, 2, 20, 40, 51, -2, -20), 3)
    if "BYWEEKNO" in parts or random.random() < 0.5:
        days = random.sample(WEEKDAYS, random.randint(1, 3))
        if long and "BYWEEKNO" not in parts and random.random() < 0.5:
            of_month = frequency == "MONTHLY" or "BYMONTH" in parts
            numbers = (1, 2, 3, 4, 5, -1, -2, -5) if of_month else (1, 2, 5, 20, 52, 53, -1, -10, -53)
            days = [f"{random.choice(numbers)}{day}" for day in days]
        parts["BYDAY"] = ",".join(days)
    # RFC 5545 has it beside another BY part only, and camp says so.
    if long and len(parts) > 1 and random.random() < 0.25 and any(name.startswith("BY") for name in parts):
        parts["BYSETPOS"] = some((1, 2, 3, 5, -1, -2), 2)
    if random.random() < 0.25:
        parts["WKST"] = random.choice(WEEKDAYS)
    if random.random() < 0.05:
        parts["COUNT"] = random.randint(1, 30)
    elif random.random() < 0.1:
        parts["UNTIL"] = f"{random.randint(2027, 2060)}0615"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def check_rules():
    ask = Questions()
    for _ in range(1000):
        begin, rule = date(2026, 1, 1) + timedelta(days=random.randrange(800)), random_rrule()
        ends = "COUNT" in rule or "UNTIL" in rule
        days = rrulestr(rule if ends else rule + ";UNTIL=20991231", dtstart=datetime.combine(begin, time()))
        days = itertools.takewhile(lambda at: at.year < 2100, days)
        ask.asked.append(f"rule {(begin - EPOCH.date()).days} {rule}")
        ask.expected.append(" ".join(str((day - EPOCH).days) for day in itertools.islice(days, 40)))
    # dateutil is not sure of weeks that lie in two years; `date` is.
    for week, weekday in itertools.product((1, 52, 53), range(7)):
        begin = date(2026, 1, 1)
        days = (begin + timedelta(days=n) for n in range((date(2100, 1, 1) - begin).days))
        wanted = [day for day in days if day.isocalendar().week == week and day.weekday() == weekday]
        ask.asked.append(f"rule {(begin - EPOCH.date()).days} FREQ=YEARLY;BYWEEKNO={week};BYDAY={WEEKDAYS[weekday]}")
        ask.expected.append(" ".join(str((day - EPOCH.date()).days) for day in wanted[:40]))
    # The examples of RFC 5545 that left days out before.
    for rule, first in (("FREQ=YEARLY;BYWEEKNO=20", "2026-05-11"), ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=MO", "2026-03-08")):
        ask.asked.append(f"rule {(date(2026, 3, 2) - EPOCH.date()).days} {rule};COUNT=1")
        ask.expected.append(str((date.fromisoformat(first) - EPOCH.date()).days))
    for rule, why in (("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY is not for WEEKLY rules"),
                      ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO is not for MONTHLY rules"),
                      ("FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY is not for DAILY rules"),
                      ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=2MO", "with BYWEEKNO a day has no number"),
                      ("FREQ=DAILY;UNTIL=20260305T000000Z", "a rule names days, and so does its UNTIL")):
        ask.asked.append(f"rule 20000 {rule}")
        ask.expected.append(why)
    ask.check("rules of RFC 5545 (against dateutil)")


def check_names():
    ask = Questions()
    for name in ("../../etc/passwd", "/usr/share/zoneinfo/UTC", "file:/usr/share/zoneinfo/UTC", "libc:localtime", "localtime",
                 "posixrules", "posix/Europe/Helsinki", "right/Europe/Helsinki", "Fixed/UTC+01:00:00", "Europe", "Europe/",
                 "zone.tab", "leapseconds", "Europe//Helsinki", "Europe/../UTC", "Europe/Helsinki\0"):
        ask.asked.append(f"local {name} 0")
        ask.expected.append("no zone")
    ask.check("names that are none")


def days_from(begin, wanted):
    day = begin
    while True:
        if wanted(day):
            yield day
        day += timedelta(days=1)


def is_last_of_month(day):
    return (day + timedelta(days=7)).month != day.month


RULES = [("every day", lambda day: True), ("every monday", lambda day: day.weekday() == 0),
         ("every month on last friday", lambda day: day.weekday() == 4 and is_last_of_month(day)),
         ("every month on 25, 31", lambda day: day.day in (25, 31)),
         ('rrule "FREQ=MONTHLY;BYDAY=-1SU"', lambda day: day.weekday() == 6 and is_last_of_month(day)),
         ('rrule "FREQ=MONTHLY;BYDAY=2SU"', lambda day: day.weekday() == 6 and 8 <= day.day <= 14)]


def check_schedules():
    begin, many, expected, script = date(2036, 1, 1), 900, {}, [
        'contact { email: email? }', 'event purchase { order: string }', 'conversation news { from "News <news@acme.example>" }',
        'message letter { email { subject "News" text "News." } }']
    for zone in map(Zone, ("Europe/Helsinki", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Beirut")):
        for said, wanted in RULES:
            name, minutes = f"c{len(expected)}", random.choice((30, 135, 150, 210))
            hours = f"{minutes // 60:02}:{minutes % 60:02}"
            script.append(f"campaign {name} {{ category marketing conversation news goal bought{len(expected)} on purchase audience {{ }} "
                          f"schedule {said} at {hours} {zone.name} from {begin} flow {{ send letter }} }}")
            days = days_from(begin, wanted)
            expected[name] = [(f"{day}T{hours}", zone.instant((day - EPOCH.date()).days * DAY + minutes * 60)[0])
                              for day, _ in zip(days, range(many if said == "every day" else many // 8))]
    with tempfile.TemporaryDirectory() as folder:
        def run(*arguments):
            done = subprocess.run([camp, *arguments, "--json"], cwd=folder, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
            return json.loads(done.stdout)
        open(f"{folder}/p.camp", "w").write("\n".join(script))
        open(f"{folder}/contacts.csv", "w").write("id,email\nann,ann@example.com\n")
        run("contacts", "import", "contacts.csv", "--virtual-time", "--at", f"{begin - timedelta(days=2)}T00:00:00Z")
        told = {s["campaign"]: s["next"] for s in run("schedule", "--next", str(many))["schedules"]}
    count = 0
    for name, runs in expected.items():
        for (key, at), next_run in zip(runs, told[name]):
            due = datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            assert next_run == {"run": key, "due": due}, (name, key, due, next_run)
            count += 1
    assert count > 30 * 100
    print(f"{len(expected)} schedules: {count} runs alike")


random.seed(20380119)
check_rules()
check_names()
check_random(check_changes())
check_schedules()
