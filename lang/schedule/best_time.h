// `at best time within 24h or at 18:00` of a send: when it is to leave, as far as that is known of
// the contact (runtime/policy/best_time.h).
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "lang/value/value.h"

namespace camp {

struct BestTime {
  Duration within;
  std::optional<std::int64_t> first_ms;  // the time of day while nothing is known; none: at once
};
bool is_best_time(const BestTime& best);    // within kBestTimeMinMs and kBestTimeMaxMs
std::string text_of(const BestTime& best);  // as a script has it

}  // namespace camp
