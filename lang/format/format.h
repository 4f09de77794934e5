// The one layout of a script (`camp fmt`), without any choice.
//
// A script that does not parse is refused with what the parser says. What comes out has been read
// again: it has the same tokens, the same tree and every comment in its place among them; where
// that is not so, the layout has a mistake, and nothing comes out. So nothing is ever lost.
// Formatting what was formatted changes nothing. Takes any bytes; never throws; any thread.
#pragma once
#include <string>

#include "lang/base/diagnostic.h"
#include "lang/base/source.h"

namespace camp {

struct Formatted {
  enum class Outcome {
    kDone,
    kBroken,  // the script has errors: they are in the diagnostics
    kBug,     // what would come out is not the same script
  };
  Outcome outcome = Outcome::kBroken;
  std::string text;  // with kDone; with kBug what must not be used
};

Formatted format_script(const SourceSet& sources, SourceId source, Diagnostics& diagnostics);

// Of a script that camp itself has made: as it was where it cannot be laid out.
std::string laid_out(const std::string& script);

}  // namespace camp
