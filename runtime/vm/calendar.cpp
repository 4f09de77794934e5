#include "runtime/vm/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

#include "lang/value/civil.h"
#include "lang/value/int128.h"

namespace camp::calendar {

class Zone {
 public:
  Zone(std::string name_given, const date::time_zone* tz_given)
      : name(std::move(name_given)), tz(tz_given) {}
  const std::string name;
  const date::time_zone* const tz;  // null: UTC, without asking tzdata
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

// ---- zones by name

struct Registry {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<Zone>> zones;
  std::set<std::string, std::less<>> abbreviations;
};
Registry& registry() {
  static auto* all = new Registry;  // never destroyed: zones live for ever
  return *all;
}

// tzdata reports an unknown name, or its own absence, by exceptions; they end here.
const date::time_zone* locate(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

// Unknown names are not remembered: they come from outside and could be without end.
const Zone* find_shared(std::string_view name) {
  auto& all = registry();
  std::lock_guard lock(all.mutex);
  auto found = all.zones.find(std::string(name));
  if (found != all.zones.end()) return found->second.get();
  const auto* tz = locate(name);
  if (tz == nullptr) return nullptr;
  auto zone = std::make_unique<Zone>(std::string(name), tz);
  return all.zones.emplace(zone->name, std::move(zone)).first->second.get();
}

std::string_view intern(const std::string& abbreviation) {
  auto& all = registry();
  std::lock_guard lock(all.mutex);
  return *all.abbreviations.insert(abbreviation).first;
}

// ---- offsets

// A stretch of time with one offset; [begin, end) in seconds.
struct Stretch {
  const Zone* zone = nullptr;
  std::int64_t begin_s = 0;
  std::int64_t end_s = 0;
  std::int64_t offset_s = 0;
  std::string_view abbreviation;
};

Stretch read_stretch(const Zone* zone, std::int64_t at_s) {
  try {
    auto info = zone->tz->get_info(date::sys_seconds(seconds(at_s)));
    return {zone, info.begin.time_since_epoch().count(), info.end.time_since_epoch().count(),
            info.offset.count(), intern(info.abbrev)};
  } catch (const std::exception&) {  // a zone's file that cannot be read counts as UTC
    return {zone, INT64_MIN, INT64_MAX, 0, "UTC"};
  }
}

// Neighbouring contacts share zones and moments: a few stretches per thread answer nearly
// everything.
const Stretch& stretch_at(const Zone* zone, std::int64_t at_s) {
  thread_local std::array<Stretch, 64> recent;
  auto& slot = recent[(reinterpret_cast<std::uintptr_t>(zone) / sizeof(Zone)) % recent.size()];
  if (slot.zone != zone || at_s < slot.begin_s || at_s >= slot.end_s)
    slot = read_stretch(zone, at_s);
  return slot;
}

// The instant of a local time, both in seconds.
std::int64_t to_instant(const Zone* zone, std::int64_t local_s) {
  if (zone->tz == nullptr) return local_s;
  try {
    auto info = zone->tz->get_info(date::local_seconds(seconds(local_s)));
    if (info.result == date::local_info::nonexistent)
      return info.first.end.time_since_epoch().count();
    return local_s - info.first.offset.count();  // of a fold, `first` is the earlier
  } catch (const std::exception&) {
    return local_s;
  }
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
  static const auto* zone = new Zone("UTC", nullptr);
  return zone;
}

std::string_view name_of(const Zone* zone) { return zone->name; }

std::string tzdata_version() {
  try {
    return date::get_tzdb().version;
  } catch (const std::exception&) {
    return "unknown";
  }
}

stdlib::LocalTime local_time(const Zone* zone, std::int64_t instant_ms) {
  stdlib::LocalTime local;
  instant_ms = saturate(instant_ms);
  std::int64_t offset_s = 0;
  local.abbreviation = "UTC";
  if (zone->tz != nullptr) {
    const auto& stretch = stretch_at(zone, floor_divide(instant_ms, 1000));
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
  const auto instant_s = to_instant(zone, local_s);
  // A time in a gap becomes the gap's end to the millisecond.
  const auto after = local_time(zone, instant_s * 1000);
  const bool exists = after.date_days * kMsPerDay + after.time_ms == local_s * 1000;
  return saturate(Int128{instant_s} * 1000 + (exists ? local_ms - local_s * 1000 : 0));
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
