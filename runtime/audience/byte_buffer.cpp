#include "runtime/audience/byte_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace camp {
namespace {

// Large enough that a refill is rare, small enough to stay in the second-level cache.
constexpr std::size_t kFirstBytes = 256u << 10;

std::unique_ptr<char[]> make_bytes(std::size_t capacity) {
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity + ByteBuffer::kPadding);
  std::memset(bytes.get() + capacity, 0, ByteBuffer::kPadding);
  return bytes;
}

}  // namespace

ByteBuffer::ByteBuffer(ByteSource source)
    : source_(std::move(source)), capacity_(kFirstBytes), bytes_(make_bytes(kFirstBytes)) {}

void ByteBuffer::make_room() {
  auto size = end_ - begin_;
  if (size > capacity_ / 2) {
    auto larger = make_bytes(capacity_ * 2);
    std::memcpy(larger.get(), bytes_.get() + begin_, size);
    bytes_ = std::move(larger);
    capacity_ *= 2;
  } else {
    std::memmove(bytes_.get(), bytes_.get() + begin_, size);
  }
  begin_ = 0;
  end_ = size;
}

Result<std::size_t> ByteBuffer::read(char* into, std::size_t size) {
  const auto unread = view();
  if (unread.empty() && failure_) return *failure_;
  if (unread.empty()) return at_end_ ? Result<std::size_t>(std::size_t{0}) : source_(into, size);
  const auto count = std::min(size, unread.size());
  std::memcpy(into, unread.data(), count);
  consume(count);
  return count;
}

Result<void> ByteBuffer::more() {
  if (failure_) return *failure_;
  make_room();
  const auto before = end_;
  while (!at_end_ && end_ < capacity_) {
    auto size = source_(bytes_.get() + end_, capacity_ - end_);
    if (!size.ok()) {
      failure_ = std::move(size).error();
      break;
    }
    CAMP_ASSERT(*size <= capacity_ - end_);
    at_end_ = *size == 0;
    end_ += *size;
    bytes_read_ += *size;
  }
  return failure_ && end_ == before ? Result<void>(*failure_) : Result<void>();
}

}  // namespace camp
