// Texts for a field that is asked something of its text: of each kind (an e-mail address, a
// locale) only what is one. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/analysis/choice_values.h"

namespace camp {

std::string quoted(std::string_view text);  // as a script has it

// Each text that conditions name; for each test one that passes it; one that is none of these and
// passes none, and where the field is compared with what is not known another. Never empty, as far
// as they can be made; what no text of this kind can pass is left out.
std::vector<std::string> texts_of(const Type& type, const FieldUse& use, const Somebody& somebody);
// Of these without what nobody asks for, as they are: of a reply, which may be anything.
std::vector<std::string> asked_texts(const FieldUse& use);

}  // namespace camp
