#include "lang/graph/written.h"

#include "grammar/scan.h"

namespace camp {

std::string written(std::string_view source) {
  std::string line;
  const auto* end = source.data() + source.size();
  for (const auto* at = source.data(); at != end;) {
    const auto* behind = grammar::skip_space(at, end);
    if (behind != at && !line.empty() && behind != end) line += ' ';
    at = behind;
    if (at == end) break;
    behind = *at == '"' ? grammar::skip_text(at, end) : at + 1;
    for (; at != behind; ++at) {
      const bool is_white = *at == ' ' || *at == '\n' || *at == '\r' || *at == '\t';
      if (!is_white)
        line += *at;
      else if (!line.ends_with(' '))
        line += ' ';
    }
  }
  return line;
}

}  // namespace camp
