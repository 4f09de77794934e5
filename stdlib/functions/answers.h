// What a reply says: people's words as the answer to a module's question.
#pragma once
#include <string_view>

#include "lang/base/arena.h"
#include "lang/catalog/answers.h"
#include "lang/value/value.h"

namespace camp::stdlib {

// `options`: the two bounds of a range, the choices, else an empty list. `language`: the contact's,
// "" when it is not known; it decides in which order a date is written. Absent when the text is no
// such answer. Any text and any list may be given; what is returned lives in `arena`.
Value read_answer(AnswerForm form, const Value& options, std::string_view text,
                  std::string_view language, Arena& arena);

// What a button says for yes or no in this language; in one that yes_no.def has not, in English.
std::string_view yes_no_word(bool yes, std::string_view language);

}  // namespace camp::stdlib
