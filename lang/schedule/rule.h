// RRULEs of RFC 5545 (3.3.10) that name days: read by libical, walked here.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "lang/base/result.h"

namespace camp {

// Whether the text is an RRULE that a schedule may have: one that names days, not times, in the
// calendar of everybody. The error's message says what is wrong, its hint what to write.
Result<void> check_rule(const std::string& text);

// The days of a checked rule that begins on `from_days`, in order, up to kScheduleLastDay.
class RuleDays {
 public:
  RuleDays(const std::string& text, std::int64_t from_days);
  ~RuleDays();
  std::optional<std::int64_t> next();

 private:
  struct Rule;
  std::unique_ptr<Rule> rule_;
};

}  // namespace camp
