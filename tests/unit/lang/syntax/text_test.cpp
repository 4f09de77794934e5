#include "lang/syntax/text.h"

#include <catch2/catch.hpp>

using namespace camp;

namespace {

ast::Text decode(std::string_view raw, std::size_t bad_expected = 0) {
  std::vector<syntax::BadEscape> bad;
  auto text = syntax::decode_text(raw, {0, 0, static_cast<std::uint32_t>(raw.size())}, bad);
  CHECK(bad.size() == bad_expected);
  CHECK_FALSE(text.runs.empty());
  return text;
}

std::string source_of(std::string_view raw, const ast::Text& text, std::string_view part) {
  auto at = text.text.find(part);
  auto span = text.source_span(at, at + part.size());
  return std::string(raw.substr(span.begin, span.end - span.begin));
}

}  // namespace

TEST_CASE("escapes") {
  CHECK(decode(R"("a\"b\\c\nd\te\u{20AC}")").text == "a\"b\\c\nd\te\u20AC");
  CHECK(decode(R"("")").text.empty());
  CHECK(decode(R"("\q")", 1).text == "\\q");
  CHECK(decode(R"("\u20AC \u{} \u{D800} \u{0}")", 4).text.size() > 0);
  std::string_view raw = R"("ab\ncd \u{41} ef")";
  auto text = decode(raw);
  CHECK(source_of(raw, text, "cd") == "cd");
  CHECK(source_of(raw, text, "ef") == "ef");
}

TEST_CASE("blocks lose their common indentation") {
  CHECK(decode("\"\"\"\n    a\n      b\n\n    c\n    \"\"\"").text == "a\n  b\n\nc");
  CHECK(decode("\"\"\"x\"\"\"").text == "x");
  CHECK(decode("\"\"\"  x  \"\"\"").text == "  x  ");
  CHECK(decode("\"\"\"\"\"\"").text.empty());
  CHECK(decode("\"\"\"\n\"\"\"").text.empty());
  CHECK(decode("\"\"\"\r\n  a\r\n  b\r\n\"\"\"").text == "a\nb");
  CHECK(decode("\"\"\"a\n  b\"\"\"").text == "a\nb");
  CHECK(decode("\"\"\"\n  a \\n \"q\" \n\"\"\"").text == "a \\n \"q\" ");
}

TEST_CASE("a place in a block leads back to its source") {
  std::string_view raw = "\"\"\"\n    first\n      second\n    \"\"\"";
  auto text = decode(raw);
  CHECK(source_of(raw, text, "first") == "first");
  CHECK(source_of(raw, text, "second") == "second");
  CHECK(source_of(raw, text, "first\n  second") == "first\n      second");
}
