// A moment taken apart, for the functions of dates: dates.cpp makes and asks it, strftime.cpp
// writes it, date_text.cpp reads it from texts.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "lang/value/value.h"
#include "stdlib/functions/functions.h"

namespace camp::stdlib {

// In the contact's zone, or the one that a text names. A date has no time and no zone: midnight,
// UTC.
struct Moment {
  std::int64_t unix_seconds = 0;
  std::int64_t days = 0;
  int year = 1970;
  int month = 1;
  int day = 1;
  int weekday = 1;  // 1 for Monday to 7 for Sunday
  int day_of_year = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int nanos = 0;
  int offset_minutes = 0;
  std::string_view zone = "UTC";  // "" when a text has only an offset
};

inline constexpr std::int64_t kMsPerSecond = 1000;

std::optional<Moment> on_day(std::int64_t days);
std::optional<Moment> at_instant(const Context& context, std::int64_t instant_ms);

// As Liquid reads texts: `5 Mar 2024 7:08`, `3pm`. Nothing: it is no date.
std::optional<Moment> moment_of_date_text(std::string_view text, const Context& context);

// By strftime's letters, with Ruby's flags and widths: %-d, %^a, %3N. Names are the contact's
// language's in messages, English elsewhere. A letter that is unknown stays as it is; one that is
// missing at the end is an error by Liquid's own rules.
Value formatted(std::string_view format, const Moment& moment, const Context& context);

// As if civil time were UTC.
std::int64_t local_ms(const Moment& moment);

}  // namespace camp::stdlib
