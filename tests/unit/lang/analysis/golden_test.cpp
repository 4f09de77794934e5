// Runs every script of tests/golden/check against the expectations beside its lines:
//
//   send remnid        #~ error CAMP0202 8-14: there is no message 'remnid'
//
// severity, code, columns [first, last + 1) of the primary span, and the beginning of the message.
// Below it what else is said, whole: `#~   label: ...`, `#~   also `THE PLACE`: ...`,
// `#~   help: ...`, `#~   fix: TITLE: `THE OLD` -> `THE NEW`` (`certain fix` where it is). A comment on a line of its own (`#~`
// first) belongs to the line above it. Both ways: nothing missing, nothing more. With
// CAMP_UPDATE_GOLDEN=1 in the environment the scripts are rewritten; review the difference.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "lang/analysis/analysis.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

namespace fs = std::filesystem;

struct Finding {
  std::uint32_t line = 0;
  std::string head;     // "error CAMP0202 8-14"
  std::string message;  // of an expectation: its beginning
  std::string details;  // label, secondary notes and help, one "\n    #~   ..." each
};

std::vector<Finding> expectations(const std::string& text) {
  static const std::regex kPattern(R"(#~ (error|warning) (CAMP\d{4}) (\d+-\d+): (.*))");
  std::vector<Finding> all;
  std::istringstream lines(text);
  std::uint32_t number = 0, owner = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    auto mark = line.find("#~");
    auto first = line.find_first_not_of(" \t");
    if (mark == std::string::npos || mark != first) owner = number;
    std::smatch match;
    if (mark == std::string::npos) continue;
    auto comment = line.substr(mark);
    if (comment.starts_with("#~   ")) {
      REQUIRE_FALSE(all.empty());
      all.back().details += "\n    " + comment;
      continue;
    }
    REQUIRE(std::regex_match(comment, match, kPattern));
    all.push_back({owner,
                   fmt::format("{} {} {}", match[1].str(), match[2].str(), match[3].str()),
                   match[4].str(),
                   {}});
  }
  return all;
}

std::string details_of(const Diagnostic& one, const SourceSet& sources) {
  std::string text;
  if (!one.primary.text.empty()) text += "\n    #~   label: " + one.primary.text;
  for (const auto& label : one.secondary) {
    auto place = std::string(sources.text(label.span));
    text += fmt::format("\n    #~   also `{}`: {}", place.substr(0, place.find('\n')), label.text);
  }
  if (!one.help.empty()) text += "\n    #~   help: " + one.help;
  for (const auto& fix : one.fixes) {
    text += fmt::format("\n    #~   {}fix: {}: `{}` -> `{}`",
                        fix.certainty == Certainty::kCertain ? "certain " : "", fix.title,
                        sources.text(fix.span),
                        std::regex_replace(fix.replacement, std::regex("\n"), "\\n"));
  }
  return text;
}

Analysis analysis_of(const std::string& name, const std::string& text) {
  SourceSet scripts;
  scripts.add(name, text);
  return analyze(std::move(scripts),
                 test::reader_in(fs::path(CAMP_SOURCE_DIR) / "tests/golden/check"),
                 library_modules());
}

std::vector<Finding> findings(const std::string& name, const std::string& text) {
  auto analysis = analysis_of(name, text);
  std::vector<Finding> all;
  for (const auto& one : analysis.diagnostics().all()) {
    const auto& source = analysis.sources()[one.primary.span.source];
    auto begin = source.locate(one.primary.span.begin);
    auto end = source.locate(one.primary.span.end);
    auto last = end.line == begin.line ? end.column : begin.column;
    all.push_back(
        {begin.line,
         fmt::format("{} {} {}-{}", one.severity() == Severity::kError ? "error" : "warning",
                     code_text(one.code), begin.column, last),
         one.message, details_of(one, analysis.sources())});
  }
  return all;
}

// Takes the matching expectation away; false when there is none.
bool take(std::vector<Finding>& expected, const Finding& actual) {
  auto found = std::find_if(expected.begin(), expected.end(), [&](const Finding& one) {
    return one.line == actual.line && one.head == actual.head && one.details == actual.details &&
           actual.message.starts_with(one.message);
  });
  if (found == expected.end()) return false;
  expected.erase(found);
  return true;
}

