// The unread bytes of an input, contiguous, whatever the sizes in which its source hands them out.
//
// The reader asks for more until what it looks for is there; the buffer reads until it is full,
// then doubles, so that looking again from the start costs as much in all as reading once, and so
// that no result can depend on how the source cuts its bytes. One owner, one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

// Gives the next bytes of the input, at most `size`; 0 at its end. Throws nothing; errors are
// values.
using ByteSource = std::function<Result<std::size_t>(char* into, std::size_t size)>;

class ByteBuffer {
 public:
  // simdjson reads (and ignores) so many bytes beyond what it parses.
  static constexpr std::size_t kPadding = 64;

  explicit ByteBuffer(ByteSource source);

  // What has been read and not consumed; valid until more().
  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  void consume(std::size_t size) { begin_ += size; }
  // The source has ended: view() is all that is left.
  bool at_end() const { return at_end_; }
  // Afterwards view() is longer or at_end() is true. Fails as the source fails, once what came
  // before that was given out.
  Result<void> more();
  // As a source of its own: what was read and not consumed, then straight from the source.
  Result<std::size_t> read(char* into, std::size_t size);
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  void make_room();

  ByteSource source_;
  std::size_t capacity_;
  std::unique_ptr<char[]> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
  std::optional<Error> failure_;  // the source's
  std::uint64_t bytes_read_ = 0;
};

}  // namespace camp
