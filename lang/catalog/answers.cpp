#include "lang/catalog/answers.h"

namespace camp {
namespace {

constexpr AnswerInfo kAnswers[] = {
#define CAMP_ANSWER(number, name, word, type, doc) {AnswerForm::k##name, word, TypeKind::type, doc},
#include "lang/catalog/answers.def"
#undef CAMP_ANSWER
};

}  // namespace

std::span<const AnswerInfo> answers() { return kAnswers; }

const AnswerInfo* find_answer(std::string_view word) {
  for (const auto& row : kAnswers) {
    if (!word.empty() && row.word == word) return &row;
  }
  return nullptr;
}

}  // namespace camp
