#include "lang/schedule/best_time.h"

#include "lang/base/limits.h"
#include "lang/value/civil.h"

namespace camp {

bool is_best_time(const BestTime& best) {
  const auto& within = best.within;
  const auto most_days = limits::kBestTimeMaxMs / kMsPerDay;
  if (within.months != 0 || within.days < 0 || within.days > most_days || within.ms < 0)
    return false;
  const auto ms = length_ms(within);
  return ms >= limits::kBestTimeMinMs && ms <= limits::kBestTimeMaxMs &&
         (!best.first_ms || (*best.first_ms >= 0 && *best.first_ms < kMsPerDay));
}

std::string text_of(const BestTime& best) {
  auto text = "at best time within " + duration_text(best.within);
  if (best.first_ms) text += " or at " + time_text(*best.first_ms);
  return text;
}

}  // namespace camp
