// Words, names, texts and numbers. Every token takes the white space and comments behind it, so a
// rule begins at its first character. Rules only: what they mean is in lang/syntax.
//
// Included by lang/syntax/parser.cpp and lang/template/template.cpp only (and by the test of the
// grammar).
#pragma once
#include <cstring>
#include <tao/pegtl.hpp>

#include "grammar/foreign.h"
#include "grammar/keywords.h"
#include "grammar/scan.h"

namespace camp::grammar {

namespace p = tao::pegtl;

struct blanks : p::plus<p::one<' ', '\t', '\r', '\n'>> {};
struct comment : p::seq<p::one<'#'>, p::star<p::not_one<'\n'>>> {};
struct ws : p::star<p::sor<blanks, comment>> {};

// A text that can be a template argument.
template <std::size_t N>
struct Fixed {
  char chars[N]{};
  consteval Fixed(const char (&text)[N]) {  // NOLINT: implicit, so that kw<"send"> reads well
    for (std::size_t i = 0; i < N; ++i) chars[i] = text[i];
  }
  constexpr std::string_view view() const { return {chars, N - 1}; }
};

// Exactly this word, not the beginning of a longer one.
template <Fixed Word>
struct word {
  using rule_t = word;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    constexpr auto text = Word.view();
    if (in.size(text.size()) < text.size()) return false;
    if (std::memcmp(in.current(), text.data(), text.size()) != 0) return false;
    if (in.current() + text.size() != in.end() && is_name_char(in.current()[text.size()]))
      return false;
    in.bump_in_this_line(text.size());
    return true;
  }
};
template <Fixed Word>
struct kw : p::seq<word<Word>, ws> {};
// A word between two operands. Before a colon it is the name of the next field: `a: int = 1  in:
// string`.
template <Fixed Word>
struct op_word : p::seq<word<Word>, ws, p::not_at<p::one<':'>>> {};

template <char... Chars>
struct sign : p::seq<p::string<Chars...>, ws> {};
template <char Char>
struct open : sign<Char> {};
template <char Char>
struct close : sign<Char> {};
struct comma : sign<','> {};
struct colon : sign<':'> {};
struct assign : p::seq<p::one<'='>, p::not_at<p::one<'='>>, ws> {};
struct dot : p::seq<p::one<'.'>, p::not_at<p::one<'.'>>, ws> {};
struct dots : sign<'.', '.'> {};

// A name where something else might stand as well: no word of the language.
struct free_word {
  using rule_t = free_word;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    auto text = word_at(in.current(), in.end());
    if (text.empty() || !begins_name(text[0]) || find_keyword(text) != nullptr) return false;
    in.bump_in_this_line(text.size());
    return true;
  }
};
// A name where nothing else may stand: most words of the language are names there.
struct given_word {
  using rule_t = given_word;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    auto text = word_at(in.current(), in.end());
    if (!may_be_name(text, in.begin())) return false;
    in.bump_in_this_line(text.size());
    return true;
  }
};
// A name inside an expression.
struct operand_word {
  using rule_t = operand_word;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    auto text = word_at(in.current(), in.end());
    if (text.empty() || !may_be_operand(text, in.begin(), in.end())) return false;
    in.bump_in_this_line(text.size());
    return true;
  }
};
struct any_word : p::seq<p::lower, p::star<p::identifier_other>> {};

struct name : p::seq<given_word, ws> {};
struct free_name : p::seq<free_word, ws> {};
struct operand_name : p::seq<operand_word, ws> {};
struct field_name : p::seq<any_word, ws> {};

// ---- texts
struct escape : p::seq<p::one<'\\'>, p::not_one<'\n'>> {};
struct island {
  using rule_t = island;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    auto* behind = skip_island(in.current(), in.end());
    if (behind == in.current()) return false;
    in.bump_in_this_line(static_cast<std::size_t>(behind - in.current()));
    return true;
  }
};
struct text_begin : p::one<'"'> {};
struct text_end : p::one<'"'> {};
struct short_text
    : p::if_must<text_begin, p::star<p::sor<island, escape, p::not_one<'"', '\\', '\n'>>>,
                 text_end> {};
struct block_mark : p::string<'"', '"', '"'> {};
struct block_begin : block_mark {};
struct block_end : block_mark {};
struct block_text : p::if_must<block_begin, p::star<p::not_at<block_mark>, p::any>, block_end> {};
struct text : p::seq<p::sor<block_text, short_text>, ws> {};

// ---- numbers
struct digits : p::seq<p::digit, p::star<p::sor<p::digit, p::one<'_'>>>> {};
struct number_text : p::seq<digits, p::opt<p::one<'.'>, digits>> {};
struct date_text : p::seq<p::rep<4, p::digit>, p::one<'-'>, p::rep<2, p::digit>, p::one<'-'>,
                          p::rep<2, p::digit>, p::not_at<p::identifier_other>> {};
struct time_text
    : p::seq<p::digit, p::opt<p::digit>, p::one<':'>, p::rep<2, p::digit>,
             p::opt<p::one<':'>, p::rep<2, p::digit>>, p::not_at<p::identifier_other>> {};
struct duration_text : p::seq<p::plus<p::digit>, p::at<p::alpha>, p::plus<p::identifier_other>> {};
struct percent_text
    : p::seq<number_text, p::one<'%'>, p::not_at<p::sor<p::identifier_other, p::one<'('>>>> {};
struct shouted_operator : p::sor<word<"AND">, word<"NOT">> {};  // told by no_foreign_operator
struct currency_text
    : p::seq<p::not_at<shouted_operator>, p::rep<3, p::upper>, p::not_at<p::identifier_other>> {};
struct money_text : p::seq<number_text, ws, currency_text> {};
struct bare_number : p::seq<number_text, p::not_at<p::identifier_other>> {};
struct ill_number : p::seq<number_text, p::plus<p::identifier_other>> {};  // 1.5h
// `UTC` or `Area/City`. What looks like a zone is one, so that a wrong one can be told.
struct zone_begin : p::sor<p::upper, p::seq<p::plus<p::identifier_other>, p::one<'/'>>> {};
struct zone_text
    : p::seq<p::at<zone_begin>, p::plus<p::sor<p::identifier_other, p::one<'/', '+', '-'>>>> {};
struct contact_time : p::seq<kw<"contact">, kw<"time">> {};
struct instant
    : p::seq<date_text, ws, time_text, ws, p::opt<p::sor<p::seq<zone_text, ws>, contact_time>>> {};

// Always matches, or else the number is told how it is written here.
struct no_foreign_number {
  using rule_t = no_foreign_number;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    return foreign_number_at(in.begin(), in.current(), in.end()).text.empty();
  }
};

struct duration_literal : p::seq<duration_text> {};
struct duration : p::seq<p::must<no_foreign_number>, duration_literal, ws> {};
struct number_literal : p::sor<date_text, time_text, duration_text, percent_text, money_text,
                               bare_number, ill_number> {};
struct number_value : p::seq<number_literal, ws> {};
struct percent_literal : p::seq<percent_text> {};
struct percent : p::seq<percent_literal, ws> {};
struct date_literal : p::seq<date_text> {};
struct date : p::seq<date_literal, ws> {};
struct whole_literal : p::seq<bare_number> {};
struct whole_number : p::seq<whole_literal, ws> {};

}  // namespace camp::grammar
