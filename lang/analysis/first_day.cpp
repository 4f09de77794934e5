#include "lang/analysis/first_day.h"

#include <algorithm>
#include <optional>

namespace camp {
namespace {

constexpr std::int64_t kUndated = 20'514;  // 2026-03-02
constexpr std::int64_t kBeforeSchedule = 1, kBeforeExpiry = 7;

}  // namespace

std::int64_t first_day_of(const std::vector<const ast::Flow*>& flows) {
  std::optional<std::int64_t> first;
  const auto before = [&](std::int64_t date_days, std::int64_t days) {
    first = std::min(first.value_or(INT64_MAX), date_days - days);
  };
  const auto before_date = [&](const std::optional<ast::Literal>& date, std::int64_t days) {
    if (date && date->value.tag == Tag::kDate) before(date->value.num, days);
  };
  for (const auto* flow : flows) {
    if (flow->schedule) {
      before_date(flow->schedule->date, kBeforeSchedule);
      before_date(flow->schedule->from, kBeforeSchedule);
    }
    if (flow->expires == nullptr) continue;
    if (const auto* date = std::get_if<ast::Literal>(&flow->expires->node))
      before_date(*date, kBeforeExpiry);
    if (const auto* at = std::get_if<ast::InstantLiteral>(&flow->expires->node))
      before(at->date_days, kBeforeExpiry);
  }
  return first.value_or(kUndated);
}

}  // namespace camp
