// Chance for the simulator: one seed, one life. SplitMix64, so that a seed means the same everywhere.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>

namespace camp::simulator {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // 0 .. below - 1
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  const char* of(std::initializer_list<const char*> all) { return all.begin()[below(all.size())]; }

 private:
  std::uint64_t state_;
};

}  // namespace camp::simulator
