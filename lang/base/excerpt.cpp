#include "lang/base/excerpt.h"

#include <algorithm>

#include "lang/base/utf8.h"

namespace camp {

std::string quoted_excerpt(std::string_view text, std::size_t most_bytes) {
  std::size_t size = std::min(text.size(), most_bytes);
  // Not in the middle of a character.
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;
  auto rest = text.substr(0, size);
  std::string out = "`";
  while (!rest.empty()) {
    auto bad = find_invalid_utf8(rest);
    for (char c : rest.substr(0, bad.value_or(rest.size()))) {
      auto byte = static_cast<unsigned char>(c);
      out.push_back(byte < 0x20 || byte == 0x7F || c == '`' ? '?' : c);
    }
    if (!bad) break;
    out.push_back('?');
    rest.remove_prefix(*bad + 1);
  }
  return out + (size < text.size() ? "...`" : "`");
}

}  // namespace camp
