#include "tests/model/civil.h"

#include <stdlib.h>
#include <time.h>

#include <map>
#include <utility>

namespace camp::model {
namespace {

constexpr std::int64_t kMinuteS = 60, kHourS = 60 * kMinuteS, kDayS = 24 * kHourS;

// What a clock in the zone shows, as seconds of a clock that is never set. Seconds in and out.
std::int64_t shown(std::int64_t instant_s, const std::string& zone) {
  static std::string at_hand;
  if (at_hand != zone) {
    setenv("TZ", zone.c_str(), 1);
    tzset();
    at_hand = zone;
  }
  const auto instant = static_cast<time_t>(instant_s);
  tm parts{};
  localtime_r(&instant, &parts);
  return timegm(&parts);
}

// The first instant at which the clock shows this; if it never does, because it was set forward
// over it, the first at which it shows more.
std::int64_t searched(std::int64_t shown_s, const std::string& zone) {
  for (auto at = shown_s - kDayS; at <= shown_s + kDayS; at += kMinuteS)
    if (shown(at, zone) == shown_s) return at;
  const auto minute_begin_s = shown_s - shown_s % kMinuteS;  // clocks are set at full minutes
  for (auto at = minute_begin_s - kDayS; at <= minute_begin_s + 2 * kDayS; at += kMinuteS)
    if (shown(at, zone) > shown_s) return at;
  return shown_s;
}

// Each is searched for once: caps ask for the same again and again.
std::int64_t when_shown(std::int64_t shown_s, const std::string& zone) {
  static std::map<std::pair<std::string, std::int64_t>, std::int64_t> known;
  const auto [at, is_new] = known.try_emplace({zone, shown_s}, 0);
  if (is_new) at->second = searched(shown_s, zone);
  return at->second;
}

int days_of(int year, int month) {  // month 0..11
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 1 && leap ? 29 : kDays[month];
}

// One month on, or back, at a time; then the day, as far as the month reached has it.
std::int64_t months_on(std::int64_t shown_s, int months) {
  const auto at = static_cast<time_t>(shown_s);
  tm parts{};
  gmtime_r(&at, &parts);
  int year = parts.tm_year + 1900, month = parts.tm_mon;
  for (; months > 0; --months)
    if (++month == 12) month = 0, ++year;
  for (; months < 0; ++months)
    if (--month < 0) month = 11, --year;
  parts.tm_year = year - 1900;
  parts.tm_mon = month;
  if (parts.tm_mday > days_of(year, month)) parts.tm_mday = days_of(year, month);
  return timegm(&parts);
}

std::int64_t moved(std::int64_t instant_ms, const Length& length, const std::string& zone,
                   int direction) {
  const auto ms = (instant_ms % 1000 + 1000) % 1000;
  auto at_s = (instant_ms - ms) / 1000;
  if (length.months != 0 || length.days != 0) {
    auto clock_s = months_on(shown(at_s, zone), direction * length.months);
    clock_s += direction * length.days * kDayS;
    at_s = when_shown(clock_s, zone);
  }
  return at_s * 1000 + ms + direction * length.exact_ms;
}

}  // namespace

std::int64_t later(std::int64_t instant_ms, const Length& length, const std::string& zone) {
  return moved(instant_ms, length, zone, 1);
}

std::int64_t earlier(std::int64_t instant_ms, const Length& length, const std::string& zone) {
  return moved(instant_ms, length, zone, -1);
}

std::int64_t shown_at(std::int64_t instant_ms, const std::string& zone) {
  return shown(instant_ms / 1000, zone);
}

std::int64_t instant_of(std::int64_t shown_s, const std::string& zone) {
  return when_shown(shown_s, zone) * 1000;
}

std::int64_t next_shown(std::int64_t instant_ms, int weekday, int minute, const std::string& zone) {
  auto shown_s = shown(instant_ms / 1000, zone);
  shown_s -= shown_s % kDayS;
  for (;; shown_s += kDayS) {
    const auto day = static_cast<time_t>(shown_s);
    tm parts{};
    gmtime_r(&day, &parts);
    if (weekday >= 0 && (parts.tm_wday + 6) % 7 != weekday) continue;
    const auto at_ms = when_shown(shown_s + minute * kMinuteS, zone) * 1000;
    if (at_ms > instant_ms) return at_ms;
  }
}

}  // namespace camp::model
