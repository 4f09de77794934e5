// Memory that is given back all at once: the strings, lists and records of one transition or one
// parse.
//
// Views and pointers live until reset() or the arena's end. Not thread-safe: one owner. After
// reset() the first block is kept, so that a steady state allocates nothing.
#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace camp {

class Arena {
 public:
  explicit Arena(std::size_t first_block_bytes = 4096) : block_bytes_(first_block_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size, std::size_t alignment) {
    auto offset = (used_ + alignment - 1) & ~(alignment - 1);
    if (blocks_.empty() || offset + size > current_size_) {
      grow(size + alignment);
      offset = 0;
    }
    used_ = offset + size;
    total_ += size;
    return blocks_.back().get() + offset;
  }

  template <class T>
  T* allocate_array(std::size_t count) {
    return static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* bytes = allocate_array<char>(text.size());
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

  // Bytes handed out since the last reset; callers compare it with a named limit.
  std::size_t allocated() const { return total_; }

  void reset() {
    if (blocks_.size() > 1) blocks_.resize(1);
    current_size_ = blocks_.empty() ? 0 : block_bytes_;
    used_ = 0;
    total_ = 0;
  }

 private:
  void grow(std::size_t at_least) {
    auto size = blocks_.empty() ? block_bytes_ : current_size_ * 2;
    if (size < at_least) size = at_least;
    if (blocks_.empty()) block_bytes_ = size;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    current_size_ = size;
    used_ = 0;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t block_bytes_;
  std::size_t current_size_ = 0;
  std::size_t used_ = 0;
  std::size_t total_ = 0;
};

}  // namespace camp
