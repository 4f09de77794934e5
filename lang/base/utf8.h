// UTF-8 as far as camp needs it. Everything that comes in from outside is checked once, at the
// border.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace camp {

// The offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no surrogates, no
// overlong forms), or nothing when all is well. NUL counts as ill-formed: no text of ours contains
// it.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

std::size_t count_code_points(std::string_view text);  // of well-formed text

// The code point at `at` < text.size(), and how many bytes it takes; of ill-formed text one byte at
// a time, as U+FFFD. So a loop over any bytes ends.
struct CodePoint {
  char32_t value;
  std::size_t size;
};
CodePoint code_point_at(std::string_view text, std::size_t at);
void append_code_point(std::string& out, char32_t code_point);

// The offset after the first `count` code points, or the text's end.
std::size_t skip_code_points(std::string_view text, std::size_t count);

// Columns in a terminal: wide East Asian characters and emoji take two, combining marks none.
int display_width(char32_t code_point);

// Control characters other than tab, LF and CR; what ids must never contain.
bool has_control_character(std::string_view text);
// No control character at all: what can stand in a header.
bool is_one_line(std::string_view text);

}  // namespace camp
