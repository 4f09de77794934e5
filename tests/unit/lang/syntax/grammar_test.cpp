#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <tao/pegtl/contrib/analyze.hpp>

#include "grammar/declarations.h"
#include "grammar/liquid.h"

namespace g = camp::grammar;

// What the rules that are written by hand do to the input: take something, or only look.
namespace tao::pegtl {
template <class Name, g::Fixed Word>
struct analyze_traits<Name, g::word<Word>> : analyze_any_traits<> {};
template <class Name, g::PartWritten Way>
struct analyze_traits<Name, g::part_word<Way>> : analyze_any_traits<> {};
template <class Name>
struct analyze_traits<Name, g::free_word> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, g::given_word> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, g::island> : analyze_any_traits<> {};
template <class Name>
struct analyze_traits<Name, g::misnamed_word> : analyze_any_traits<> {};
template <class Name>
struct analyze_traits<Name, g::operand_word> : analyze_any_traits<> {};
template <class Name, g::Place P>
struct analyze_traits<Name, g::skipped<P>> : analyze_any_traits<> {};
template <class Name>
struct analyze_traits<Name, g::no_foreign_operator> : analyze_opt_traits<> {};
template <class Name>
struct analyze_traits<Name, g::no_foreign_number> : analyze_opt_traits<> {};
template <class Name>
struct analyze_traits<Name, g::at_declaration> : analyze_opt_traits<> {};
}  // namespace tao::pegtl

TEST_CASE("the grammar has no left recursion and no loop without progress") {
  CHECK(tao::pegtl::analyze<g::file>() == 0);
  CHECK(tao::pegtl::analyze<g::liquid::lexemes>() == 0);
}

TEST_CASE("every keyword is found, with its places") {
  for (const auto& row : g::kKeywordRows) {
    INFO(row.word);
    auto* keyword = g::find_keyword(row.word);
    REQUIRE(keyword != nullptr);
    CHECK(((row.status == g::kReady ? keyword->ready : keyword->planned) & row.where) != 0);
    CHECK_FALSE(row.doc.empty());
  }
  CHECK(g::find_keyword("sent") == nullptr);
  CHECK(g::find_keyword("") == nullptr);
}

TEST_CASE("the readable grammar names every word that is ready") {
  std::stringstream text;
  text << std::ifstream(std::string(CAMP_SOURCE_DIR) + "/grammar/camp.peg").rdbuf();
  auto peg = text.str();
  for (const auto& row : g::kKeywordRows) {
    INFO(row.word);
    if (row.status == g::kReady)
      CHECK(peg.find('"' + std::string(row.word) + '"') != std::string::npos);
  }
}
