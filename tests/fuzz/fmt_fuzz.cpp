// libFuzzer: any bytes to the formatter. What parses comes out as the same script, and the second
// time as it is.
#include <cstddef>
#include <cstdint>
#include <string>

#include "lang/base/assert.h"
#include "lang/format/format.h"

namespace {

camp::Formatted formatted(std::string text) {
  camp::SourceSet sources;
  camp::Diagnostics diagnostics;
  const auto source = sources.add("fuzz.camp", std::move(text));
  return camp::format_script(sources, source, diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto once = formatted(std::string(reinterpret_cast<const char*>(data), size));
  if (once.outcome == camp::Formatted::Outcome::kBroken) return 0;
  CAMP_ASSERT(once.outcome == camp::Formatted::Outcome::kDone);
  const auto twice = formatted(once.text);
  CAMP_ASSERT(twice.outcome == camp::Formatted::Outcome::kDone && twice.text == once.text);
  return 0;
}
