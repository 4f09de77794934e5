#include "runtime/measure/shared_count.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace camp {
namespace {

constexpr double kSame = 1e-9;  // of a unit: a third three times is one

}  // namespace

void SharedCount::add(std::uint64_t parts, std::uint64_t of) {
  if (of == 1) {  // nearly all are
    whole_ += parts;
    return;
  }
  auto& kept = parts_[of];
  kept += parts;
  whole_ += kept / of;
  kept %= of;
  if (kept == 0) parts_.erase(of);
}

void SharedCount::add(const SharedCount& more) {
  whole_ += more.whole_;
  for (const auto& [of, parts] : more.parts_) add(parts, of);
}

double SharedCount::value() const {
  auto value = static_cast<double>(whole_);
  for (const auto& [of, parts] : parts_)
    value += static_cast<double>(parts) / static_cast<double>(of);
  return value;
}

std::vector<std::uint64_t> rounded(std::span<const SharedCount> counts, std::uint64_t scale) {
  SharedCount sum;
  std::vector<std::uint64_t> units;
  std::vector<std::int64_t> beyond;  // a unit, in kSame: so that equal ones are equal
  for (const auto& count : counts) {
    sum.add(count);
    const auto exact = count.value() * static_cast<double>(scale);
    units.push_back(static_cast<std::uint64_t>(exact + kSame));
    beyond.push_back(std::llround((exact - static_cast<double>(units.back())) / kSame));
  }
  std::vector<std::size_t> order(units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return beyond[a] > beyond[b]; });
  const auto whole =
      static_cast<std::uint64_t>(std::llround(sum.value() * static_cast<double>(scale) + kSame));
  auto left = whole - std::accumulate(units.begin(), units.end(), std::uint64_t{0});
  for (std::size_t i = 0; i < order.size() && left > 0; ++i, --left) ++units[order[i]];
  return units;
}

}  // namespace camp
