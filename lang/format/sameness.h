// Whether a text is the same script as another one, but for its layout.
#pragma once
#include <string>
#include <string_view>

#include "lang/syntax/ast.h"

namespace camp::format {

// The same tokens and comments in the same order, no error, and the same tree over them: of every
// node its kind, and with which token it begins and ends; what declarations say in their `##`.
bool is_same_script(std::string_view before, const ast::File& tree, const std::string& after);

}  // namespace camp::format
