// The one layout: golden pairs, and what must hold of any script, however it is written.
//
// tests/golden/format/before/NAME.camp comes out as tests/golden/format/after/NAME.camp.
// CAMP_UPDATE_GOLDEN=1 writes the latter anew; review the difference.
#include "lang/format/format.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "lang/base/limits.h"
#include "lang/format/sameness.h"
#include "lang/format/tokens.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/walk.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

namespace fs = std::filesystem;
using Outcome = Formatted::Outcome;

Formatted formatted(const std::string& text) {
  SourceSet sources;
  Diagnostics diagnostics;
  const auto source = sources.add("a.camp", text);
  auto result = format_script(sources, source, diagnostics);
  CHECK((result.outcome == Outcome::kBroken) == diagnostics.has_errors());
  return result;
}

std::string layout(const std::string& text) {
  auto result = formatted(text);
  REQUIRE(result.outcome == Outcome::kDone);
  return result.text;
}

// Every name and text of the tree, in its order, with the number of its node's parts: another way
// to see that it is the same tree than the formatter's own.
std::string tree_text(const std::string& text) {
  SourceSet sources;
  Diagnostics diagnostics;
  const auto source = sources.add("a.camp", text);
  const auto tree = parse(sources, source, diagnostics);
  std::string out = diagnostics.has_errors() ? "broken\n" : "";
  ast::walk(tree, [&](const auto& node) {
    using Node = std::remove_cvref_t<decltype(node)>;
    if constexpr (std::is_same_v<Node, ast::Name> || std::is_same_v<Node, ast::Text>)
      out += node.text + "\n";
    else if constexpr (std::is_same_v<Node, ast::Literal>)
      append_text(out, node.value);
    else if constexpr (std::is_same_v<Node, ast::Block>)
      out += "block of " + std::to_string(node.statements.size()) + "\n";
    else if constexpr (std::is_same_v<Node, ast::Declaration>)
      out += "## " + node.doc + "\n";
    if constexpr (requires { node.node.index(); })
      out += "kind " + std::to_string(node.node.index()) + "\n";
    return true;
  });
  return out;
}

std::string comments_of(const std::string& text) {
  std::string all;
  for (const auto& token : format::tokenize(text))
    if (token.is_comment()) all.append(token.text) += '\n';
  return all;
}

// False when the text does not parse.
bool holds_of(const std::string& text) {
  const auto once = formatted(text);
  if (once.outcome == Outcome::kBroken) return false;
  INFO(text);
  INFO(once.text);
  CHECK(once.outcome == Outcome::kDone);
  CHECK(tree_text(once.text) == tree_text(text));
  CHECK(comments_of(once.text) == comments_of(text));
  const auto twice = formatted(once.text);
  CHECK(twice.text == once.text);
  return true;
}

