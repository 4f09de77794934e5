// Chance that is asked by name: of one seed the same question has the same answer, whenever it is
// put. What people do so hangs on nothing but the seed, themselves and what they got: of two
// scripts with the same seed all that differs is the scripts' doing. XXH3, which is the same
// everywhere; no floating point.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "lang/base/hash.h"
#include "lang/base/ppm.h"

namespace camp::sim {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : seed_(seed) {}

  // `of`: whom or what; `what`: is asked about it.
  std::uint64_t number(std::string_view of, std::string_view what) const {
    return xxh3_64(of, xxh3_64(what, seed_));
  }
  // 0 .. 999,999: below a share, it happens.
  std::uint32_t ppm(std::string_view of, std::string_view what) const {
    return static_cast<std::uint32_t>(number(of, what) % kWholePpm);
  }
  // 0 .. below - 1
  std::uint64_t below(std::uint64_t limit, std::string_view of, std::string_view what) const {
    return number(of, what) % limit;
  }

 private:
  std::uint64_t seed_;
};

// How something is spread: where 0, 5, 25, 50, 75, 95 and 100 percent of it lie, and evenly between
// two of these.
struct Spread {
  static constexpr std::array<std::uint32_t, 7> kPercent = {0, 5, 25, 50, 75, 95, 100};
  std::array<std::int64_t, 7> at{};

  std::int64_t value(std::uint32_t ppm) const {
    constexpr std::uint32_t kPpmOfPercent = kWholePpm / 100;
    std::size_t behind = 1;
    while (ppm >= kPercent[behind] * kPpmOfPercent) ++behind;
    const std::int64_t from = kPercent[behind - 1] * kPpmOfPercent;
    const std::int64_t to = kPercent[behind] * kPpmOfPercent;
    return at[behind - 1] + (at[behind] - at[behind - 1]) * (ppm - from) / (to - from);
  }
};

}  // namespace camp::sim
