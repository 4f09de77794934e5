// What a script leaves unsaid, beside the place where it could be said: the channels of a send
// without `via`, on whose clock a wait ends.
//
// Data in, data out; any thread.
#pragma once
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"

namespace camp::editor {

struct Hint {
  std::uint32_t offset;  // it stands before the byte there
  std::string text;
  std::string doc;
};

// Of what lies in [begin, end) of the source.
std::vector<Hint> hints_in(const Analysis& analysis, Span range);

}  // namespace camp::editor
