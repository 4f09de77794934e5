#include "lang/value/civil.h"

#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <type_traits>

#include "lang/value/int128.h"

namespace camp {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::int64_t kMsPerMinute = 60 * kMsPerSecond;
constexpr std::int64_t kMsPerHour = 60 * kMsPerMinute;

// Reads a text from left to right; every step says whether it fitted.
struct Scanner {
  std::string_view text;

  bool at_end() const { return text.empty(); }
  bool literal(char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
  }
  bool any_of(std::string_view letters) {
    if (text.empty() || letters.find(text[0]) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  }
  bool next_is_digit() const { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }
  // Exactly `count` digits, with a value of at most `most`.
  bool number(int count, int most, int& out) {
    out = 0;
    for (int i = 0; i < count; ++i) {
      if (!next_is_digit()) return false;
      out = out * 10 + (text[0] - '0');
      text.remove_prefix(1);
    }
    return out <= most;
  }
};

std::optional<std::int64_t> scan_date(Scanner& in) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!in.number(4, 9999, year) || !in.literal('-') || !in.number(2, 12, month) ||
      !in.literal('-') || !in.number(2, 31, day))
    return std::nullopt;
  year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                      std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date).time_since_epoch().count();
}

// hh:mm or hh:mm:ss. A leap second (60) is taken where RFC 3339 allows one, as the next second, as
// POSIX does.
std::optional<std::int64_t> scan_time(Scanner& in, bool leap_second) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!in.number(2, 23, hour) || !in.literal(':') || !in.number(2, 59, minute)) return std::nullopt;
  if (in.literal(':') && !in.number(2, leap_second && minute == 59 ? 60 : 59, second))
    return std::nullopt;
  return hour * kMsPerHour + minute * kMsPerMinute + second * kMsPerSecond;
}

// The digits after `.`, cut to milliseconds.
std::optional<std::int64_t> scan_fraction(Scanner& in) {
  if (!in.literal('.')) return 0;
  if (!in.next_is_digit()) return std::nullopt;
  std::int64_t ms = 0;
  for (std::int64_t worth = 100; in.next_is_digit(); worth /= 10) {
    ms += worth * (in.text[0] - '0');
    in.text.remove_prefix(1);
  }
  return ms;
}

// Seconds may have a fraction.
std::optional<std::int64_t> scan_exact_time(Scanner& in, bool leap_second) {
  constexpr std::size_t kHourAndMinute = 5;
  bool has_seconds = in.text.size() > kHourAndMinute && in.text[kHourAndMinute] == ':';
  auto time = scan_time(in, leap_second);
  if (!time || !has_seconds) return time;
  auto fraction = scan_fraction(in);
  return fraction ? std::optional(*time + *fraction) : std::nullopt;
}

// Z, +hh:mm, -hh:mm, or nothing at all: milliseconds east of UTC.
std::optional<std::int64_t> scan_offset(Scanner& in) {
  if (in.at_end() || in.any_of("Zz")) return 0;
  bool west = in.literal('-');
  int hours = 0;
  int minutes = 0;
  if (!west && !in.literal('+')) return std::nullopt;
  if (!in.number(2, 23, hours) || !in.literal(':') || !in.number(2, 59, minutes))
    return std::nullopt;
  auto offset = hours * kMsPerHour + minutes * kMsPerMinute;
  return west ? -offset : offset;
}

enum class Part { kMonths, kDays, kMs };
struct DurationUnit {
  std::string_view name;
  Part part;
  std::int64_t worth;
};
// `mo` before `m`: the longer name is tried first.
constexpr DurationUnit kUnits[] = {
    {"mo", Part::kMonths, 1},       {"y", Part::kMonths, 12},     {"d", Part::kDays, 1},
    {"w", Part::kDays, 7},          {"h", Part::kMs, kMsPerHour}, {"m", Part::kMs, kMsPerMinute},
    {"s", Part::kMs, kMsPerSecond},
};

bool add_part(Duration& duration, const DurationUnit& unit, std::int64_t count) {
  auto sum = [&](auto& part) {
    Int128 total = Int128{count} * unit.worth + part;
    using T = std::remove_reference_t<decltype(part)>;
    if (total > std::numeric_limits<T>::max()) return false;
    part = static_cast<T>(total);
    return true;
  };
  if (unit.part == Part::kMonths) return sum(duration.months);
  if (unit.part == Part::kDays) return sum(duration.days);
  return sum(duration.ms);
}

std::optional<std::int64_t> scan_count(Scanner& in) {
  if (!in.next_is_digit()) return std::nullopt;
  std::int64_t count = 0;
  for (; in.next_is_digit(); in.text.remove_prefix(1)) {
    if (__builtin_mul_overflow(count, 10, &count)) return std::nullopt;
    if (__builtin_add_overflow(count, in.text[0] - '0', &count)) return std::nullopt;
  }
  return count;
}

