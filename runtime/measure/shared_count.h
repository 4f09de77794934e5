// How many, where some are shared: whole ones, and so many of 2, of 3, ... parts. Exact however
// many are added and whatever they are shared by; rounded only where it is shown.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace camp {

class SharedCount {
 public:
  SharedCount() = default;
  SharedCount(std::uint64_t whole) : whole_(whole) {}  // a count that nobody shares is one, too

  void add(std::uint64_t parts, std::uint64_t of);
  void add(const SharedCount& more);
  bool is_whole() const { return parts_.empty(); }
  std::uint64_t whole() const { return whole_; }  // what parts are left is less than one of theirs
  double value() const;
  friend bool operator==(const SharedCount&, const SharedCount&) = default;

 private:
  std::uint64_t whole_ = 0;
  std::map<std::uint64_t, std::uint64_t> parts_;  // by of how many, fewer than that
};

// In units of 1/scale, so that they add up to what their sum is rounded to: the rounding goes to
// those with the most beyond a unit, the first of them where several have the same.
std::vector<std::uint64_t> rounded(std::span<const SharedCount> counts, std::uint64_t scale);

}  // namespace camp
