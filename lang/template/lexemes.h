// A markup cut into lexemes. Internal to lang/template.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace camp::liquid {

struct Lexeme {
  // In Liquid's own names, which its errors print.
  enum class Kind : std::uint8_t {
    kId,
    kString,
    kNumber,
    kDotdot,
    kComparison,
    kSign,
    kStranger,
    kEnd,
  };
  Kind kind = Kind::kEnd;
  std::string_view text;

  bool is(char sign) const { return kind == Kind::kSign && text[0] == sign; }
};

// The last one is kEnd, at the markup's end.
std::vector<Lexeme> cut_into_lexemes(std::string_view markup);
std::string_view liquid_name(const Lexeme& lexeme);  // "id", "end_of_string"

}  // namespace camp::liquid
