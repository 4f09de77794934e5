// Days and hours in the contact's zone, and strftime's letters. Names are the contact's language's
// in messages, English (as in Liquid) elsewhere.
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>

#include "lang/value/civil.h"
#include "stdlib/functions/prose.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{
    // from Monday, as ISO counts
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::size_t kShortName = 3;

// A moment taken apart in the contact's zone. A date has no time and no zone: midnight, UTC.
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
  int offset_minutes = 0;
  std::string_view zone = "UTC";
};

std::optional<Moment> on_day(std::int64_t days) {
  if (!has_civil_day(days)) return std::nullopt;
  sys_days day{std::chrono::days(days)};
  std::chrono::year_month_day date = day;
  Moment moment;
  moment.days = days;
  moment.unix_seconds = days * (kMsPerDay / kMsPerSecond);
  moment.year = static_cast<int>(date.year());
  moment.month = static_cast<int>(static_cast<unsigned>(date.month()));
  moment.day = static_cast<int>(static_cast<unsigned>(date.day()));
  moment.weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding());
  auto new_year = sys_days(date.year() / std::chrono::January / 1);
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
  moment->offset_minutes = local.offset_minutes;
  moment->zone = local.abbreviation;
  return moment;
}

std::optional<Moment> moment_of_text(std::string_view text, const Context& context) {
  if (text == "now" || text == "today") return at_instant(context, context.now_ms);
  if (auto days = parse_date(text)) return on_day(*days);
  if (auto instant = parse_instant(text)) return at_instant(context, *instant);
  return std::nullopt;
}

// Dates, datetimes, texts that are either, and ints: Liquid's seconds since 1970.
std::optional<Moment> moment_of(const Value& value, const Context& context) {
  std::int64_t ms = 0;
  switch (value.tag) {
    case Tag::kDate:
      return on_day(value.num);
    case Tag::kDatetime:
      return at_instant(context, value.num);
    case Tag::kString:
      return moment_of_text(value.text(), context);
    case Tag::kInt:
      if (__builtin_mul_overflow(value.num, kMsPerSecond, &ms)) return std::nullopt;
      return at_instant(context, ms);
    default:
      return std::nullopt;
  }
}

// For the functions of expressions, which take nothing but dates and datetimes.
std::optional<Moment> exact_moment(const Value& value, const Context& context) {
  bool fits = value.tag == Tag::kDate || value.tag == Tag::kDatetime;
  return fits ? moment_of(value, context) : std::nullopt;
}

using Out = std::back_insert_iterator<std::string>;

void number(std::string& out, int value, int width, char pad) {
  if (pad == '-')
    fmt::format_to(Out(out), "{}", value);
  else if (pad == ' ')
    fmt::format_to(Out(out), "{:{}}", value, width);
  else
    fmt::format_to(Out(out), "{:0{}}", value, width);
}

int hour12(const Moment& moment) { return moment.hour % 12 == 0 ? 12 : moment.hour % 12; }

// The letters that are numbers. `flag` is '-' for "without padding", or 0 for the letter's own.
bool append_number(std::string& out, const Moment& m, char letter, char flag) {
  auto pad = [&](char usual) { return flag != 0 ? flag : usual; };
  switch (letter) {
    case 'Y':
      number(out, m.year, 4, pad('0'));
      return true;
    case 'C':
      number(out, m.year / 100, 2, pad('0'));
      return true;
    case 'y':
      number(out, m.year % 100, 2, pad('0'));
      return true;
    case 'm':
      number(out, m.month, 2, pad('0'));
      return true;
    case 'd':
      number(out, m.day, 2, pad('0'));
      return true;
    case 'e':
      number(out, m.day, 2, pad(' '));
      return true;
    case 'j':
      number(out, m.day_of_year, 3, pad('0'));
      return true;
    case 'H':
      number(out, m.hour, 2, pad('0'));
      return true;
    case 'k':
      number(out, m.hour, 2, pad(' '));
      return true;
    case 'I':
      number(out, hour12(m), 2, pad('0'));
      return true;
    case 'l':
      number(out, hour12(m), 2, pad(' '));
      return true;
    case 'M':
      number(out, m.minute, 2, pad('0'));
      return true;
    case 'S':
      number(out, m.second, 2, pad('0'));
      return true;
    case 'u':
      number(out, m.weekday, 1, '-');
      return true;
    case 'w':
      number(out, m.weekday % 7, 1, '-');
      return true;
    case 's':
      fmt::format_to(Out(out), "{}", m.unix_seconds);
      return true;
    default:
      return false;
  }
}

