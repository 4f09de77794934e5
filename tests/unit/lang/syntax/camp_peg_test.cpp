// grammar/camp.peg, which is for people, against grammar/*.h, which runs: both accept the same
// texts.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "dump.h"
#include "grammar/scan.h"
#include "peg.h"

using namespace camp;
using camp::test::Parsed;
namespace peg = camp::test::peg;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

const std::filesystem::path kSource = CAMP_SOURCE_DIR;

const peg::Grammar& camp_peg() {
  static const auto read = peg::read_grammar(text_of(kSource / "grammar/camp.peg"));
  return read;
}

bool is_number_or_instant(std::string_view text) {
  for (const char* rule : {"number", "instant"})
    if (peg::Recogniser(camp_peg(), text).accepts(camp_peg().rule(rule))) return true;
  return false;
}

// Not everything that the parser finds is about what may stand where.
bool is_about_syntax(const Diagnostic& finding, std::string_view text) {
  auto span = finding.primary.span;
  auto there = text.substr(span.begin, span.end - span.begin);
  switch (finding.code) {
    case Code::
        kDuplicateProperty:   // what may stand once: camp.peg would need every order of the others
    case Code::kUnknownName:  // of a type
    case Code::kNestedTooDeep:  // a limit
      return false;
    case Code::kBadLiteral:  // well formed, but there is no such day, currency or escape
      if (finding.message.find("is not a duration") != std::string::npos) return true;
      return !is_number_or_instant(there) && !there.starts_with('\\');
    default:
      return true;
  }
}

// Empty when both accept the text, or both reject it.
std::string disagreement(const std::string& text) {
  peg::Recogniser recogniser(camp_peg(), text);
  const bool accepted = recogniser.accepts(camp_peg().rule("file"));
  Parsed parsed{std::string(text)};
  std::string finding;
  for (const auto& found : parsed.diagnostics.all())
    if (finding.empty() && is_about_syntax(found, text))
      finding = std::to_string(found.primary.span.begin) + ": " + found.message;
  if (accepted == finding.empty()) return {};
  if (accepted) return "camp.peg accepts, the parser says at byte " + finding;
  return "the parser accepts, camp.peg came to byte " + std::to_string(recogniser.furthest());
}

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> paths;
  for (const char* folder : {"examples", "stdlib", "tests", "runtime", "cli", "lang"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kSource / folder))
      if (entry.path().extension() == ".camp") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  auto* end = text.data() + text.size();
  for (auto* at = grammar::skip_space(text.data(), end); at != end;) {
    auto* stop = at;
    while (stop != end && grammar::is_name_char(*stop)) ++stop;
    if (*at == '"') stop = grammar::skip_text(at, end);
    if (stop == at) ++stop;
    stop = grammar::skip_space(stop, end);  // with what separates it from the next one
    tokens.emplace_back(at, stop);
    at = stop;
  }
  return tokens;
}

// The words and signs of camp.peg, every keyword, and some of each literal.
std::vector<std::string> vocabulary() {
  std::set<std::string> all(camp_peg().words.begin(), camp_peg().words.end());
  for (const auto& row : grammar::kKeywordRows) all.emplace(row.word);
  for (const char* more : {"{",
                           "}",
                           "(",
                           ")",
                           "[",
                           "]",
                           ",",
                           ":",
                           ".",
                           "..",
                           "=",
                           "==",
                           "!=",
                           "<",
                           ">",
                           "??",
                           "?",
                           "+",
                           "-",
                           "*",
                           "/",
                           "%",
                           "->",
                           "\"t\"",
                           "\"\"",
                           "\"\"\"b\"\"\"",
                           "5",
                           "1.5",
                           "10%",
                           "5 EUR",
                           "3d",
                           "09:00",
                           "2026-03-01",
                           "2026-03-01 09:00",
                           "Europe/Helsinki",
                           "UTC",
                           "a",
                           "a.b",
                           "f(a)",
                           "NOT"})
    all.emplace(more);
  return {all.begin(), all.end()};
}

