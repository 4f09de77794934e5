// Pictures of flows: how texts are cut and escaped, and whose numbers are whose.
#include <catch2/catch.hpp>
#include <cmath>

#include "cli/graph/figures.h"
#include "cli/graph/formats.h"
#include "cli/graph/label_lines.h"
#include "cli/graph/layout.h"
#include "cli/graph/routes.h"
#include "cli/graph/svg_box.h"

using namespace camp;
using namespace camp::cli;

namespace {

using Strings = std::vector<std::string>;

// start -> wait -> end
FlowGraph small_graph(std::string title) {
  FlowGraph graph;
  graph.name = "j";
  graph.is_journey = true;
  graph.nodes = {{GraphKind::kStart, "", "start on e", {}, "start on e", "", {}},
                 {GraphKind::kWait, "wait", title, {"as x"}, title, "a.camp:1:1", {}},
                 {GraphKind::kEnd, "", "end", {}, "end", "", {}}};
  graph.edges = {{0, 1, "", "", false}, {1, 2, title, "wait/else", false}};
  graph.starts = {0};
  graph.course = {1, 2};
  return graph;
}

StepLine line_of(std::string label, std::uint64_t came, std::uint64_t waiting, bool is_branch) {
  StepLine line;
  line.label = std::move(label);
  line.came = came;
  line.waiting = waiting;
  line.is_branch = is_branch;
  return line;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("labels are cut at words, as evenly as they go, and say that they are cut") {
  CHECK(label_lines("", 10, 2).empty());
  CHECK(label_lines("short", 10, 2) == Strings{"short"});
  CHECK(label_lines("one two three x", 14, 2) == Strings{"one two", "three x"});
  CHECK(label_lines("one two three four", 8, 2) == Strings{"one two", "three f…"});
  CHECK(label_lines("abcdefghijklmnop", 6, 2) == Strings{"abcdef", "ghijk…"});
  CHECK(label_lines("漢字漢字", 4, 3) == Strings{"漢字", "漢字"});
  CHECK(label_lines("a\x1b[2J\u202Eb\xff", 20, 1) == Strings{"a?[2J?b?"});
  CHECK(label_lines("漢字", 1, 9).size() <= 2);  // wider than a line, and comes to an end
}

TEST_CASE("a text cannot leave its place in any format") {
  const auto graph = small_graph("a\"<b>&'\\N|`{%%{init}\n\x01\u202E]) --> n9");
  const Picture picture{graph};
  const auto svg = graph_svg(picture);
  REQUIRE(svg.ok());
  CHECK_FALSE(has(*svg, "<b>"));
  CHECK(has(*svg, "a&quot;&lt;b&gt;&amp;&#39;\\N|`{%%{init}??"));
  const auto dot = graph_dot(picture);
  CHECK(has(dot, R"(a\"<b>&amp;'\\N|`{%%{init}???])"));
  const auto mermaid = graph_mermaid(picture);
  CHECK_FALSE(has(mermaid, "%%{"));
  CHECK_FALSE(has(mermaid, "<b>"));
  CHECK(has(mermaid, "a#34;#60;b#62;#38;'#92;N#124;#96;#123;#37;#37;#123;init#125;"));
  CHECK(has(graph_text(picture, false), "a\"<b>&'\\N|`{%%{init}??"));
  CHECK(svg_text("\uFFFE\uFFFF<") == "??&lt;");
}

TEST_CASE("each node has the numbers of its own step, each way those of its branch") {
  const auto graph = small_graph("wait up to 1d");
  StepsResult steps;
  steps.entered = 10;
  steps.finished = 3;
  steps.waiting = 7;
  steps.lines = {line_of("wait", 10, 5, false), line_of("wait/else", 4, 0, true),
                 line_of("gone", 9, 2, false)};
  const auto figures = figures_of(graph, steps);
  CHECK(figures.nodes[0].came == 10);
  CHECK(figures.nodes[1].came == 10);
  CHECK(figures.nodes[1].standing == 5);
  CHECK(figures.nodes[2].came == 3);
  CHECK(figures.elsewhere == 2);
  const Picture picture{graph, &figures};
  CHECK(picture.figures_text_of(1) == "10 came, 5 stand here");
  CHECK(picture.words_of(graph.edges[1]) == "wait up to 1d: 4");
  CHECK(has(*graph_svg(picture), ">5</text>"));
  // Some may have left no trace there.
  steps.lines[1].is_at_least = true;
  auto unsure = figures_of(graph, steps);
  CHECK(Picture{graph, &unsure}.words_of(graph.edges[1]) == "wait up to 1d: ≥ 4");
  steps.lines[1].came = 0;
  unsure = figures_of(graph, steps);
  CHECK(Picture{graph, &unsure}.words_of(graph.edges[1]) == "wait up to 1d");
  CHECK(has(graph_dot(picture), "10 came, 5 stand here"));
}

TEST_CASE("a module has the numbers of all that it does, but not of its else") {
  auto graph = small_graph("do m");
  graph.nodes[1].kind = GraphKind::kModule;
  graph.nodes[1].label = "do m";
  StepsResult steps;
  steps.lines = {line_of("do m", 8, 0, true),
                 line_of("do m/ask a/send", 8, 0, false),
                 line_of("do m/ask a", 8, 3, false),
                 line_of("do m/else", 1, 0, true),
                 line_of("do m/else/wait", 1, 1, false),
                 line_of("do m~2/ask a", 2, 2, false)};
  const auto figures = figures_of(graph, steps);
  CHECK(figures.nodes[1].came == 8);
  CHECK(figures.nodes[1].standing == 3);
  CHECK(figures.elsewhere == 3);
}

TEST_CASE("boxes do not overlap, and lines go down from one to the other") {
  const std::vector<BoxSize> boxes = {{100, 40}, {60, 20}, {200, 40}, {80, 40}, {90, 30}};
  const std::vector<Link> links = {{0, 1}, {1, 2}, {0, 3}, {2, 4}, {3, 4}};
  const auto layout = lay_out(boxes, links);
  REQUIRE(layout.ok());
  for (std::size_t a = 0; a < boxes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const auto one = layout->centers[a], other = layout->centers[b];
      CHECK((std::abs(one.x - other.x) * 2 >= boxes[a].width + boxes[b].width ||
             std::abs(one.y - other.y) * 2 >= boxes[a].height + boxes[b].height));
    }
  const Routes routes(boxes, links, *layout);
  for (std::size_t i = 0; i < links.size(); ++i) CHECK(routes.path(i).substr(0, 1) == "M");
}
