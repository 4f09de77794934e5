#include "lang/base/render.h"

#include <catch2/catch.hpp>

#include "lang/base/limits.h"

namespace camp {
namespace {

// The span of the first `part` in `text`, in source 0 unless told.
Span span_of(const SourceSet& sources, std::string_view part, SourceId source = 0) {
  auto at = static_cast<std::uint32_t>(sources[source].text().find(part));
  return {source, at, at + static_cast<std::uint32_t>(part.size())};
}

Diagnostic unknown(Span span, std::string label) {
  Diagnostic diagnostic;
  diagnostic.code = Code::kUnknownName;
  diagnostic.message = "no segment named 'lapsd'";
  diagnostic.primary = {span, std::move(label)};
  return diagnostic;
}

TEST_CASE("the layout of render.h, to the letter") {
  SourceSet sources;
  sources.add("flows/spring.camp", std::string(11, '\n') + "  audience { include lapsd }\n");
  auto diagnostic = unknown(span_of(sources, "lapsd"), "not declared in this project");
  diagnostic.help = "did you mean 'lapsed'?";
  CHECK(render(diagnostic, sources, false) ==
        "error[CAMP0202]: no segment named 'lapsd'\n"
        "  --> flows/spring.camp:12:22\n"
        "   |\n"
        "12 |   audience { include lapsd }\n"
        "   |                      ^^^^^ not declared in this project\n"
        "   = help: did you mean 'lapsed'?\n");
}

TEST_CASE("tabs take four columns, wide characters two, combining marks none") {
  SourceSet sources;
  sources.add("a.camp", "\tsend \"日本 e\u0301\" lapsd 猫x\n");
  CHECK(render(unknown(span_of(sources, "lapsd"), ""), sources, false) ==
        "error[CAMP0202]: no segment named 'lapsd'\n"
        " --> a.camp:1:15\n"
        "  |\n"
        "1 |     send \"日本 e\u0301\" lapsd 猫x\n"
        "  |                   ^^^^^\n");
  CHECK(render(unknown(span_of(sources, "猫"), "a cat"), sources, false) ==
        "error[CAMP0202]: no segment named 'lapsd'\n"
        " --> a.camp:1:21\n"
        "  |\n"
        "1 |     send \"日本 e\u0301\" lapsd 猫x\n"
        "  |                         ^^ a cat\n");
}

TEST_CASE("secondary labels: same line, another line, another file; notes") {
  SourceSet sources;
  sources.add("a.camp", "segment a = b\n\n\nsegment a = c\n");
  sources.add("b.camp", "list b\n");
  Diagnostic diagnostic;
  diagnostic.code = Code::kUnusedName;
  diagnostic.message = "m";
  diagnostic.primary = {{0, 24, 25}, "again"};
  diagnostic.secondary = {{{0, 8, 9}, "first here"}, {{1, 5, 6}, "and a list"}, {{0, 28, 29}, ""}};
  diagnostic.notes = {"one\ntwo"};
  CHECK(render(diagnostic, sources, false) ==
        "warning[CAMP0206]: m\n"
        " --> a.camp:4:9\n"
        "  |\n"
        "1 | segment a = b\n"
        "  |         - first here\n"
        "...\n"
        "4 | segment a = c\n"
        "  |         ^ again\n"
        "  |             -\n"
        " ::: b.camp:1:6\n"
        "  |\n"
        "1 | list b\n"
        "  |      - and a list\n"
        "  = note: one\n"
        "          two\n");
}

TEST_CASE("a span over several lines shows its first; an empty one at the end one caret") {
  SourceSet sources;
  sources.add("a.camp", "flow {\n  x\n}");
  CHECK(
      render(unknown({0, 5, 12}, ""), sources, false) ==
      "error[CAMP0202]: no segment named 'lapsd'\n --> a.camp:1:6\n  |\n1 | flow {\n  |      ^\n");
  CHECK(render(unknown({0, 12, 12}, "missing"), sources, false) ==
        "error[CAMP0202]: no segment named 'lapsd'\n --> a.camp:3:2\n  |\n3 | }\n  |  ^ missing\n");
}

TEST_CASE("colours") {
  SourceSet sources;
  sources.add("a.camp", "x");
  CHECK(render(unknown({0, 0, 1}, "l"), sources, true) ==
        "\x1b[1;31merror[CAMP0202]\x1b[0m\x1b[1m: no segment named 'lapsd'\x1b[0m\n"
        "\x1b[1;34m --> \x1b[0ma.camp:1:1\n"
        "\x1b[1;34m  |\x1b[0m\n"
        "\x1b[1;34m1 |\x1b[0m x\n"
        "\x1b[1;34m  |\x1b[0m \x1b[1;31m^ l\x1b[0m\n");
}

TEST_CASE("hostile sources: escapes, bad UTF-8, spans outside, no source, endless lines") {
  SourceSet sources;
  sources.add("a.camp", "a\x1b[2J\xff\u202E b");
  auto text = render(unknown({0, 0, 1}, ""), sources, false);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("1 | a\uFFFD[2J\uFFFD\uFFFD b\n") != std::string::npos);
  CHECK_NOTHROW(render(unknown({0, 4'000'000'000u, 5}, ""), sources, false));
  CHECK(render(unknown({7, 0, 5}, ""), sources, false) ==
        "error[CAMP0202]: no segment named 'lapsd'\n");

  SourceSet empty;
  empty.add("e.camp", "");
  CHECK(render(unknown({0, 0, 0}, ""), empty, false) ==
        "error[CAMP0202]: no segment named 'lapsd'\n --> e.camp:1:1\n  |\n1 |\n  | ^\n");

  SourceSet big;
  big.add("b.camp", std::string(100'000, 'x') + "HERE" + std::string(100'000, 'y'));
  auto cut = render(unknown({0, 100'000, 100'004}, ""), big, false);
  CHECK(cut.size() < 600);
  auto column = [&](std::string_view part) {
    auto at = cut.find(part);
    return at - cut.rfind('\n', at);
  };
  CHECK(column("^^^^") == column("HERE") - std::string_view("…").size() + 1);
}

TEST_CASE("a line is cut from one column more than fits") {
  for (std::size_t extra : {0u, 1u}) {
    SourceSet sources;
    sources.add("a", std::string(limits::kSnippetColumns + extra, 'x'));
    auto text = render(unknown({0, 0, 1}, ""), sources, false);
    CHECK((text.find("…") != std::string::npos) == (extra == 1));
  }
}

TEST_CASE("summaries") {
  Diagnostics diagnostics;
  CHECK(render_summary(diagnostics, 3) == "no errors in 3 files");
  diagnostics.add(unknown({}, ""));
  CHECK(render_summary(diagnostics, 1) == "1 error in 1 file");
  diagnostics.add(unknown({}, ""));
  Diagnostic warning;
  warning.code = Code::kUnusedName;
  diagnostics.add(warning);
  CHECK(render_summary(diagnostics, 3) == "2 errors, 1 warning in 3 files");
}

}  // namespace
}  // namespace camp
