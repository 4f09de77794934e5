// To which of a flow's messages a conversion belongs. One row each in credits.def.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace camp {

enum class Credit : std::uint8_t {
#define CAMP_CREDIT(number, name, word, doc) k##name = number,
#include "lang/catalog/credits.def"
#undef CAMP_CREDIT
};
inline constexpr Credit kLastCredit = Credit::kLinear;  // of the table

constexpr std::string_view word_of(Credit credit) {
  switch (credit) {
#define CAMP_CREDIT(number, name, word, doc) \
  case Credit::k##name:                      \
    return word;
#include "lang/catalog/credits.def"
#undef CAMP_CREDIT
  }
  return "";
}

constexpr std::optional<Credit> find_credit(std::string_view word) {
#define CAMP_CREDIT(number, name, text, doc) \
  if (word == text) return Credit::k##name;
#include "lang/catalog/credits.def"
#undef CAMP_CREDIT
  return std::nullopt;
}

}  // namespace camp
