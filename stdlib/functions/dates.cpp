// Days and hours in the contact's zone.
#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "lang/base/letters.h"
#include "lang/value/civil.h"
#include "stdlib/functions/moment.h"
#include "stdlib/functions/prose.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

std::optional<Moment> at_seconds(std::int64_t seconds, const Context& context) {
  std::int64_t ms = 0;
  if (__builtin_mul_overflow(seconds, kMsPerSecond, &ms)) return std::nullopt;
  return at_instant(context, ms);
}

std::optional<Moment> moment_of_text(std::string_view text, const Context& context) {
  if (text == "now" || text == "today") return at_instant(context, context.now_ms);
  if (auto days = parse_date(text)) return on_day(*days);
  if (auto instant = parse_instant(text)) return at_instant(context, *instant);
  return std::nullopt;
}

// By Liquid's own rules digits alone are seconds since 1970, `2024` too.
std::optional<Moment> moment_of_liquid_text(std::string_view text, const Context& context) {
  const auto word = to_lower(text);
  if (word == "now" || word == "today") return at_instant(context, context.now_ms);
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (!digits) return moment_of_date_text(text, context);
  std::int64_t seconds = 0;
  const auto end = text.data() + text.size();
  if (std::from_chars(text.data(), end, seconds).ec != std::errc()) return std::nullopt;
  return at_seconds(seconds, context);
}

// Dates, datetimes, texts that are either, and ints: Liquid's seconds since 1970.
std::optional<Moment> moment_of(const Value& value, const Context& context) {
  switch (value.tag) {
    case Tag::kDate:
      return on_day(value.num);
    case Tag::kDatetime:
      return at_instant(context, value.num);
    case Tag::kString:
      return context.own_rules ? moment_of_liquid_text(value.text(), context)
                               : moment_of_text(value.text(), context);
    case Tag::kInt:
      return at_seconds(value.num, context);
    default:
      return std::nullopt;
  }
}

// For the functions of expressions, which take nothing but dates and datetimes.
std::optional<Moment> exact_moment(const Value& value, const Context& context) {
  bool fits = value.tag == Tag::kDate || value.tag == Tag::kDatetime;
  return fits ? moment_of(value, context) : std::nullopt;
}

// "short", "medium", "long", "full", "time": the language's own forms; without one, as a date is
// printed.
std::optional<Value> in_style(std::string_view format, const Moment& moment,
                              const Context& context) {
  constexpr std::pair<std::string_view, DateForm> kStyles[] = {
      {"short", DateForm::kShort}, {"medium", DateForm::kMedium}, {"long", DateForm::kLong},
      {"full", DateForm::kFull},   {"time", DateForm::kTime},
  };
  for (const auto& [word, form] : kStyles) {
    if (format != word) continue;
    std::string text;
    if (!append_date_prose(text, form, local_ms(moment), prose_language(context)))
      text = form == DateForm::kTime ? fmt::format("{:02}:{:02}", moment.hour, moment.minute)
                                     : date_text(moment.days);
    TextBuilder out(context);
    out.add(text);
    return out.finish();
  }
  return std::nullopt;
}

template <class Part>
Value part_of(const Arguments& arguments, const Context& context, Part part) {
  auto moment = exact_moment(arguments[0], context);
  return moment ? Value::integer(part(*moment)) : Value::absent();
}

}  // namespace

std::optional<Moment> on_day(std::int64_t days) {
  if (!has_civil_day(days)) return std::nullopt;
  std::chrono::sys_days day{std::chrono::days(days)};
  std::chrono::year_month_day date = day;
  Moment moment;
  moment.days = days;
  moment.unix_seconds = days * (kMsPerDay / kMsPerSecond);
  moment.year = static_cast<int>(date.year());
  moment.month = static_cast<int>(static_cast<unsigned>(date.month()));
  moment.day = static_cast<int>(static_cast<unsigned>(date.day()));
  moment.weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding());
  auto new_year = std::chrono::sys_days(date.year() / std::chrono::January / 1);
  moment.day_of_year = static_cast<int>((day - new_year).count()) + 1;
  return moment;
}

std::optional<Moment> at_instant(const Context& context, std::int64_t instant_ms) {
  auto local = local_time(context, instant_ms);
  auto moment = on_day(local.date_days);
  if (!moment || local.time_ms < 0 || local.time_ms >= kMsPerDay) return std::nullopt;
  auto seconds = static_cast<int>(local.time_ms / kMsPerSecond);
  moment->unix_seconds = instant_ms / kMsPerSecond - (instant_ms % kMsPerSecond < 0 ? 1 : 0);
  moment->hour = seconds / 3600;
  moment->minute = seconds / 60 % 60;
  moment->second = seconds % 60;
  moment->nanos = static_cast<int>(local.time_ms % kMsPerSecond) * 1'000'000;
  moment->offset_minutes = local.offset_minutes;
  moment->zone = local.abbreviation;
  return moment;
}

std::int64_t local_ms(const Moment& m) {
  constexpr std::int64_t kMinute = 60;
  return m.days * kMsPerDay + ((m.hour * kMinute + m.minute) * kMinute + m.second) * kMsPerSecond;
}

LocalTime local_time(const Context& context, std::int64_t instant_ms) {
  if (context.to_local != nullptr) return context.to_local(context.zone, instant_ms);
  auto in_day = (instant_ms % kMsPerDay + kMsPerDay) % kMsPerDay;
  auto days = instant_ms / kMsPerDay - (instant_ms % kMsPerDay < 0 ? 1 : 0);
  return {days, in_day, 0, "UTC"};
}

namespace rows {

// As Liquid: what is no moment, and a moment without a format, comes back as it is.
Value date_row(const Arguments& arguments, const Context& context) {
  std::string buffer;
  auto format = text_of(arguments[1], buffer, context);
  auto moment = moment_of(arguments[0], context);
  if (moment && !format.empty()) {
    const auto styled = context.own_rules ? std::nullopt : in_style(format, *moment, context);
    return styled ? *styled : formatted(format, *moment, context);
  }
  if (context.own_rules) return arguments[0];
  if (arguments[0].is_absent()) return Value::absent();
  return raw_row(arguments, context);
}

Value date_of_row(const Arguments& arguments, const Context& context) {
  auto moment = exact_moment(arguments[0], context);
  return moment ? Value::date(moment->days) : Value::absent();
}

Value hour_of_row(const Arguments& arguments, const Context& context) {
  if (arguments[0].tag != Tag::kDatetime) return Value::absent();
  return part_of(arguments, context, [](const Moment& m) { return m.hour; });
}
Value weekday_of_row(const Arguments& arguments, const Context& context) {
  return part_of(arguments, context, [](const Moment& m) { return m.weekday; });
}
Value day_of_row(const Arguments& arguments, const Context& context) {
  return part_of(arguments, context, [](const Moment& m) { return m.day; });
}
Value month_of_row(const Arguments& arguments, const Context& context) {
  return part_of(arguments, context, [](const Moment& m) { return m.month; });
}
Value year_of_row(const Arguments& arguments, const Context& context) {
  return part_of(arguments, context, [](const Moment& m) { return m.year; });
}

// Making an instant needs the time zones, which only the VM has: it answers this row before it
// comes here (runtime/vm/composites.cpp), and anybody else gets the absent value.
Value instant_at_row(const Arguments&, const Context&) { return Value::absent(); }

}  // namespace rows
}  // namespace camp::stdlib
