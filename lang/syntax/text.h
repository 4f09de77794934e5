// What a string in a script says: escapes resolved, the common indentation of """ blocks removed,
// CRLF as LF.
//
// Pure functions over a text that the grammar has matched, quotes included.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/syntax/ast.h"

namespace camp::syntax {

struct BadEscape {
  Span span;
  std::string message;
};

// `raw` stands at `span` in its source. Ill escapes stay in the text as written and are appended to
// `bad`.
ast::Text decode_text(std::string_view raw, Span span, std::vector<BadEscape>& bad);

}  // namespace camp::syntax
