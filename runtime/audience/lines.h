// The lines of an input, for NDJSON: one at a time, blank ones skipped, LF or CRLF, with or without
// a last line break.
#pragma once
#include <cstdint>
#include <string_view>

#include "lang/base/result.h"
#include "runtime/audience/byte_buffer.h"

namespace camp {

class LineReader {
 public:
  explicit LineReader(ByteSource source) : buffer_(std::move(source)) {}

  struct Line {
    std::uint64_t number = 0;  // from 1, blank ones counted
    std::string_view text;  // until the next call; followed by ByteBuffer::kPadding readable bytes
    bool too_long = false;  // longer than kCsvRowBytes: text is its beginning
  };
  // False at the end of the input. Fails as the source fails, and on a JSON list.
  Result<bool> next(Line* line);
  std::uint64_t bytes_read() const { return buffer_.bytes_read(); }

 private:
  Result<bool> next_any(Line* line);

  ByteBuffer buffer_;
  bool started_ = false;
  bool skipping_ = false;  // the rest of a line that was too long
  std::uint64_t number_ = 0;
};

}  // namespace camp
