#include "lang/template/lexemes.h"

#include "grammar/liquid.h"
#include "lang/base/assert.h"

namespace camp::liquid {
namespace {

namespace p = tao::pegtl;
namespace g = camp::grammar::liquid;
using Input = p::memory_input<p::tracking_mode::lazy, p::eol::lf_crlf, const char*>;

template <Lexeme::Kind kind>
struct Push {
  template <class In>
  static void apply(const In& in, std::vector<Lexeme>& out) {
    out.push_back({kind, {in.begin(), in.size()}});
  }
};
template <class Rule>
struct Action : p::nothing<Rule> {};
template <>
struct Action<g::string> : Push<Lexeme::Kind::kString> {};
template <>
struct Action<g::number> : Push<Lexeme::Kind::kNumber> {};
template <>
struct Action<g::identifier> : Push<Lexeme::Kind::kId> {};
template <>
struct Action<g::dotdot> : Push<Lexeme::Kind::kDotdot> {};
template <>
struct Action<g::comparison> : Push<Lexeme::Kind::kComparison> {};
template <>
struct Action<g::sign> : Push<Lexeme::Kind::kSign> {};
template <>
struct Action<g::stranger> : Push<Lexeme::Kind::kStranger> {};

}  // namespace

std::vector<Lexeme> cut_into_lexemes(std::string_view markup) {
  std::vector<Lexeme> lexemes;
  Input in(markup.data(), markup.data() + markup.size(), "");
  const bool all = p::parse<g::lexemes, Action>(in, lexemes);
  CAMP_ASSERT(all);  // any character is a lexeme
  lexemes.push_back({Lexeme::Kind::kEnd, markup.substr(markup.size())});
  return lexemes;
}

std::string_view liquid_name(const Lexeme& lexeme) {
  switch (lexeme.kind) {
    case Lexeme::Kind::kId:
      return "id";
    case Lexeme::Kind::kString:
      return "string";
    case Lexeme::Kind::kNumber:
      return "number";
    case Lexeme::Kind::kDotdot:
      return "dotdot";
    case Lexeme::Kind::kComparison:
      return "comparison";
    case Lexeme::Kind::kStranger:
      return "character";
    case Lexeme::Kind::kEnd:
      return "end_of_string";
    case Lexeme::Kind::kSign:
      break;
  }
  switch (lexeme.text[0]) {
    case '|':
      return "pipe";
    case '.':
      return "dot";
    case ':':
      return "colon";
    case ',':
      return "comma";
    case '[':
      return "open_square";
    case ']':
      return "close_square";
    case '(':
      return "open_round";
    case ')':
      return "close_round";
    case '?':
      return "question";
    default:
      return "dash";
  }
}

}  // namespace camp::liquid
