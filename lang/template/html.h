// Where the outputs of an HTML template stand, as a browser would read what is around them: that
// decides what a value there may be, and whether an output may stand there at all.
//
// A value is escaped, so it never changes where what follows it stands. Conditional comments are
// read as if they were none: Outlook reads what is in them.
#pragma once
#include "lang/base/reporter.h"
#include "lang/template/template.h"

namespace camp::liquid {

// Gives every output its `place`, and reports those that stand where no value is safe.
void place_in_html(Template& text, Reporter& reporter);

// `style`, `script`: what stands in it nobody reads. The name is written small.
bool is_code_element(std::string_view name);

}  // namespace camp::liquid
