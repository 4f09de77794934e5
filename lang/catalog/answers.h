// What a module's questions may be answered with: one row each in answers.def.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "lang/value/type.h"

namespace camp {

enum class AnswerForm : std::uint8_t {
#define CAMP_ANSWER(number, name, word, type, doc) k##name = number,
#include "lang/catalog/answers.def"
#undef CAMP_ANSWER
};

struct AnswerInfo {
  AnswerForm form;
  std::string_view word;  // empty: written otherwise
  TypeKind type;
  std::string_view doc;
};

std::span<const AnswerInfo> answers();
const AnswerInfo* find_answer(std::string_view word);  // null for a word that is none

}  // namespace camp
