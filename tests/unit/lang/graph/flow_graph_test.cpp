// A flow's graph: what tests/e2e/graph.sh does not see in its pictures.
#include "lang/graph/flow_graph.h"

#include <catch2/catch.hpp>
#include <set>

#include "lang/graph/written.h"
#include "tests/support/compiled.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

FlowGraph drawn(const Analysis& analysis, std::string_view flow) {
  Diagnostics findings;
  const auto paths = step_paths(analysis, findings);
  REQUIRE(paths.ok());
  return graph_of(analysis, *paths, flow);
}

// `from -> to [words]`, by titles.
std::string ways_of(const FlowGraph& graph) {
  std::string text;
  for (const auto& edge : graph.edges)
    text += graph.nodes[edge.from].title + " -> " + graph.nodes[edge.to].title +
            (edge.words.empty() ? "" : " [" + edge.words + "]") + (edge.is_back ? " back" : "") +
            "\n";
  return text;
}

constexpr std::string_view kDeclarations =
    "contact { email: email?  vip: bool = false  boxes: int = 1 }\n"
    "event ordered { number: string }\n"
    "conversation news { from \"A <a@a.example>\" }\n"
    "message hello { email { subject \"Hello\" text \"Hello.\" } }\n";

FlowGraph journey(std::string_view body) {
  const auto project = test::compiled(
      {{"a.camp", std::string(kDeclarations) +
                      "journey j { category transactional conversation news start on ordered as o\n"
                      "flow {\n" +
                      std::string(body) + "\n} }\n"}});
  INFO(project.findings());
  REQUIRE(project.program);
  return drawn(project.analysis, "j");
}

}  // namespace

TEST_CASE("a piece of a script is one line, its comments are gone, its strings stay whole") {
  CHECK(written("a  ==\n\tb # no\n and c") == "a == b and c");
  CHECK(written(R"(x == "# a" # b)") == R"(x == "# a")");
  CHECK(written(R"("{{ a | default: "#x" }}"  y)") == R"("{{ a | default: "#x" }}" y)");
  CHECK(written(R"("\"#" z)") == R"("\"#" z)");
  CHECK(written("\"\"\"\n one\n # two\n \"\"\"") == R"(""" one # two """)");
  CHECK(written(R"("{% if a == '"' %}#{% endif %}" b)") == R"("{% if a == '"' %}#{% endif %}" b)");
  CHECK(written("\"open").size() == 5);
  CHECK(written("  # all\n").empty());
}

TEST_CASE("loops lead back, `stop` out of them, and what nobody comes to is not there") {
  CHECK(ways_of(journey("repeat up to 2 times { send hello  if contact.vip { stop } }")) ==
        "start on ordered as o -> repeat up to 2 times\n"
        "repeat up to 2 times -> send hello [each time]\n"
        "repeat up to 2 times -> end [no more]\n"
        "send hello -> if contact.vip\n"
        "if contact.vip -> stop [yes]\n"
        "if contact.vip -> repeat up to 2 times [no] back\n"
        "stop -> end\n");
  CHECK(ways_of(journey("if contact.vip { exit \"a\" } else { exit \"b\" }")) ==
        "start on ordered as o -> if contact.vip\n"
        "if contact.vip -> exit \"a\" [yes]\n"
        "if contact.vip -> exit \"b\" [no]\n");
}

TEST_CASE("branches stand in their order, whichever leads somewhere first") {
  const auto graph = journey("if contact.vip { } else { set contact.boxes = 2 }  send hello");
  CHECK(ways_of(graph) ==
        "start on ordered as o -> if contact.vip\n"
        "if contact.vip -> send hello [yes]\n"
        "if contact.vip -> set contact.boxes = 2 [no]\n"
        "set contact.boxes = 2 -> send hello\n"
        "send hello -> end\n");
  REQUIRE(graph.nodes[1].branches.size() == 2);
  CHECK(graph.nodes[1].branches[0].nodes.empty());
  CHECK(graph.nodes[1].branches[1].is_written);
  CHECK(graph.course == std::vector<std::uint32_t>{1, 3, 4});
}

TEST_CASE("steps and branches are called as the compiler calls them") {
  const auto graph = journey(
      "if contact.vip { wait 1h as cooling } else { send hello else { exit } }\n"
      "if contact.vip { wait 1h }");
  std::vector<std::string> labels;
  for (const auto& node : graph.nodes) labels.push_back(node.label);
  CHECK(labels == std::vector<std::string>{"", "", "cooling", "if/else/send hello",
                                           "if/else/send hello/else/exit", "", "if~2/wait", ""});
  CHECK(graph.nodes[1].branches[1].path == "if/else");
  CHECK(graph.nodes[5].branches[0].path == "if~2");
}

TEST_CASE("every step of every example is a node, but for what modules do") {
  for (auto& project : test::whole_projects()) {
    const auto analysis = analyze(project.scripts, project.read_file, library_modules());
    Diagnostics findings;
    const auto program = compile_program(analysis, findings);
    REQUIRE(program.ok());
    for (const auto& name : flow_names(analysis)) {
      INFO(project.name << " " << name);
      const auto graph = drawn(analysis, name);
      std::set<std::string> labels;
      for (const auto& node : graph.nodes) labels.insert(node.label);
      for (const auto& step : program->steps) {
        if (program->name(program->flows[step.flow].name) != name) continue;
        const bool is_of_module = step.label.find("do ") != std::string::npos;
        CHECK((is_of_module || labels.count(step.label) == 1));
      }
    }
  }
}

}  // namespace camp
