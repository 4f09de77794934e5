// Numbers by 64-bit key, for facts about contacts that must be counted once: open addressing,
// nothing else.
//
// Keys must be mixed already (mix_fact). A missing key counts 0. clear() keeps the memory: the
// builder uses one of these again and again, partition by partition. One thread.
#pragma once
#include <cstdint>
#include <vector>

namespace camp {

// MurmurHash3's 64-bit finalizer: a bijection that lets every bit of the input reach every bit of
// the key.
inline std::uint64_t mix_bits(std::uint64_t bits) {
  bits ^= bits >> 33;
  bits *= 0xFF51AFD7ED558CCDu;
  bits ^= bits >> 33;
  bits *= 0xC4CEB9FE1A85EC53u;
  return bits ^ (bits >> 33);
}

class HashCounts {
 public:
  HashCounts() : slots_(kFirstSlots) {}

  std::int64_t& operator[](std::uint64_t key) {
    if ((used_ + 1) * 2 > slots_.size()) grow();
    auto& slot = find(slots_, key | kTaken);
    if (slot.key == 0) {
      slot.key = key | kTaken;
      ++used_;
    }
    return slot.count;
  }
  // True for the first time.
  bool first(std::uint64_t key) { return (*this)[key]++ == 0; }

  void clear() {
    slots_.assign(slots_.size(), Slot{});
    used_ = 0;
  }

 private:
  static constexpr std::size_t kFirstSlots = 1024;
  static constexpr std::uint64_t kTaken = 1;  // a key is never 0; costs one of its 64 bits
  struct Slot {
    std::uint64_t key = 0;
    std::int64_t count = 0;
  };

  static Slot& find(std::vector<Slot>& slots, std::uint64_t key) {
    auto at = key >> 1;
    for (;; ++at) {
      auto& slot = slots[at & (slots.size() - 1)];
      if (slot.key == key || slot.key == 0) return slot;
    }
  }
  void grow() {
    std::vector<Slot> larger(slots_.size() * 2);
    for (const auto& slot : slots_) {
      if (slot.key != 0) find(larger, slot.key) = slot;
    }
    slots_.swap(larger);
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace camp
