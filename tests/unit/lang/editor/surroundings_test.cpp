// What is known of a place by its text alone.
#include "lang/editor/surroundings.h"

#include <catch2/catch.hpp>

#include "tests/unit/lang/editor/editor_project.h"

namespace camp::editor {
namespace {

Surroundings at(const std::string& written, std::string& text) {
  const auto [without, offset] = test::marked(written);
  text = without;
  return surroundings_at(text, offset);
}

}  // namespace

TEST_CASE("the block around a place, and how its item began") {
  using namespace grammar;
  struct Case {
    const char* text;
    Place place;
    const char* first;  // of the item; empty: it begins here
    const char* word;
  };
  const Case cases[] = {
      {"^", kTop, "", ""},
      {"jou^", kTop, "", "jou"},
      {"list a\n^", kTop, "", ""},
      {"journey j {\n  ^", kProperty, "", ""},
      {"journey j {\n  category ^", kProperty, "category", ""},
      {"journey j { flow { wait 1h ^", kStatement, "wait", ""},
      {"journey j { flow { wait 1h\n ^", kStatement, "", ""},
      {"journey j { flow { wait 1h send h^", kStatement, "send", "h"},
      {"journey j { flow { if x { exit } else { ^", kStatement, "", ""},
      {"journey j { flow { wait up to 2d { ^", kWaitArm, "", ""},
      {"journey j { flow { wait up to 2d { on x { ^", kStatement, "", ""},
      {"journey j { flow { wait until c up to 2d { ^", kStatement, "", ""},
      {"journey j { flow { match x { ^", kMatchArm, "", ""},
      {"journey j { flow { experiment e { ^", kVariant, "", ""},
      {"campaign c { audience { include a, ^", kAudience, "include", ""},
      {"message m { email { ^", kContent, "", ""},
      {"message m { in fi { ^", kMessage, "", ""},
      {"event e { a: ^", kField, "a", ""},
      {"drafter d {\n  mod^", kDrafter, "", "mod"},
      // a brace that is not closed ends before the next declaration
      {"journey j { flow {\n\nlist a\nlist ^", kTop, "list", ""},
  };
  for (const auto& one : cases) {
    INFO(one.text);
    std::string text;
    const auto found = at(one.text, text);
    CHECK(found.inside == Inside::kCode);
    CHECK(found.place() == one.place);
    CHECK((found.item.empty() ? "" : found.item.front().text) == one.first);
    CHECK(found.word == one.word);
  }
}

TEST_CASE("inside of texts, comments and what is printed") {
  const std::pair<const char*, Inside> cases[] = {
      {"# a ^", Inside::kComment},
      {"message m { sms \"a ^", Inside::kText},
      {"message m { sms \"a\" ^", Inside::kCode},
      {"message m { sms \"a {{ contact.^", Inside::kOutput},
      {"message m { sms \"a {{ contact.x }} ^", Inside::kText},
      {"message m { sms \"\"\"\n a {% if ^", Inside::kTag},
      {"message m { sms \"\"\"\n a \"\"\" ^", Inside::kCode},
  };
  for (const auto& [written, inside] : cases) {
    INFO(written);
    std::string text;
    CHECK(at(written, text).inside == inside);
  }
  std::string text;
  const auto found = at("message m { sms \"{{ a.b.c^", text);
  CHECK(found.path == std::vector<std::string_view>{"a", "b"});
  CHECK(found.word == "c");
}

TEST_CASE("every place of every script has surroundings") {
  const std::string text = test::kShop;
  for (std::uint32_t offset = 0; offset <= text.size(); ++offset) {
    const auto found = surroundings_at(text, offset);
    CHECK(found.word_begin <= offset);
    CHECK(!found.open.empty());
  }
}

}  // namespace camp::editor
