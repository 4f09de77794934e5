// Where the outputs of a JSON template stand: for a value, or inside a text.
//
// A value that stands for itself is written as JSON, one inside a text escaped, so that none
// changes where what follows it stands.
#pragma once
#include "lang/base/reporter.h"
#include "lang/template/template.h"

namespace camp::liquid {

// Gives every output its `place`. Reports a template without tags that would print no JSON
// whatever its values are; `text` is its source.
void place_in_json(Template& parsed, const ast::Text& text, Reporter& reporter);

}  // namespace camp::liquid
