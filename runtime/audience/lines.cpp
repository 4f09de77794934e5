#include "runtime/audience/lines.h"

#include <algorithm>

#include "lang/base/limits.h"

namespace camp {

Result<bool> LineReader::next(Line* line) {
  if (!started_) {
    started_ = true;
    CAMP_TRY(buffer_.more());
    if (buffer_.view().substr(0, 3) == "\xEF\xBB\xBF") buffer_.consume(3);
    auto first = buffer_.view().find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && buffer_.view()[first] == '[')
      return Error{ErrorKind::kCorrupt, "the file is a JSON list", "line 1",
                   "NDJSON has one object a line: jq -c '.[]' FILE > lines.ndjson"};
  }
  while (true) {
    CAMP_ASSIGN(bool more, next_any(line));
    if (!more || line->text.find_first_not_of(" \t") != std::string_view::npos) return more;
  }
}

Result<bool> LineReader::next_any(Line* line) {
  constexpr std::size_t kWindowBytes = limits::kCsvRowBytes + 2;  // the longest line and a CRLF
  while (true) {
    auto view = buffer_.view();
    if (view.empty() && buffer_.at_end()) return false;
    auto newline = view.find('\n');
    bool broken = newline != std::string_view::npos;
    if (!broken && !buffer_.at_end() && view.size() < kWindowBytes) {
      CAMP_TRY(buffer_.more());
      continue;
    }
    auto text = view.substr(0, newline);
    buffer_.consume(broken ? newline + 1 : view.size());
    bool rest_of_earlier = skipping_;
    skipping_ = !broken;
    if (rest_of_earlier) continue;
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    line->number = ++number_;
    line->too_long = text.size() > limits::kCsvRowBytes;
    line->text = text.substr(0, limits::kCsvRowBytes);
    return true;
  }
}

}  // namespace camp