void append_offset(std::string& out, const Moment& m) {
  auto minutes =
      m.offset_minutes < 0 ? -std::int64_t{m.offset_minutes} : std::int64_t{m.offset_minutes};
  fmt::format_to(Out(out), "{}{:02}{:02}", m.offset_minutes < 0 ? '-' : '+', minutes / 60,
                 minutes % 60);
}

// The letters that are words, and those that stand for several others.
bool append_words(std::string& out, const Moment& m, char letter) {
  auto month = kMonths[static_cast<std::size_t>(m.month - 1)];
  auto weekday = kWeekdays[static_cast<std::size_t>(m.weekday - 1)];
  auto each = [&](std::string_view letters, char between) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
      if (i > 0) out.push_back(between);
      append_number(out, m, letters[i], 0);
    }
  };
  switch (letter) {
    case 'B':
      out += month;
      return true;
    case 'b':
    case 'h':
      out += month.substr(0, kShortName);
      return true;
    case 'A':
      out += weekday;
      return true;
    case 'a':
      out += weekday.substr(0, kShortName);
      return true;
    case 'p':
      out += m.hour < 12 ? "AM" : "PM";
      return true;
    case 'P':
      out += m.hour < 12 ? "am" : "pm";
      return true;
    case 'Z':
      out += m.zone;
      return true;
    case 'z':
      append_offset(out, m);
      return true;
    case 'F':
      each("Ymd", '-');
      return true;
    case 'D':
      each("mdy", '/');
      return true;
    case 'T':
      each("HMS", ':');
      return true;
    case 'R':
      each("HM", ':');
      return true;
    case '%':
      out += '%';
      return true;
    default:
      return false;
  }
}

std::int64_t local_ms(const Moment& m) {
  constexpr std::int64_t kMinute = 60;
  return m.days * kMsPerDay + ((m.hour * kMinute + m.minute) * kMinute + m.second) * kMsPerSecond;
}

// The letters that are names, in the contact's language. A month beside its day is another word in
// some: 2. maaliskuuta, maaliskuu.
bool append_name(std::string& out, const Moment& m, char letter, bool with_day,
                 std::string_view language) {
  const auto name = [&](DateForm form) {
    return append_date_prose(out, form, local_ms(m), language);
  };
  switch (letter) {
    case 'B':
      return name(with_day ? DateForm::kMonth : DateForm::kMonthAlone);
    case 'b':
    case 'h':
      return name(with_day ? DateForm::kShortMonth : DateForm::kShortMonthAlone);
    case 'A':
      return name(DateForm::kWeekday);
    case 'a':
      return name(DateForm::kShortWeekday);
    case 'p':
      return name(DateForm::kHalfDay);
    default:
      return false;
  }
}

bool has_day(std::string_view format) {
  for (std::string_view letter : {"%d", "%e", "%-d", "%-e"})
    if (format.find(letter) != format.npos) return true;
  return false;
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

Value formatted(std::string_view format, const Moment& moment, const Context& context) {
  if (auto styled = in_style(format, moment, context)) return *styled;
  TextBuilder out(context);
  const auto language = prose_language(context);
  const bool with_day = has_day(format);
  std::string piece;
  for (std::size_t i = 0; i < format.size(); ++i) {
    piece.clear();
    bool flagged = format[i] == '%' && i + 2 < format.size() && format[i + 1] == '-';
    std::size_t letter = i + (flagged ? 2 : 1);
    bool known = format[i] == '%' && letter < format.size() &&
                 (append_number(piece, moment, format[letter], flagged ? '-' : '\0') ||
                  (!flagged && append_name(piece, moment, format[letter], with_day, language)) ||
                  (!flagged && append_words(piece, moment, format[letter])));
    if (!out.add(known ? std::string_view(piece) : format.substr(i, 1))) break;
    if (known) i = letter;
  }
  return out.finish();
}

template <class Part>
Value part_of(const Arguments& arguments, const Context& context, Part part) {
  auto moment = exact_moment(arguments[0], context);
  return moment ? Value::integer(part(*moment)) : Value::absent();
}

}  // namespace

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
  if (moment && !format.empty()) return formatted(format, *moment, context);
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
