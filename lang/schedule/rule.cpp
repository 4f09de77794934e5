#include "lang/schedule/rule.h"

#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <set>
#include <string_view>

#include "lang/base/limits.h"

namespace camp {
namespace {

using std::chrono::sys_days;

// libical looks for the next day until the year 2582, however long that takes: a rule that never
// occurs costs seconds. The calendar is the same every 400 years, so the same rule 400 years later
// ends within a quarter of one.
constexpr int kYearsLater = 400;

Error bad(std::string message, std::string hint) {
  return {ErrorKind::kInvalid, std::move(message), {}, std::move(hint)};
}

struct RulePart {
  std::string_view name;
  std::string_view instead;  // empty: allowed
};
constexpr std::string_view kTimes = "a rule names days; `at 09:00, 15:00` behind it says the times";
constexpr std::string_view kOneCalendar = "schedules go by the calendar of ISO 8601";
constexpr RulePart kParts[] = {
    {"FREQ", ""},           {"INTERVAL", ""},     {"COUNT", ""},
    {"UNTIL", ""},          {"WKST", ""},         {"BYDAY", ""},
    {"BYMONTHDAY", ""},     {"BYYEARDAY", ""},    {"BYWEEKNO", ""},
    {"BYMONTH", ""},        {"BYSETPOS", ""},     {"BYHOUR", kTimes},
    {"BYMINUTE", kTimes},   {"BYSECOND", kTimes}, {"RSCALE", kOneCalendar},
    {"SKIP", kOneCalendar},
};

Result<void> check_part(std::string_view name) {
  for (const auto& part : kParts) {
    if (part.name != name) continue;
    if (part.instead.empty()) return {};
    return bad(fmt::format("a schedule's rule has no {}", name), std::string(part.instead));
  }
  return bad(fmt::format("an RRULE has no part `{}`", name),
             "its parts are FREQ, INTERVAL, BYDAY and such, parted by `;`");
}

// The parts, each once. Upper case only, as RFC 5545's own examples and every calendar write them.
Result<std::string_view> frequency_of(std::string_view text) {
  std::set<std::string_view> seen;
  std::string_view frequency;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(';', begin), text.size());
    const auto part = text.substr(begin, end - begin);
    begin = end + 1;
    const auto equals = part.find('=');
    if (equals == part.npos)
      return bad(fmt::format("`{}` is no part of an RRULE", part),
                 "parts are written NAME=VALUE, parted by `;`");
    const auto name = part.substr(0, equals);
    CAMP_TRY(check_part(name));
    if (!seen.insert(name).second) return bad(fmt::format("{} stands twice", name), "");
    if (name == "FREQ") frequency = part.substr(equals + 1);
  }
  if (seen.contains("COUNT") && seen.contains("UNTIL"))
    return bad("a rule ends by COUNT or by UNTIL, not by both", "");
  return frequency;
}

// What libical passes over in silence, though RFC 5545 forbids it or means something by it.
Result<void> check_frequency(std::string_view text, const icalrecurrencetype& rule) {
  const bool long_period =
      rule.freq == ICAL_MONTHLY_RECURRENCE || rule.freq == ICAL_YEARLY_RECURRENCE;
  if (long_period) return {};
  if (text.find("BYSETPOS") != text.npos)
    return bad("BYSETPOS is for MONTHLY and YEARLY rules", "");
  for (int i = 0; i < ICAL_BY_DAY_SIZE && rule.by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; ++i)
    if (icalrecurrencetype_day_position(rule.by_day[i]) != 0)
      return bad("a numbered day, as in BYDAY=2MO, is for MONTHLY and YEARLY rules", "");
  return {};
}

icalrecurrencetype parse(const std::string& text) {
  icalerror_set_errors_are_fatal(0);  // a process-wide default of libical: abort()
  return icalrecurrencetype_from_string(text.c_str());
}

icaltimetype ical_day(std::int64_t days) {
  const std::chrono::year_month_day day{sys_days{std::chrono::days{days}}};
  icaltimetype time;
  std::memset(&time, 0, sizeof time);
  time.is_date = 1;
  time.year = static_cast<int>(day.year()) + kYearsLater;
  time.month = static_cast<int>(static_cast<unsigned>(day.month()));
  time.day = static_cast<int>(static_cast<unsigned>(day.day()));
  return time;
}

std::int64_t days_of(const icaltimetype& time) {
  const std::chrono::year_month_day day{std::chrono::year(time.year - kYearsLater),
                                        std::chrono::month(static_cast<unsigned>(time.month)),
                                        std::chrono::day(static_cast<unsigned>(time.day))};
  return sys_days{day}.time_since_epoch().count();
}

}  // namespace

Result<void> check_rule(const std::string& text) {
  if (text.size() > limits::kRuleBytes)
    return bad(fmt::format("a rule has at most {} bytes", limits::kRuleBytes), "");
  if (text.find('\0') != text.npos) return bad("a rule is text", "");
  CAMP_ASSIGN(const auto frequency, frequency_of(text));
  constexpr std::string_view kFrequencies[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
  if (std::find(std::begin(kFrequencies), std::end(kFrequencies), frequency) ==
      std::end(kFrequencies))
    return bad(frequency.empty() ? "an RRULE needs FREQ"
                                 : fmt::format("FREQ={} is none of a schedule's", frequency),
               "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY");
  const auto rule = parse(text);
  if (rule.freq == ICAL_NO_RECURRENCE)
    return bad("this is no RRULE of RFC 5545", "for example FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1");
  return check_frequency(text, rule);
}

struct RuleDays::Iterator {
  icalrecur_iterator* ical = nullptr;  // null: no day at all
  ~Iterator() {
    if (ical != nullptr) icalrecur_iterator_free(ical);
  }
};

RuleDays::RuleDays(const std::string& text, std::int64_t from_days)
    : iterator_(std::make_unique<Iterator>()) {
  auto rule = parse(text);
  if (!icaltime_is_null_time(rule.until)) rule.until.year += kYearsLater;
  iterator_->ical = icalrecur_iterator_new(rule, ical_day(from_days));
}

RuleDays::~RuleDays() = default;

std::optional<std::int64_t> RuleDays::next() {
  if (iterator_->ical == nullptr) return std::nullopt;
  const auto time = icalrecur_iterator_next(iterator_->ical);
  if (icaltime_is_null_time(time)) return std::nullopt;
  return days_of(time);
}

}  // namespace camp
