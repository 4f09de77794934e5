#include "runtime/vm/calendar.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lang/catalog/zones.h"
#include "lang/value/civil.h"
#include "lang/value/int128.h"

namespace camp::calendar {

namespace {
// A stretch of time with one offset, up to the next one's begin.
struct Stretch {
  std::int64_t begin_s = 0;
  std::int64_t offset_s = 0;
  std::string_view abbreviation;  // the zone's, which lives for ever
};
}  // namespace

class Zone {
 public:
  Zone(std::string name_given, std::optional<cctz::time_zone> tz_given,
       std::vector<Stretch> stretches_given)
      : name(std::move(name_given)), tz(tz_given), stretches(std::move(stretches_given)) {}
  const std::string name;
  const std::optional<cctz::time_zone> tz;  // absent: UTC, without asking tzdata
  const std::vector<Stretch> stretches;     // all that begin before kStretchesEnd
};

namespace {

using std::chrono::seconds;

// What has a civil date; results are kept inside.
constexpr std::int64_t kFirstInstant = kFirstDay * kMsPerDay;
constexpr std::int64_t kLastInstant = kLastDay * kMsPerDay + kMsPerDay - 1;

std::int64_t saturate(Int128 instant_ms) {
  if (instant_ms < kFirstInstant) return kFirstInstant;
  if (instant_ms > kLastInstant) return kLastInstant;
  return static_cast<std::int64_t>(instant_ms);
}

std::int64_t floor_divide(std::int64_t n, std::int64_t by) { return n / by - (n % by < 0 ? 1 : 0); }

// ---- offsets

// Later times are cctz's to answer, one by one.
constexpr std::int64_t kStretchesEnd = 4'102'444'800;  // 2100-01-01

cctz::time_point<seconds> point(std::int64_t at_s) {
  return cctz::time_point<seconds>(seconds(at_s));
}

Stretch ask(const cctz::time_zone& tz, std::int64_t at_s) {
  const auto shown = tz.lookup(point(at_s));
  return {at_s, shown.offset, shown.abbr};
}

std::vector<Stretch> read_stretches(const cctz::time_zone& tz) {
  std::vector<Stretch> stretches{ask(tz, kFirstInstant / 1000)};
  cctz::time_zone::civil_transition change;
  while (tz.next_transition(point(stretches.back().begin_s), &change)) {
    const auto at_s = (change.from - cctz::civil_second()) - stretches.back().offset_s;
    if (at_s >= kStretchesEnd) break;
    stretches.push_back(ask(tz, at_s));
  }
  return stretches;
}

// ---- zones by name

struct Registry {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<Zone>> zones;
};
Registry& registry() {
  static auto* all = new Registry;  // never destroyed: zones live for ever
  return *all;
}

// Unknown names are not remembered: they come from outside and could be without end. cctz would
// remember them, and takes paths for names: it is asked for zones only.
const Zone* find_shared(std::string_view name) {
  auto& all = registry();
  std::lock_guard lock(all.mutex);
  auto found = all.zones.find(std::string(name));
  if (found != all.zones.end()) return found->second.get();
  cctz::time_zone tz;
  if (!has_zone(name) || !cctz::load_time_zone(std::string(name), &tz)) return nullptr;
  auto zone = std::make_unique<Zone>(std::string(name), tz, read_stretches(tz));
  return all.zones.emplace(zone->name, std::move(zone)).first->second.get();
}

// Neighbouring contacts share zones and moments: the last stretch of some zones answers nearly
// everything.
struct Recent {
  const Zone* zone = nullptr;
  Stretch stretch;
  std::int64_t end_s = 0;
};

const Recent& stretch_at(const Zone* zone, std::int64_t at_s) {
  thread_local std::array<Recent, 64> recent;
  auto& slot = recent[(reinterpret_cast<std::uintptr_t>(zone) / sizeof(Zone)) % recent.size()];
  if (slot.zone == zone && at_s >= slot.stretch.begin_s && at_s < slot.end_s) return slot;
  if (at_s >= kStretchesEnd) return slot = {zone, ask(*zone->tz, at_s), at_s + 1};
  const auto& all = zone->stretches;
  const auto next = std::upper_bound(
      all.begin(), all.end(), at_s,
      [](std::int64_t at, const Stretch& stretch) { return at < stretch.begin_s; });
  return slot = {zone, *std::prev(next), next == all.end() ? kStretchesEnd : next->begin_s};
}

struct Found {
  std::int64_t instant_s = 0;
  bool in_gap = false;  // then it is the gap's end
};

// The instant of a local time.
Found find_instant(const Zone* zone, std::int64_t local_s) {
  if (!zone->tz) return {local_s};
  // More than twice as far from every change as clocks are apart, a time is shown once.
  constexpr std::int64_t kFar = 3 * 86'400;
  const auto& around = stretch_at(zone, local_s);
  const auto instant_s = local_s - around.stretch.offset_s;
  if (instant_s > around.stretch.begin_s + kFar && instant_s < around.end_s - kFar)
    return {instant_s};
  const auto found = zone->tz->lookup(cctz::civil_second() + local_s);
  const bool in_gap = found.kind == cctz::time_zone::civil_lookup::SKIPPED;
  // Of a fold, `pre` is the earlier.
  return {(in_gap ? found.trans : found.pre).time_since_epoch().count(), in_gap};
}

}  // namespace

const Zone* find_zone(std::string_view iana_name) {
  thread_local std::unordered_map<std::string_view, const Zone*> known;
  auto found = known.find(iana_name);
  if (found != known.end()) return found->second;
  const auto* zone = find_shared(iana_name);
  if (zone != nullptr) known.emplace(zone->name, zone);
  return zone;
}

const Zone* utc() {
  static const auto* zone = new Zone("UTC", std::nullopt, {});
  return zone;
}

std::string_view name_of(const Zone* zone) { return zone->name; }

std::string tzdata_version() {
  const auto version = zone_data_version();
  return version.empty() ? "unknown" : version;
}

stdlib::LocalTime local_time(const Zone* zone, std::int64_t instant_ms) {
  stdlib::LocalTime local;
  instant_ms = saturate(instant_ms);
  std::int64_t offset_s = 0;
  local.abbreviation = "UTC";
  if (zone->tz) {
    const auto& stretch = stretch_at(zone, floor_divide(instant_ms, 1000)).stretch;
    offset_s = stretch.offset_s;
    local.abbreviation = stretch.abbreviation;
  }
  const auto local_ms = instant_ms + offset_s * 1000;
  local.date_days = floor_divide(local_ms, kMsPerDay);
  local.time_ms = local_ms - local.date_days * kMsPerDay;
  local.offset_minutes = static_cast<std::int32_t>(floor_divide(offset_s, 60));
  return local;
}

std::int64_t instant_of(std::int64_t date_days, std::int64_t time_ms, const Zone* zone) {
  const auto local_ms = saturate(Int128{date_days} * kMsPerDay + time_ms);
  const auto local_s = floor_divide(local_ms, 1000);
  const auto found = find_instant(zone, local_s);
  return saturate(Int128{found.instant_s} * 1000 + (found.in_gap ? 0 : local_ms - local_s * 1000));
}

std::int64_t add(std::int64_t instant_ms, const Duration& duration, const Zone* zone) {
  instant_ms = saturate(instant_ms);
  if (duration.months != 0 || duration.days != 0) {
    const auto local = local_time(zone, instant_ms);
    const auto day = add_to_date(local.date_days, {duration.months, duration.days, 0});
    const bool back = duration.months < 0 || (duration.months == 0 && duration.days < 0);
    if (!day) return back ? kFirstInstant : kLastInstant;
    instant_ms = instant_of(*day, local.time_ms, zone);
  }
  return saturate(Int128{instant_ms} + duration.ms);
}

std::int64_t subtract(std::int64_t instant_ms, const Duration& duration, const Zone* zone) {
  // The most negative numbers have no counterpart; one less is as far beyond every calendar.
  auto negated = [](auto n) {
    using Limits = std::numeric_limits<decltype(n)>;
    return n == Limits::min() ? Limits::max() : static_cast<decltype(n)>(-n);
  };
  return add(instant_ms, {negated(duration.months), negated(duration.days), negated(duration.ms)},
             zone);
}

}  // namespace camp::calendar
