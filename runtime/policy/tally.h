// What people are to hear of when work is done, beside what was sent.
#pragma once
#include "runtime/policy/gate.h"

namespace camp {

struct Tally {
  GateCounts skipped{};         // messages
  std::uint64_t incidents = 0;  // what could not be evaluated, contact by contact

  Tally& operator+=(const Tally& other) {
    for (std::size_t i = 0; i < skipped.size(); ++i) skipped[i] += other.skipped[i];
    incidents += other.incidents;
    return *this;
  }
};

}  // namespace camp
