#include "runtime/delivery/text_lines.h"

#include <utility>

#include "lang/base/utf8.h"

namespace camp {

void TextLines::put(char32_t c) {
  if (is_begun()) {
    if (breaks_ > 0)
      append(std::string(breaks_, '\n'));
    else if (cell_)
      append(" | ");
    else if (space_)
      append(" ");
    else if (joiner_ != 0)
      append(joiner_);
  }
  breaks_ = 0;
  cell_ = space_ = false;
  joiner_ = 0;
  append(std::exchange(marker_, {}));
  append(c);
}

void TextLines::append(std::string_view text) {
  full_ = full_ || text_.size() + text.size() > bytes_max_;
  if (!full_) text_ += text;
}

void TextLines::append(char32_t c) {
  std::string bytes;
  append_code_point(bytes, c);
  append(bytes);
}

}  // namespace camp