const DurationUnit* scan_unit(Scanner& in) {
  for (const auto& unit : kUnits) {
    if (in.text.substr(0, unit.name.size()) != unit.name) continue;
    in.text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// A duration's units one behind the other. A sign holds until the next one: `-1d12h` is less than
// a day, `-1d+12h` is half of that.
class UnitText {
 public:
  void add(std::int64_t count, std::string_view unit, std::int64_t thousandths = 0) {
    if (count == 0 && thousandths == 0) return;
    const bool negative = count < 0 || thousandths < 0;
    if (negative != negative_) out_ += negative ? '-' : '+';
    negative_ = negative;
    out_ += std::to_string(count < 0 ? -count : count);
    if (thousandths != 0) out_ += fmt::format(".{:03}", negative ? -thousandths : thousandths);
    out_ += unit;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool negative_ = false;
};

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) {
  Scanner in{text};
  auto date = scan_date(in);
  return in.at_end() ? date : std::nullopt;
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
  Scanner in{text};
  auto time = scan_exact_time(in, false);
  return in.at_end() ? time : std::nullopt;
}

std::optional<std::int64_t> parse_instant(std::string_view text) {
  Scanner in{text};
  auto date = scan_date(in);
  if (!date) return std::nullopt;
  if (in.at_end()) return *date * kMsPerDay;
  if (!in.any_of("Tt ")) return std::nullopt;
  auto time = scan_exact_time(in, true);
  if (!time) return std::nullopt;
  auto offset = scan_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  return *date * kMsPerDay + *time - *offset;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Scanner in{text};
  Duration duration;
  unsigned seen = 0;
  do {
    auto count = scan_count(in);
    bool whole = in.text.substr(0, 1) != ".";
    auto fraction = count ? scan_fraction(in) : std::nullopt;
    const auto* unit = fraction ? scan_unit(in) : nullptr;
    if (unit == nullptr || (!whole && unit->worth != kMsPerSecond)) return std::nullopt;
    if (__builtin_add_overflow(duration.ms, *fraction, &duration.ms)) return std::nullopt;
    auto bit = 1u << (unit - kUnits);
    if ((seen & bit) != 0 || !add_part(duration, *unit, *count)) return std::nullopt;
    seen |= bit;
  } while (!in.at_end());
  return duration;
}

std::optional<std::int64_t> add_to_date(std::int64_t days, Duration duration) {
  if (!has_civil_day(days) || duration.ms != 0) return std::nullopt;
  constexpr std::int32_t kMonthsMost =
      12 * 10'000;  // more always leads outside; keeps the year in range
  if (duration.months > kMonthsMost || duration.months < -kMonthsMost) return std::nullopt;
  year_month_day date = sys_days(std::chrono::days(days));
  date += std::chrono::months(duration.months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  auto moved = sys_days(date).time_since_epoch().count() + duration.days;
  return has_civil_day(moved) ? std::optional(moved) : std::nullopt;
}

std::string date_text(std::int64_t days) {
  if (!has_civil_day(days)) return fmt::format("day {}", days);
  year_month_day date = sys_days(std::chrono::days(days));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string time_text(std::int64_t ms) {
  if (ms < 0 || ms >= kMsPerDay) return fmt::format("time {}", ms);
  auto text = fmt::format("{:02}:{:02}", ms / kMsPerHour, ms / kMsPerMinute % 60);
  if (ms % kMsPerMinute != 0) text += fmt::format(":{:02}", ms / kMsPerSecond % 60);
  if (ms % kMsPerSecond != 0) text += fmt::format(".{:03}", ms % kMsPerSecond);
  return text;
}

std::string instant_text(std::int64_t ms) {
  auto in_day = (ms % kMsPerDay + kMsPerDay) % kMsPerDay;
  auto days = (ms / kMsPerDay) - (ms % kMsPerDay < 0 ? 1 : 0);
  if (!has_civil_day(days)) return fmt::format("instant {}", ms);
  auto text = fmt::format("{}T{:02}:{:02}:{:02}", date_text(days), in_day / kMsPerHour,
                          in_day / kMsPerMinute % 60, in_day / kMsPerSecond % 60);
  if (in_day % kMsPerSecond != 0) text += fmt::format(".{:03}", in_day % kMsPerSecond);
  return text + "Z";
}

std::string duration_text(Duration duration) {
  if (duration == Duration{}) return "0s";
  UnitText text;
  text.add(duration.months / 12, "y");
  text.add(duration.months % 12, "mo");
  text.add(duration.days, "d");
  const auto rest = duration.ms % kMsPerMinute;
  text.add(duration.ms / kMsPerHour, "h");
  text.add(duration.ms % kMsPerHour / kMsPerMinute, "m");
  text.add(rest / kMsPerSecond, "s", rest % kMsPerSecond);
  return text.take();
}

}  // namespace camp