// A token left out, doubled, before the next one, or another one instead.
std::string mutant(std::vector<std::string> tokens, const std::vector<std::string>& others,
                   std::mt19937& random) {
  auto at = random() % tokens.size();
  auto replace = [&](std::string_view token) { tokens[at] = std::string(token) + " "; };
  switch (random() % 6) {
    case 0:
      tokens[at].clear();
      break;
    case 1:
      tokens[at] += " " + tokens[at];
      break;
    case 2:
      if (at + 1 < tokens.size()) std::swap(tokens[at], tokens[at + 1]);
      break;
    case 3:
      replace(others[random() % others.size()]);
      break;
    case 4:  // a name that is a word of the language, mostly
      if (grammar::begins_name(tokens[at][0]))
        replace(grammar::kKeywordRows[random() % std::size(grammar::kKeywordRows)].word);
      break;
    default:
      tokens[at] = others[random() % others.size()] + " " + tokens[at];
      break;
  }
  std::string text;
  for (const auto& token : tokens) text += token;
  return text;
}

// Each once.
std::vector<std::vector<std::string>> declarations() {
  std::set<std::string> texts;
  for (const auto& path : scripts()) {
    auto text = text_of(path);
    Parsed parsed{std::string(text)};
    if (parsed.diagnostics.has_errors()) continue;
    for (const auto& node : parsed.file.declarations)
      texts.insert(text.substr(node.span.begin, node.span.end - node.span.begin));
  }
  std::vector<std::vector<std::string>> all;
  for (const auto& text : texts) all.push_back(tokens_of(text));
  return all;
}

void compare_mutants(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  const auto originals = declarations();
  const auto others = vocabulary();
  for (std::size_t i = 0; i < count; ++i) {
    auto text = mutant(originals[random() % originals.size()], others, random);
    auto found = disagreement(text);
    INFO(text);
    CHECK(found == "");
  }
}

void compare_derivations(std::size_t of_each, unsigned seed) {
  constexpr std::size_t kTrials = 2000;  // most need one or two
  const auto& all = camp_peg();
  const auto file = all.rule("file");
  peg::Deriver deriver(all, vocabulary(), seed);
  for (std::size_t alternative = 0; alternative < all.alternatives.size(); ++alternative) {
    INFO("rule " << all.rules[all.alternatives[alternative].rule].name << ", alternative "
                 << all.alternatives[alternative].text);
    const bool looked_at = deriver.only_looked_at(file, alternative);
    std::size_t derived = 0;
    for (std::size_t trial = 0; trial < kTrials && derived < of_each; ++trial) {
      auto text = deriver.text(file, alternative);
      INFO(text);
      CHECK(disagreement(text) == "");
      peg::Recogniser recogniser(all, text);
      std::vector<bool> used(all.alternatives.size());
      if (recogniser.accepts(file) && !looked_at) recogniser.mark_used(used);
      if (looked_at) recogniser.mark_looked_at(used);
      if (used[alternative]) ++derived;
    }
    CHECK(derived == of_each);
  }
}

}  // namespace

TEST_CASE("the readable grammar accepts the scripts that the parser accepts, and no others") {
  auto paths = scripts();
  CHECK(paths.size() > 100);
  for (const auto& path : paths) {
    INFO(path);
    CHECK(disagreement(text_of(path)) == "");
  }
}

TEST_CASE("the parser accepts what every alternative of the readable grammar derives") {
  compare_derivations(3, 1);
}

TEST_CASE("the readable grammar and the parser agree on broken scripts") {
  compare_mutants(20'000, 1);
}

TEST_CASE("the readable grammar and the parser agree where chance seldom leads") {
  auto both = [](const std::string& text) {
    INFO(text);
    CHECK(disagreement(text) == "");
    return peg::Recogniser(camp_peg(), text).accepts(camp_peg().rule("file"));
  };
  CHECK(both("segment s = 10%(3)"));
  CHECK(both("segment s = for + 1"));
  CHECK(both("segment s = { rate: 9 day: 2 }"));
  CHECK_FALSE(both("contact { a: one of: string }"));
  CHECK_FALSE(both("segment s = for \"x\""));
  CHECK_FALSE(both("message m { sms for \"x\" }"));
  CHECK_FALSE(both("message m(a: int preview for \"x\" { sms \"b\" }) { }"));
  CHECK_FALSE(both("segment s = if a then b else c < d < e"));
  CHECK_FALSE(both("module m { wait up }"));
  CHECK_FALSE(both("module m { wait until friday in list }"));
  CHECK_FALSE(both("scenario \"s\" { expect anna is present }"));
  CHECK_FALSE(both("scenario \"s\" { show .answers fails }"));
}

TEST_CASE("the readable grammar and the parser, for as long as one likes", "[.long]") {
  for (unsigned seed = 2; seed < 4; ++seed) {
    compare_derivations(20, seed);
    compare_mutants(100'000, seed);
  }
}
