#include "runtime/schedule/occurrences.h"

#include "lang/value/civil.h"

namespace camp {
namespace {

// No zone is further from UTC, and no change of clocks skips more: a zone that changed sides of the
// date line lost a day.
constexpr std::int64_t kFurthestDays = 3;

}  // namespace

std::int64_t last_of_contact_time(const Nominal& nominal) { return utc_ms(nominal) + kLastZoneMs; }

Occurrence occurrence_at(const Schedule& schedule, const calendar::Zone* zone, Nominal nominal) {
  if (schedule.contact_time)
    return {nominal, utc_ms(nominal) - kFirstZoneMs, last_of_contact_time(nominal)};
  const auto due_ms = calendar::instant_of(nominal.date_days, nominal.time_ms, zone);
  return {nominal, due_ms, due_ms};
}

Nominal before(const Schedule& schedule, const calendar::Zone* zone, std::int64_t since_ms) {
  Nominal last{calendar::local_time(calendar::utc(), since_ms).date_days - kFurthestDays, 0};
  Occurrences walk(schedule, zone, last);
  while (true) {
    const auto next = walk.next();
    if (!next || next->first_ms >= since_ms) return last;
    last = next->nominal;
  }
}

std::optional<Occurrence> Occurrences::next() {
  const auto nominal = walk_.next();
  if (!nominal) return std::nullopt;
  return occurrence_at(schedule_, zone_, *nominal);
}

}  // namespace camp