std::vector<fs::path> all_scripts() {
  std::vector<fs::path> paths;
  for (auto folder : {"examples", "stdlib", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(CAMP_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".camp") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// The same tokens with other blanks between them, and comments.
std::string scattered(const std::string& text, std::mt19937& random) {
  static constexpr const char* kGaps[] = {" ",      "  ",     "\t",       "\n",
                                          "\n\n\n", "\r\n  ", " # why\n", "\n## said\n"};
  std::string out;
  std::uint32_t end = 0;
  const auto often = random() % 12 + 2;  // one gap in so many
  for (const auto& token : format::tokenize(text)) {
    const auto between = text.substr(end, token.begin - end);
    const bool was_comment = !out.empty() && between.find('\n') != between.npos;
    if (random() % often == 0 && !between.empty())
      out += std::string(was_comment ? "\n" : "") + kGaps[random() % std::size(kGaps)];
    else
      out += between;
    out += token.text;
    end = token.end();
  }
  return out;
}

}  // namespace

TEST_CASE("golden layouts") {
  const auto folder = fs::path(CAMP_SOURCE_DIR) / "tests/golden/format";
  for (const auto& entry : fs::directory_iterator(folder / "before")) {
    const auto after = folder / "after" / entry.path().filename();
    INFO(after);
    const auto text = layout(test::text_of(entry.path()));
    if (std::getenv("CAMP_UPDATE_GOLDEN") != nullptr)
      std::ofstream(after, std::ios::binary) << text;
    CHECK(text == test::text_of(after));
    CHECK(holds_of(test::text_of(entry.path())));
  }
}

TEST_CASE(
    "every script of the repository comes out as the same one, and the second time as it is") {
  std::size_t count = 0;
  for (const auto& path : all_scripts()) {
    INFO(path);
    count += holds_of(test::text_of(path)) ? 1 : 0;
  }
  CHECK(count > 100);
}

TEST_CASE("so do scripts with other blanks, line breaks and comments") {
  std::mt19937 random(7);
  std::size_t count = 0;
  for (const auto& path : all_scripts()) {
    const auto text = test::text_of(path);
    for (int i = 0; i < 3; ++i) count += holds_of(scattered(text, random)) ? 1 : 0;
  }
  CHECK(count > 300);
}

TEST_CASE("what an author has put together in another layout comes out the same") {
  const std::string text =
      "journey j {\n  start on x\n  flow {\n    wait 1h\n    send m via email else { exit \"no\" "
      "}\n  }\n}\n";
  CHECK(layout(text) == text);
  CHECK(layout("journey j\n{\nstart on x flow\n{\n\n\twait 1h send m via email\n else { exit "
               "\"no\" }\n\n}\n\n}") ==
        "journey j {\n  start on x\n  flow {\n    wait 1h\n    send m via email\n      else { exit "
        "\"no\" }\n  }\n}\n");
}

TEST_CASE("line breaks are as the first one is; a byte order mark goes; texts stay byte for byte") {
  CHECK(layout("list a\r\n\r\n\r\nlist b") == "list a\r\n\r\nlist b\r\n");
  CHECK(layout("list a\n\r\nlist b\r\n") == "list a\n\nlist b\n");
  CHECK(layout("\xEF\xBB\xBFlist a  # x \r\nlist b") == "list a  # x\r\nlist b\r\n");
  const std::string text = "message m {\n  sms \"\"\"\r\n\t a  \n  {{ b  }}\r\n  \"\"\"\n}\n";
  CHECK(layout(text) == text);
  CHECK(layout("") == "");
  CHECK(layout(" \n\t\n") == "");
  CHECK(layout("# only this") == "# only this\n");
  CHECK(layout("#!/usr/bin/env camp\nlist a") == "#!/usr/bin/env camp\nlist a\n");
}

TEST_CASE("a word of the language that is somebody's name never comes to a line's begin") {
  const std::string wide(60, 'x');
  CHECK(
      formatted("message m(" + wide + ": string, " + wide + "2: string, to: string) { sms \"a\" }")
          .outcome == Outcome::kDone);
}

TEST_CASE("what does not parse is refused, with why") {
  for (std::string text : {"list", "journey j {", "segment s = \"a", "list a }", "\xFF"})
    CHECK(formatted(text).outcome == Outcome::kBroken);
  CHECK(formatted(std::string(limits::kSourceBytes + 1, '\n')).outcome == Outcome::kBroken);
}

TEST_CASE("what is another script is told from it") {
  const std::string text = "## a list\nlist a  # b\nsegment s = x - 1 > 2\n";
  SourceSet sources;
  Diagnostics diagnostics;
  const auto tree = parse(sources, sources.add("a.camp", text), diagnostics);
  const auto is_same = [&](const std::string& after) {
    return format::is_same_script(text, tree, after);
  };
  CHECK(is_same(text));
  CHECK(is_same("## a list\n\nlist  a # b\nsegment s = x\n  - 1 > 2"));
  CHECK_FALSE(is_same("## a list\nlist a\nsegment s = x - 1 > 2\n"));        // a comment is lost
  CHECK_FALSE(is_same("## a list\nlist # b\n a\nsegment s = x - 1 > 2\n"));  // or elsewhere
  CHECK_FALSE(is_same("## a list\nlist a  # b\nsegment s = x - 1 > 3\n"));
  CHECK_FALSE(is_same("## a list\nlist a  # b\nsegment s = (x - 1) > 2\n"));
  CHECK_FALSE(is_same("list a  # b\n## a list\nsegment s = x - 1 > 2\n"));
  CHECK_FALSE(is_same(text + "list b\n"));
  CHECK_FALSE(is_same(""));
}

TEST_CASE("hostile scripts: deep, long, cut off anywhere") {
  const auto repeat = [](const std::string& text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
  };
  for (std::size_t depth : {std::size_t{10}, limits::kNesting - 3, std::size_t{3'000}}) {
    holds_of("segment s = " + repeat("(", depth) + "1" + repeat(")", depth));
    holds_of("segment s = " + repeat("[\n", depth) + "1" + repeat("]", depth));
    holds_of("journey j { flow { " + repeat("if a { ", depth) + repeat("} else { }", depth) + "}}");
    holds_of("segment s = " + repeat("if a then { a: ", depth) + "1" + repeat("} else {}", depth));
  }
  constexpr std::size_t most = 1u << 20;
  CHECK(holds_of(repeat("#\n", most / 2)));
  CHECK(holds_of(repeat("list a # b\n", most / 11)));
  holds_of("segment s = a in [" + repeat("1,", most / 2 - 20) + "1]");
  holds_of("journey j { flow { " + repeat("send m ", most / 7 - 10) + "} }");
  const auto everything =
      test::text_of(fs::path(CAMP_SOURCE_DIR) / "tests/golden/parse/everything.camp");
  for (std::size_t size = 0; size < everything.size(); size += 23)
    holds_of(everything.substr(0, size));
}

}  // namespace camp
