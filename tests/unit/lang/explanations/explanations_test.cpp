// Every explanation of a diagnostic is true: its failing example gives exactly that finding, where it
// is marked, and its mended one gives none.
#include "lang/explanations/explanations.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <set>

#include "lang/compile/compile.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

// ‹50 times: TEXT› and ‹byte: ff›, written out.
std::string written_out(std::string_view text) {
  constexpr std::string_view kBegin = "‹", kEnd = "›", kByte = "byte: ", kTimes = " times: ";
  std::string all;
  while (true) {
    const auto begin = text.find(kBegin);
    all += text.substr(0, begin);
    if (begin == std::string_view::npos) return all;
    const auto end = text.find(kEnd, begin);
    REQUIRE(end != std::string_view::npos);
    const auto body = text.substr(begin + kBegin.size(), end - begin - kBegin.size());
    if (body.starts_with(kByte)) {
      all += static_cast<char>(std::stoi(std::string(body.substr(kByte.size())), nullptr, 16));
    } else {
      const auto times = body.find(kTimes);
      REQUIRE(times != std::string_view::npos);
      for (int i = std::stoi(std::string(body.substr(0, times))); i > 0; --i)
        all += body.substr(times + kTimes.size());
    }
    text.remove_prefix(end + kEnd.size());
  }
}

// What is found of an example, a line each: "CAMP0202 120-124: there is no message 'helo'".
std::vector<std::string> findings(std::string_view given, const std::string& example) {
  SourceSet scripts;
  scripts.add("given.camp", written_out(given));
  scripts.add("example.camp", example);
  auto analysis = analyze(std::move(scripts), test::reader_in("/nonexistent"), library_modules());
  auto diagnostics = analysis.diagnostics();
  if (!diagnostics.has_errors()) {
    (void)compile_program(analysis, diagnostics);
    (void)compile_suite(analysis, diagnostics);
  }
  std::vector<std::string> all;
  for (const auto& one : diagnostics.all()) {
    const auto& span = one.primary.span;
    const bool here = analysis.sources()[span.source].path() == "example.camp";
    all.push_back(fmt::format("{} {}{}-{}: {}", code_text(one.code), here ? "" : "elsewhere ",
                              span.begin, span.end, one.message));
  }
  return all;
}

// Findings that come before it by what it is: mistakes so many that the rest is not shown.
bool may_come_before(Code code, const std::string& finding) {
  return code == Code::kTooManyErrors && finding.starts_with(code_text(Code::kSyntax));
}

}  // namespace

TEST_CASE("every diagnostic has an explanation, and nothing else has") {
  std::set<std::string> rows, texts;
  for (const auto& row : diagnostic_rows()) rows.insert(code_text(row.code));
  for (const auto& text : explanation_texts()) texts.emplace(text.name);
  CHECK(rows == texts);
}

TEST_CASE("an explanation's failing example gives its finding, the mended one none") {
  for (const auto& row : diagnostic_rows()) {
    const auto explanation = explanation_of(row.code);
    const auto marked = unmarked(written_out(explanation.fails));
    INFO(code_text(row.code));
    REQUIRE(marked.has_value());
    const auto wanted = fmt::format("{} {}-{}: ", code_text(row.code), marked->begin, marked->end);
    auto found = findings(explanation.given, marked->text);
    std::erase_if(found, [&](const auto& one) { return may_come_before(row.code, one); });
    INFO("wanted: " << wanted);
    for (const auto& one : found) UNSCOPED_INFO("found: " << one);
    CHECK((found.size() == 1 && found[0].starts_with(wanted)));
    for (const auto& one : findings(explanation.given, written_out(explanation.mended)))
      FAIL_CHECK("mended: " << one);
  }
}

TEST_CASE("what an explanation says is short, and of this camp") {
  for (const auto& row : diagnostic_rows()) {
    const std::string prose(explanation_of(row.code).prose);
    INFO(code_text(row.code));
    const auto lines = 1 + std::count(prose.begin(), prose.end(), '\n');
    CHECK(lines >= 2);
    CHECK(lines <= 8);
  }
}

TEST_CASE("an explanation that is none is not read") {
  const std::string blocks = "```camp fails\na\n```\n\n```camp mended\nb\n```\n";
  REQUIRE(read_explanation("Why.\n\n" + blocks).has_value());
  CHECK(read_explanation("Why.\n\n" + blocks)->prose == "Why.");
  CHECK(read_explanation("Why.\n\n" + blocks)->fails == "a\n");
  CHECK(read_explanation("Why.\n\n```camp given\nc\n```\n\n" + blocks)->given == "c\n");
  CHECK_FALSE(read_explanation("Why."));
  CHECK_FALSE(read_explanation("Why.\n\n```camp fails\na\n```\n"));
  CHECK_FALSE(read_explanation("Why.\n\n" + blocks + "and more"));
  CHECK_FALSE(read_explanation("Why.\n\n```camp fails\na"));
  CHECK(unmarked("a «b» c")->text == "a b c");
  CHECK(unmarked("a «b» c")->begin == 2);
  CHECK(unmarked("a «b» c")->end == 3);
  CHECK_FALSE(unmarked("a b c"));
  CHECK_FALSE(unmarked("«a» «b»"));
  CHECK_FALSE(unmarked("»a«"));
}

}  // namespace camp
