"""What holds of every flow's graph and of its pictures.

check_graph.py GRAPH.json PICTURE.svg PICTURE.dot PICTURE.mermaid
check_graph.py --live GRAPH.json STEPS.json    the numbers at each step are the step report's
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

ENDS = ("exit", "end", "leave", "goal")


def check_shape(graph):
    nodes, edges = graph["nodes"], graph["edges"]
    ways = {node["id"]: [e for e in edges if e["from"] == node["id"]] for node in nodes}
    for node in nodes:
        assert bool(ways[node["id"]]) != (node["kind"] in ENDS), ("ends, and goes on", node)
    reached, next_ones = set(), list(graph["starts"])
    while next_ones:
        one = next_ones.pop()
        if one not in reached:
            reached.add(one)
            next_ones += [e["to"] for e in ways[one]]
    alone = {node["id"] for node in nodes} - reached
    assert alone == set(graph["at_any_step"]), ("nobody comes there", alone)
    labels = [node["step"] for node in nodes if node["step"]]
    assert len(labels) == len(set(labels)), "a step is there twice"
    steps = ("send", "wait", "exit", "request", "module", "action", "experiment")
    for node in nodes:
        assert node["step"] or node["kind"] not in steps, ("a step without its label", node)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def check_svg(graph, path):
    root = ElementTree.parse(path).getroot()  # refuses what is not well-formed
    space = "{http://www.w3.org/2000/svg}"
    known = {space + name for name in ("svg", "title", "style", "defs", "marker", "path", "rect", "g", "text")}
    for element in root.iter():
        assert element.tag in known, ("an element from elsewhere", element.tag)
        assert not any(name.startswith("on") or "href" in name for name in element.attrib), element.attrib
    titles = [squeezed(element.text or "") for element in root.iter(space + "title")]
    shown = [squeezed("".join(t.text or "" for t in g.iter(space + "text"))) for g in root.iter(space + "g")]
    for node in graph["nodes"]:
        title = squeezed(node["title"])
        # Cut or whole: its begin is shown, all of it is the tooltip.
        if node["kind"] not in ("leave", "goal"):
            assert any(text.startswith(title[:24]) for text in shown), ("not shown", node["title"])
            assert any(text.startswith(squeezed(node["source"])) for text in titles), ("no tooltip", node)
    width, height = float(root.get("width")), float(root.get("height"))
    assert 0 < width < 20000 and 0 < height < 200000


def check_dot(graph, path):
    text = open(path, encoding="utf-8").read()
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert outside.count('"') % 2 == 0
    nodes = re.findall(r"^ +n\d+ \[", outside, re.M)
    edges = re.findall(r"^  n\d+ -> n\d+( \[[^\]]*\])?$", outside, re.M)
    assert len(nodes) == len(graph["nodes"]) and len(edges) == len(graph["edges"]), (len(nodes), len(edges))
    assert outside.count("{") == outside.count("}")


def check_mermaid(graph, path):
    words = r'"[^"\\{}|<>`;]*(?:(?:<br/>|#\d+;)[^"\\{}|<>`;]*)*"'
    shapes = [r"\(\[%s\]\)", r"\{\{%s\}\}", r"\{%s\}", r"\[/%s\\\]", r"\[/%s/\]", r"\[\[%s\]\]", r"\(%s\)", r">%s\]", r"\[%s\]"]
    node = "|".join(shape % words for shape in shapes)
    forms = [
        r"---", r"title: (journey|campaign) \w+", r"flowchart TD", r"  %% .*", r"  n\d+(%s)" % node,
        r"  n\d+ (-->|-\.->)(\|%s\|)? n\d+" % words, r'  subgraph any_step \["at any step"\]', r"  end",
        r"  classDef k_\w+ [\w#,:-]+", r"  class n\d+(,n\d+)* k_\w+",
    ]
    text = open(path, encoding="utf-8").read()
    assert "%%{" not in text
    for line in text.splitlines():
        assert any(re.fullmatch(form, line) for form in forms), ("no line of Mermaid", line)
    assert len(re.findall(r"^  n\d+ -", text, re.M)) == len(graph["edges"])


def check_live(graph, flow):
    steps = flow["steps"]
    lines = {line["label"]: line for line in steps["lines"] if line["kind"] == "step"}
    branches = {line["label"]: line for line in steps["lines"] if line["kind"] == "branch"}
    told = 0
    for node in graph["nodes"]:
        told += node["standing"] + node["incidents"]
        line = lines.get(node["step"])
        if line and node["kind"] != "module":
            assert node["came"] == line["came"], (node, line)
            assert node["standing"] == line["waiting"] and node["incidents"] == line["incidents"], (node, line)
    assert any(node["came"] for node in graph["nodes"])
    for edge in graph["edges"]:
        if edge["branch"] in branches:
            assert edge["came"] == branches[edge["branch"]]["came"], edge
    assert told + graph["standing_elsewhere"] == steps["waiting"] + steps["incidents"], (told, steps)
    assert graph["standing_elsewhere"] == 0


if sys.argv[1] == "--live":
    check_live(json.load(open(sys.argv[2])), json.load(open(sys.argv[3]))["flows"][0])
else:
    drawn = json.load(open(sys.argv[1]))
    check_shape(drawn)
    check_svg(drawn, sys.argv[2])
    check_dot(drawn, sys.argv[3])
    check_mermaid(drawn, sys.argv[4])
