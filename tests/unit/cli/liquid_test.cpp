// Bare Liquid files against what Shopify's own renderer prints (tests/golden/liquid).
#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "cli/liquid_file.h"
#include "cli/render/json.h"
#include "cli/render/liquid_data.h"

using namespace camp;

namespace {

const std::map<std::string, std::string, std::less<>> kPartials = {
    {"p", "[{{ p }}{{ n }}{{ i }}]"},      {"q", "a{% break %}b"},
    {"r", "{% assign z = 7 %}{{ x }}"},    {"bad", "{% if %}"},
    {"f", "{{ forloop.index }}:{{ f }};"}, {"self", "{% include 'self' %}"},
};

std::string rendered(const std::string& text, const std::string& json,
                     liquid::Strictness strictness = liquid::Strictness::kLax) {
  const auto read = [](std::string_view name) -> std::optional<std::string> {
    const auto found = kPartials.find(name);
    return found == kPartials.end() ? std::nullopt : std::optional(found->second);
  };
  auto file = cli::LiquidFile::compile(text, strictness, read, {"p", "q", "r", "bad", "f"});
  if (!file.ok()) return file.error().message;
  Arena arena;
  auto data = cli::read_liquid_data(json, arena);
  REQUIRE(data.ok());
  auto result = file->render(*data, 0);
  return result.ok() ? result->text : "over a limit: " + result.error().message;
}

constexpr const char* kData = R"({"n":1,"s":"str","a":["b","C","a"],"h":{"k":1,"b":"x"}})";

void check_all(const std::string& name) {
  std::ifstream file(CAMP_SOURCE_DIR "/tests/golden/liquid/" + name);
  std::size_t cases = 0;
  for (std::string line; std::getline(file, line);) {
    const auto one = cli::Json::parse(line);
    INFO(line);
    CHECK(rendered(one[0], kData) == one[1].get<std::string>());
    ++cases;
  }
  CHECK(cases > 20);
}

TEST_CASE("as Shopify's gem 5.4 prints it") { check_all("shopify_5_4.jsonl"); }
TEST_CASE("as later rules have it") { check_all("later_rules.jsonl"); }

TEST_CASE("strict parsing") {
  const auto strict = [](const std::string& text) {
    return rendered(text, kData, liquid::Strictness::kStrict);
  };
  CHECK(strict("{% if n==1 %}y{% endif %}{{ a[0] }}") == "yb");
  CHECK(strict("{{ n foo }}") ==
        "Liquid syntax error (line 1): Expected end_of_string but found id in \"{{ n foo }}\"");
  CHECK(strict("\n{% for i on a %}{% endfor %}") ==
        "Liquid syntax error (line 2): For loops require an 'in' clause in \"i on a\"");
  CHECK(strict("{% for i in a foo:1 %}{% endfor %}")
            .starts_with("Liquid syntax error (line 1): Invalid attribute in for loop."));
}

TEST_CASE("what has no end is ended") {
  CHECK(rendered("{% include 'self' %}", kData) == "Liquid error (self line 1): Nesting too deep");
  for (const int depth : {99, 100, 101, 102}) {
    std::string tags;
    for (int i = 0; i < depth; ++i) tags += "liquid ";
    CHECK(rendered("{% " + tags + "%}x", kData) ==
          (depth <= 100 ? "x" : "Liquid syntax error (line 1): Nesting too deep"));
  }
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "{% if n %}";
  CHECK(rendered(deep, kData) == "Liquid syntax error (line 1): Nesting too deep");
  CHECK(rendered("{{ " + std::string(100'000, '[') + " }}", kData).size() < 100);
  CHECK(rendered("{{ " + std::string(100'000, '(') + " }}", kData).size() < 100);
  CHECK(rendered("{% for i in (1..900000000) %}{% endfor %}", "{}")
            .starts_with("over a limit: over the limit kRenderItems"));
  CHECK(
      rendered("{% for i in (1..90000) %}{% for j in (1..90000) %}{{ i }}{% endfor %}{% endfor %}",
               "{}")
          .starts_with("over a limit: over the limit kRender"));
}

TEST_CASE("numbers that no double holds, and places beyond 32 bits") {
  const std::string nines(400, '9');
  CHECK(rendered("{{ " + nines + " }}", "{}") == "Infinity");
  CHECK(rendered("{{ -" + nines + ".5 }}", "{}") == "-Infinity");
  CHECK(rendered("{{ 0." + std::string(400, '0') + "1 }}", "{}") == "0.0");
  CHECK(rendered("{% for i in (1.." + nines + ".5) %}x{% endfor %}", "{}") ==
        "Liquid error (line 1): invalid integer");
  CHECK(rendered("{% tablerow i in (1..2) cols: big %}{{ i }}{% endtablerow %}", "{\"big\":1e300}")
            .find("</td></tr>\n") != std::string::npos);
  CHECK(rendered("{% for i in (1..9999999999) offset: 5000000000 limit: 2 %}{{ i }} {% endfor %}",
                 "{}") == "5000000001 5000000002 ");
}

TEST_CASE("large data is rendered whole") {
  const auto text = rendered(
      "{% assign n = 0 %}{% for i in (1..60000) %}{% assign s = i | append: "
      "'-------------------------"
      "---------------------------------------------------' | upcase %}{% assign n = n | plus: "
      "s.size %}{% endfor %}{{ n }}",
      "{}");
  CHECK(text == "4848894");
}

TEST_CASE("data that is none is refused") {
  Arena arena;
  CHECK(cli::read_liquid_data("[1]", arena).error().message.starts_with("the data is no JSON obj"));
  CHECK(
      cli::read_liquid_data("{\"a\": ", arena).error().message.starts_with("the data is no JSON:"));
  std::string deep(300, '[');
  CHECK(cli::read_liquid_data("{\"a\":" + deep + std::string(300, ']') + "}", arena)
            .error()
            .message.starts_with("the data is nested deeper"));
}

}  // namespace
