#include "lang/value/civil.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

TEST_CASE("dates") {
  CHECK(parse_date("1970-01-01") == 0);
  CHECK(parse_date("2024-02-29") == 19'782);
  CHECK(parse_date("0000-01-01") == kFirstDay);
  CHECK(parse_date("9999-12-31") == kLastDay);
  for (auto wrong : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261201",
                     "2026-12-01 ", "", "2026-12", "-001-01-01", "2026-04-31"})
    CHECK_FALSE(parse_date(wrong));
  CHECK(date_text(kFirstDay) == "0000-01-01");
  CHECK(date_text(kLastDay) == "9999-12-31");
  CHECK(date_text(kLastDay + 1) == "day 2932897");
  CHECK(date_text(INT64_MIN) == "day -9223372036854775808");
}

TEST_CASE("months later: a day that is not there becomes the last") {
  auto leap = *parse_date("2024-01-31");
  CHECK(date_text(*add_to_date(leap, {1, 0, 0})) == "2024-02-29");
  CHECK(date_text(*add_to_date(leap, {13, 1, 0})) == "2025-03-01");
  CHECK(date_text(*add_to_date(leap, {-2, 0, 0})) == "2023-11-30");
  CHECK_FALSE(add_to_date(kLastDay, {0, 1, 0}));
  CHECK_FALSE(add_to_date(kFirstDay, {-1, 0, 0}));
  CHECK_FALSE(add_to_date(0, {0, 0, 1}));
}

TEST_CASE("times of day") {
  CHECK(parse_time_of_day("09:00") == 32'400'000);
  CHECK(parse_time_of_day("23:59:59") == 86'399'000);
  CHECK(parse_time_of_day("23:59:59.25") == 86'399'250);
  for (auto wrong : {"24:00", "9:00", "09:60", "09:00:60", "09:00:", "0900", "09:00 "})
    CHECK_FALSE(parse_time_of_day(wrong));
  CHECK(time_text(32'400'000) == "09:00");
  CHECK(time_text(32'430'000) == "09:00:30");
  CHECK(time_text(1) == "00:00:00.001");
  CHECK(time_text(-1) == "time -1");
  CHECK(time_text(kMsPerDay) == "time 86400000");
}

TEST_CASE("instants") {
  auto text_of = [](std::string_view text) {
    auto instant = parse_instant(text);
    return instant ? instant_text(*instant) : "-";
  };
  CHECK(text_of("2026-12-01T09:00:00.250Z") == "2026-12-01T09:00:00.250Z");
  CHECK(text_of("2026-12-01t09:00:00z") == "2026-12-01T09:00:00Z");
  CHECK(text_of("2026-12-01 09:00:00+02:00") == "2026-12-01T07:00:00Z");
  CHECK(text_of("2026-12-01T00:30:00+02:00") == "2026-11-30T22:30:00Z");
  CHECK(text_of("2026-12-01T09:00:00-00:30") == "2026-12-01T09:30:00Z");
  CHECK(text_of("2026-12-01T09:00:00.123456789Z") == "2026-12-01T09:00:00.123Z");
  CHECK(text_of("2026-12-01 09:00") == "2026-12-01T09:00:00Z");
  CHECK(text_of("2026-12-01") == "2026-12-01T00:00:00Z");
  CHECK(text_of("1969-12-31T23:59:59.999Z") == "1969-12-31T23:59:59.999Z");
  CHECK(text_of("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");
  for (auto wrong :
       {"2026-12-01T", "2026-12-01T9:00", "2026-12-01T09:00:00.Z", "2026-12-01T09:00.5Z",
        "2026-12-01T09:00:00+0200", "2026-12-01T09:00:00+24:00", "2026-12-01T09:00:00ZZ",
        "2026-02-30T00:00:00Z", "2026-12-01X09:00", "2026-12-01T25:00:00Z", "now", ""})
    CHECK(text_of(wrong) == "-");
  CHECK(instant_text(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(instant_text(INT64_MIN) == "instant -9223372036854775808");
  CHECK(instant_text(INT64_MAX) == "instant 9223372036854775807");
}

TEST_CASE("durations") {
  CHECK(parse_duration("90s") == Duration{0, 0, 90'000});
  CHECK(parse_duration("1d12h") == Duration{0, 1, 43'200'000});
  CHECK(parse_duration("2w") == Duration{0, 14, 0});
  CHECK(parse_duration("1y2mo3m") == Duration{14, 0, 180'000});
  CHECK(parse_duration("1w1d") == Duration{0, 8, 0});
  CHECK(parse_duration("2147483647d") == Duration{0, INT32_MAX, 0});
  for (auto wrong :
       {"", "d", "1", "1d1d", "1x", "2147483648d", "178956971y", "9223372036854775808s",
        "9223372036854775s1h", "99999999999999999999d", "-1d", "1 d", "1ms", "1.5h"})
    CHECK_FALSE(parse_duration(wrong));
  for (auto text : {"1d12h", "90d", "1y2mo3d4h5m6s", "0s", "1mo", "59s"})
    CHECK(duration_text(*parse_duration(text)) == text);
  CHECK(duration_text({0, -1, -43'200'000}) == "-1d12h");
  CHECK(duration_text({1, -2, 0}) == "1mo-2d");
  CHECK(duration_text({0, -1, 43'200'000}) == "-1d+12h");
  CHECK(duration_text({-1, 2, -250}) == "-1mo+2d-0.250s");
  CHECK(duration_text({0, 0, 500}) == "0.500s");
  CHECK(duration_text({0, 0, -1500}) == "-1.500s");
  CHECK_FALSE(duration_text({INT32_MIN, INT32_MIN, INT64_MIN}).empty());
}

}  // namespace
}  // namespace camp
