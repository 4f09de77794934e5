"""What each contact's own history says of a flow's steps, against what `camp report --steps` and `camp status --flows` say.

count_steps.py HISTORIES STEPS STATUS: files of `camp comms ID --all --json` (a line each), `camp report --steps --json`
and `camp status --flows --json`.
"""
import collections
import json
import sys

histories, report, status = ([json.loads(line) for line in open(name)] for name in sys.argv[1:4])
report, status = report[0], status[0]
came = collections.defaultdict(set)     # (flow, label) -> instances
left = collections.Counter()            # (flow, label, by, event) -> times
messages = collections.Counter()        # (flow, label, word) -> messages
entered = collections.defaultdict(set)
ends = collections.Counter()            # (flow, how)
stands = {}                             # (contact, instance) -> (flow, label or "", state)
WORDS = {"pending": "waiting to be sent"}
for told in histories:
    for entry in told["history"]:
        flow, who = entry.get("flow"), (told["contact"], entry.get("instance"))
        if "message" in entry and entry["kind"] == "message":
            at = entry["message"]
            came[flow, at["step"]].add(who)
            messages[flow, at["step"], WORDS.get(at["state"], at["state"])] += 1
        if entry["kind"] != "transition":
            continue
        how = entry["transition"]
        entered[flow].add(who)
        before = stands.pop(who, None)
        put_back = how["wake"] == "operator" and how["stop"] == "parked"
        if how["stop"] == "incident":
            stands[who] = (flow, before[1] if before else "", "incidents")
            continue
        if before and before[1] and not put_back:
            by = {"timer": "time", "start": "time", "event": "event", "exit event": "exit", "operator": "operator"}[how["wake"]]
            by = "erased" if by == "exit" and "event" not in how else by
            left[flow, before[1], by, how.get("event")] += 1
        if how["stop"] == "parked":
            came[flow, how["step"]].add(who)
            stands[who] = (flow, how["step"], "waiting")
        elif how["stop"] == "finished":
            ends[flow, "finished"] += 1
        else:
            ends[flow, "taken_out" if how["wake"] in ("exit event", "operator") else "ended"] += 1

seen = 0
for flow in report["flows"]:
    name, steps = flow["name"], flow["steps"]
    assert steps["entered"] == len(entered[name]) > 0, (name, steps["entered"])
    for how in ("finished", "taken_out", "ended"):
        assert steps[how] == ends[name, how], (name, how, steps[how], ends)
    here = [at for at in stands.values() if at[0] == name]
    for state in ("waiting", "incidents"):
        assert steps[state] == sum(at[2] == state for at in here), (name, state, steps, here)
    assert steps["entered"] == sum(steps[it] for it in ("finished", "taken_out", "ended", "waiting", "incidents"))
    for line in steps["lines"]:
        label = line["label"]
        if line["kind"] == "branch":
            # Everybody who was at a step in it; of an arm and an else of a wait also who left the wait by it.
            skip = label + "/else/" if label.split("/")[-1].split("~")[0] == "if" else "\0"
            inside = set().union(*[who for (flow_of, at), who in came.items()
                                   if flow_of == name and at.startswith(label + "/") and not at.startswith(skip)])
            assert line["came"] is None or line["came"] >= len(inside), (line, inside)
            continue
        if line["came"] is None:
            continue
        exits = label.split("/")[-1].startswith("exit")  # the histories say no step of those
        assert line["came"] == len(came[name, label]) or exits, (name, line, came[name, label])
        assert line["share"] == line["came"] / steps["entered"], line
        for state in ("waiting", "incidents"):
            assert line[state] == sum(at[1:] == (label, state) for at in here), (name, line)
        ways = collections.Counter()
        for way in line["left"]:
            ways[way["by"]] += way["times"]
        for by in ways:
            assert ways[by] == sum(n for (f, at, how, _), n in left.items() if (f, at, how) == (name, label, by)), (line, by)
        assert sum(ways.values()) == sum(n for (f, at, _, _), n in left.items() if (f, at) == (name, label)), line
        assert line["times"] == line["waiting"] + line["incidents"] + sum(ways.values()), line
        assert line["messages"] == {w: n for (f, at, w), n in messages.items() if (f, at) == (name, label)}, (line, messages)
        seen += 1
for at in status["flows"]:
    steps, = [f["steps"] for f in report["flows"] if f["name"] == at["flow"]]
    if at["step"] == "its start":
        assert steps["incidents_at_start"] == at["incidents"], (steps, at)
        continue
    line, = [line for line in steps["lines"] if line["label"] == at["step"]]
    assert (line["waiting"], line["incidents"]) == (at["waiting"], at["incidents"]), (line, at)
assert seen > 5