std::vector<fs::path> scripts() {
  std::vector<fs::path> all;
  for (const auto& entry :
       fs::directory_iterator(fs::path(CAMP_SOURCE_DIR) / "tests/golden/check")) {
    if (entry.path().extension() == ".camp") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

// The scripts without their expectations, then with those that are true.
void update(const fs::path& path) {
  std::vector<std::string> lines;
  std::istringstream in(test::text_of(path));
  for (std::string line; std::getline(in, line);) {
    auto mark = line.find("#~");
    if (mark != std::string::npos && mark == line.find_first_not_of(" \t")) continue;
    if (mark != std::string::npos) line.erase(line.find_last_not_of(" \t", mark - 1) + 1);
    lines.push_back(line);
  }
  std::string bare;
  for (const auto& line : lines) bare += line + "\n";
  std::vector<std::string> after(lines.size());
  for (const auto& one : findings(path.filename().string(), bare))
    after[one.line - 1] += fmt::format("    #~ {}: {}{}\n", one.head, one.message, one.details);
  std::ofstream out(path, std::ios::binary);
  for (std::size_t i = 0; i < lines.size(); ++i) out << lines[i] << "\n" << after[i];
}

}  // namespace

TEST_CASE("golden check scripts find what stands beside their lines") {
  for (const auto& path : scripts()) {
    if (std::getenv("CAMP_UPDATE_GOLDEN") != nullptr) update(path);
    auto text = test::text_of(path);
    auto expected = expectations(text);
    std::string differences;
    for (const auto& actual : findings(path.filename().string(), text)) {
      if (!take(expected, actual))
        differences += fmt::format("\n  unexpected, line {}: #~ {}: {}{}", actual.line, actual.head,
                                   actual.message, actual.details);
    }
    for (const auto& missing : expected)
      differences += fmt::format("\n  missing, line {}: #~ {}: {}{}", missing.line, missing.head,
                                 missing.message, missing.details);
    INFO(path.filename().string() << differences);
    CHECK(differences.empty());
  }
}

TEST_CASE("every diagnostic of the checker has a script that yields it") {
  std::set<std::string> seen;
  for (const auto& path : scripts()) {
    for (const auto& one : expectations(test::text_of(path)))
      seen.insert(one.head.substr(one.head.find("CAMP"), 8));
  }
  // 01xx but for these belong to the parser; CAMP0408 has its own test (lang/compile).
  static const std::set<std::string> kElsewhere{"CAMP0101", "CAMP0102", "CAMP0103", "CAMP0104",
                                                "CAMP0105", "CAMP0106", "CAMP0408"};
  for (auto code : {
#define CAMP_DIAGNOSTIC(number, name, severity, title) Code::name,
#include "lang/base/diagnostics.def"
#undef CAMP_DIAGNOSTIC
       }) {
    auto text = code_text(code);
    if (kElsewhere.count(text) != 0) continue;
    INFO(text);
    CHECK(seen.count(text) == 1);
  }
}

namespace {

// How often the same is said, wherever it stands.
std::ptrdiff_t times(const Diagnostics& diagnostics, const Diagnostic& what) {
  const auto& all = diagnostics.all();
  return std::count_if(all.begin(), all.end(), [&](const Diagnostic& one) {
    return one.code == what.code && one.message == what.message;
  });
}

}  // namespace

TEST_CASE("every fix of every golden script makes its finding go away") {
  std::size_t fixes = 0;
  for (const auto& path : scripts()) {
    auto name = path.filename().string();
    auto text = test::text_of(path);
    auto analysis = analysis_of(name, text);
    for (const auto& one : analysis.diagnostics().all()) {
      for (const auto& fix : one.fixes) {
        if (fix.span.source != SourceId{0}) continue;  // in a file that a message names
        ++fixes;
        auto mended = text;
        mended.replace(fix.span.begin, fix.span.end - fix.span.begin, fix.replacement);
        auto after = analysis_of(name, mended);
        INFO(name << ": " << one.message << ": " << fix.title);
        CHECK(times(after.diagnostics(), one) < times(analysis.diagnostics(), one));
        // What could not be read has hidden what is behind it.
        if (fix.certainty == Certainty::kCertain && one.code != Code::kSyntax &&
            one.severity() == Severity::kError)
          CHECK(after.diagnostics().count(Severity::kError) <
                analysis.diagnostics().count(Severity::kError));
      }
    }
  }
  CHECK(fixes > 40);
}

}  // namespace camp
