// Zones: named cases, and random ones against a second way of computing (glibc's localtime_r).
#include "runtime/vm/calendar.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <random>
#include <thread>

#include "lang/catalog/calling_codes.h"
#include "lang/value/civil.h"

using namespace camp;

namespace {

std::int64_t at(std::string_view text) { return *parse_instant(text); }
std::string add(std::string_view text, Duration duration, const char* zone) {
  return instant_text(calendar::add(at(text), duration, calendar::find_zone(zone)));
}
std::string instant(std::string_view date, std::string_view time, const char* zone) {
  return instant_text(
      calendar::instant_of(*parse_date(date), *parse_time_of_day(time), calendar::find_zone(zone)));
}

}  // namespace

TEST_CASE("zones are found by their IANA names only") {
  REQUIRE(calendar::find_zone("Europe/Helsinki") != nullptr);
  CHECK(calendar::find_zone("Europe/Helsinki") == calendar::find_zone("Europe/Helsinki"));
  CHECK(calendar::name_of(calendar::find_zone("Europe/Helsinki")) == "Europe/Helsinki");
  for (const char* name :
       {"", "Mars/Olympus", "europe/helsinki/", "../../../etc/passwd", "UTC+99", "Europe"})
    CHECK(calendar::find_zone(name) == nullptr);
  CHECK(calendar::find_zone(std::string(100'000, 'x')) == nullptr);
  CHECK(calendar::name_of(calendar::utc()) == "UTC");
}

TEST_CASE("the next 09:00 in New York on the day the clocks change is 09:00 EDT") {
  CHECK(add("2026-03-07T14:00:00Z", {0, 1, 0}, "America/New_York") == "2026-03-08T13:00:00Z");
  CHECK(add("2026-03-07T14:00:00Z", {0, 0, kMsPerDay}, "America/New_York") ==
        "2026-03-08T14:00:00Z");
  CHECK(instant("2026-03-08", "09:00", "America/New_York") == "2026-03-08T13:00:00Z");
}

TEST_CASE("Tuesday 08:00 in Tokyo is Monday 23:00 UTC") {
  CHECK(instant("2026-03-03", "08:00", "Asia/Tokyo") == "2026-03-02T23:00:00Z");
  auto local = calendar::local_time(calendar::find_zone("Asia/Tokyo"), at("2026-03-02T23:00:00Z"));
  CHECK(date_text(local.date_days) == "2026-03-03");
  CHECK(local.time_ms == 8 * 3'600'000);
  CHECK(local.offset_minutes == 540);
  CHECK(local.abbreviation == "JST");
}

TEST_CASE("a gap moves to its end, of a fold the first is taken") {
  CHECK(instant("2026-03-29", "03:30", "Europe/Helsinki") == "2026-03-29T01:00:00Z");
  CHECK(calendar::instant_of(*parse_date("2026-03-29"), 3 * 3'600'000 + 1'234,
                             calendar::find_zone("Europe/Helsinki")) == at("2026-03-29T01:00:00Z"));
  CHECK(instant("2026-10-25", "03:30", "Europe/Helsinki") == "2026-10-25T00:30:00Z");
  CHECK(add("2026-10-25T01:30:00Z", {0, 0, 0}, "Europe/Helsinki") ==
        "2026-10-25T01:30:00Z");  // the second stays
  // Half an hour.
  CHECK(instant("2026-10-04", "02:15", "Australia/Lord_Howe") == "2026-10-03T15:30:00Z");
  CHECK(instant("2026-04-05", "01:45", "Australia/Lord_Howe") == "2026-04-04T14:45:00Z");
}

TEST_CASE("a day that a zone skips gives the next instant that exists") {
  CHECK(instant("2011-12-30", "09:00", "Pacific/Apia") == "2011-12-30T10:00:00Z");
  CHECK(add("2011-12-29T19:00:00Z", {0, 1, 0}, "Pacific/Apia") == "2011-12-30T10:00:00Z");
  CHECK(add("2011-12-29T19:00:00Z", {0, 2, 0}, "Pacific/Apia") == "2011-12-30T19:00:00Z");
}

TEST_CASE("odd zones") {
  CHECK(instant("2026-03-02", "09:00", "Asia/Kathmandu") == "2026-03-02T03:15:00Z");
  // Morocco leaves its summer time for Ramadan: 2026-02-15 03:00 +01 becomes 02:00 +00, back on
  // 2026-03-22.
  CHECK(instant("2026-02-14", "12:00", "Africa/Casablanca") == "2026-02-14T11:00:00Z");
  CHECK(instant("2026-03-02", "12:00", "Africa/Casablanca") == "2026-03-02T12:00:00Z");
  CHECK(add("2026-02-14T11:00:00Z", {0, 16, 0}, "Africa/Casablanca") == "2026-03-02T12:00:00Z");
}

TEST_CASE("months keep the day or take the month's last") {
  CHECK(add("2026-01-31T10:00:00Z", {1, 0, 0}, "UTC") == "2026-02-28T10:00:00Z");
  CHECK(add("2024-02-29T10:00:00Z", {12, 0, 0}, "UTC") == "2025-02-28T10:00:00Z");
  CHECK(add("2026-01-31T10:00:00Z", {1, 1, 1000}, "UTC") == "2026-03-01T10:00:01Z");
  CHECK(instant_text(calendar::subtract(at("2026-03-31T10:00:00Z"), {1, 0, 0}, calendar::utc())) ==
        "2026-02-28T10:00:00Z");
}

TEST_CASE("arithmetic saturates at the calendar's ends") {
  const auto last = kLastDay * kMsPerDay + kMsPerDay - 1;
  const auto first = kFirstDay * kMsPerDay;
  for (const auto* zone : {calendar::utc(), calendar::find_zone("America/New_York")}) {
    CHECK(calendar::add(0, {INT32_MAX, INT32_MAX, INT64_MAX}, zone) == last);
    CHECK(calendar::add(0, {INT32_MIN, 0, INT64_MIN}, zone) == first);
    CHECK(calendar::add(INT64_MAX, {0, 0, 1}, zone) == last);
    CHECK(calendar::subtract(0, {INT32_MIN, 0, INT64_MIN}, zone) == last);
    CHECK(calendar::subtract(INT64_MIN, {0, 1, 0}, zone) == first);
    CHECK(calendar::instant_of(INT64_MAX, INT64_MAX, zone) <= last);
    CHECK(calendar::instant_of(INT64_MIN, INT64_MIN, zone) >= first);
    calendar::local_time(zone, INT64_MIN);
    calendar::local_time(zone, INT64_MAX);
  }
}

// The first instant whose local time is at least the one wanted: so a gap gives its end and a fold
// its first. Found by walking in quarters of an hour with glibc's zones; clocks change at the end
// of one.
namespace {
std::int64_t second_way(std::int64_t local_s) {
  auto local_at = [](std::int64_t t) {
    std::time_t time = t;
    std::tm parts{};
    localtime_r(&time, &parts);
    return t + parts.tm_gmtoff;
  };
  constexpr std::int64_t kStep = 900;
  auto t = local_s - 27 * 3600;
  t -= ((t % kStep) + kStep) % kStep;
  while (local_at(t + kStep - 1) < local_s && local_at(t + kStep) < local_s) t += kStep;
  auto low = t, high = local_at(t + kStep - 1) < local_s ? t + kStep : t + kStep - 1;
  while (high - low > 1) {
    auto middle = low + (high - low) / 2;
    (local_at(middle) < local_s ? low : high) = middle;
  }
  return high;
}
}  // namespace

TEST_CASE("20,000 random additions agree with glibc") {
  const char* zones[] = {
      "Europe/Helsinki", "America/New_York",   "Australia/Lord_Howe", "Pacific/Apia",
      "Asia/Tokyo",      "Africa/Casablanca",  "Asia/Kathmandu",      "America/St_Johns",
      "Pacific/Chatham", "Asia/Tehran",        "Africa/Cairo",        "America/Sao_Paulo",
      "Europe/Dublin",   "Asia/Gaza",          "Antarctica/Troll",    "America/Caracas",
      "Asia/Pyongyang",  "Pacific/Kiritimati", "Europe/Istanbul",     "UTC"};
  std::mt19937_64 random(20260302);
  const auto first = at("1975-01-01T00:00:00Z");
  const auto last = at("2060-12-01T00:00:00Z");
  for (const char* name : zones) {
    setenv("TZ", name, 1);
    tzset();
    const auto* zone = calendar::find_zone(name);
    REQUIRE(zone != nullptr);
    int wrong = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto from =
          std::uniform_int_distribution<std::int64_t>(first / 1000, last / 1000)(random);
      const Duration by{std::uniform_int_distribution<int>(-3, 3)(random),
                        std::uniform_int_distribution<int>(-9, 9)(random),
                        std::uniform_int_distribution<std::int64_t>(0, 7200)(random) * 1000};
      std::time_t time = from;
      std::tm parts{};
      localtime_r(&time, &parts);
      const auto local = calendar::local_time(zone, from * 1000);
      const auto local_s = from + parts.tm_gmtoff;
      wrong += local.date_days * 86'400 + local.time_ms / 1000 != local_s ||
               local.abbreviation != parts.tm_zone;
      const auto day = add_to_date(local.date_days, {by.months, by.days, 0});
      const bool moved = by.months != 0 || by.days != 0;
      const auto expected = moved ? second_way(*day * 86'400 + local.time_ms / 1000) : from;
      const auto got = calendar::add(from * 1000, by, zone);
      wrong += got != expected * 1000 + by.ms;
      if (wrong > 0) {
        FAIL(name << " from " << instant_text(from * 1000) << " by " << duration_text(by) << ": "
                  << instant_text(got) << " and not " << instant_text(expected * 1000 + by.ms));
      }
    }
  }
  unsetenv("TZ");
  tzset();
}

TEST_CASE("zones may be looked up by several threads") {
  std::vector<std::thread> threads;
  std::vector<const calendar::Zone*> found(4);
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back([&found, i] {
      for (int k = 0; k < 200; ++k) {
        found[i] = calendar::find_zone("Asia/Singapore");
        calendar::local_time(found[i], k * kMsPerDay * 100);
      }
    });
  for (auto& thread : threads) thread.join();
  for (const auto* zone : found) CHECK(zone == found[0]);
}

TEST_CASE("a phone number says by which clock its owner lives, where its country has one") {
  CHECK(zone_of_number("+358401234567") == "Europe/Helsinki");
  CHECK(zone_of_number("+35") == "");
  CHECK(zone_of_number("+36") == "Europe/Budapest");
  CHECK(zone_of_number("+18765550100") == "America/Jamaica");
  for (const auto* number : {"", "+", "+1", "+12125550100", "+79161234567", "+34612345678",
                             "+61412345678", "358401234567", "+0358", "+3x8", "+999"}) {
    INFO(number);
    CHECK(zone_of_number(number) == "");
  }
#define CAMP_CALLING_CODE(zone, code) CHECK(calendar::find_zone(zone) != nullptr);
#include "lang/catalog/calling_codes.def"
#undef CAMP_CALLING_CODE
}
