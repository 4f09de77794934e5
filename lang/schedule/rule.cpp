#include "lang/schedule/rule.h"

#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <set>
#include <string_view>
#include <vector>

#include "lang/base/limits.h"
#include "lang/schedule/schedule.h"

namespace camp {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

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
struct PartOf {
  std::string_view part;
  std::string_view frequencies;
};
constexpr PartOf kPartsOf[] = {{"BYSETPOS", "MONTHLY YEARLY"},
                               {"BYWEEKNO", "YEARLY"},
                               {"BYYEARDAY", "YEARLY"},
                               {"BYMONTHDAY", "DAILY MONTHLY YEARLY"}};

Result<void> check_frequency(std::string_view text, std::string_view frequency,
                             const icalrecurrencetype& rule) {
  for (const auto& [part, frequencies] : kPartsOf) {
    if (text.find(part) == text.npos || frequencies.find(frequency) != frequencies.npos) continue;
    return bad(fmt::format("{} is not for {} rules", part, frequency), "");
  }
  if (const auto by = text.find("BY");
      text.find("BYSETPOS") == by && by != text.npos && text.find("BY", by + 1) == text.npos)
    return bad("BYSETPOS picks among the days that another part names, and there is none",
               "for example BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1");
  const std::chrono::year_month_day until{
      std::chrono::year{rule.until.year},
      std::chrono::month(static_cast<unsigned>(rule.until.month)),
      std::chrono::day(static_cast<unsigned>(rule.until.day))};
  if (rule.until.year != 0 && !until.ok()) return bad("there is no such day as its UNTIL", "");
  if (rule.until.year != 0 && !rule.until.is_date)
    return bad("a rule names days, and so does its UNTIL", "write UNTIL=20261231");
  const bool numbered = std::any_of(std::begin(rule.by_day), std::end(rule.by_day), [](short day) {
    return day != ICAL_RECURRENCE_ARRAY_MAX && icalrecurrencetype_day_position(day) != 0;
  });
  if (numbered && frequency != "MONTHLY" && frequency != "YEARLY")
    return bad("a numbered day, as in BYDAY=2MO, is for MONTHLY and YEARLY rules", "");
  if (numbered && text.find("BYWEEKNO") != text.npos)
    return bad("with BYWEEKNO a day has no number", "write BYDAY=MO");
  return {};
}

icalrecurrencetype parse(const std::string& text) {
  icalerror_set_errors_are_fatal(0);  // a process-wide default of libical: abort()
  return icalrecurrencetype_from_string(text.c_str());
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
  return check_frequency(text, frequency, rule);
}

// ---- the days

namespace {

std::int64_t day_of(std::chrono::year_month_day date) {
  return sys_days{date}.time_since_epoch().count();
}
year_month_day date_of(std::int64_t day) {
  return year_month_day{sys_days{std::chrono::days{day}}};
}
std::int64_t first_of_year(int year) {
  return day_of(std::chrono::year{year} / std::chrono::January / 1);
}
// 0: Sunday.
int weekday_of(std::int64_t day) {
  return static_cast<int>(std::chrono::weekday{sys_days{std::chrono::days{day}}}.c_encoding());
}

template <std::size_t Size>
std::vector<int> values_of(const short (&of_libical)[Size]) {
  std::vector<int> values;
  for (const auto value : of_libical) {
    if (value == ICAL_RECURRENCE_ARRAY_MAX) break;
    values.push_back(value);
  }
  return values;
}

bool has(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}
// The nth of `count`, from the front or, negative, from the back.
bool has_nth(const std::vector<int>& values, int nth, int count) {
  return has(values, nth) || has(values, nth - count - 1);
}

struct WeekdayOf {
  int weekday = 0;
  int nth = 0;  // of its month or year; 0: every one
};

}  // namespace

// libical's own iterator passes over days that RFC 5545 names (3.3.10: BYWEEKNO, negative days of a
// month, weeks that are not begun by the rule's first day), so the table there is applied here: a
// day of the periods that the interval leaves is a rule's when every part has it. What a part
// leaves open is the first day's.
struct RuleDays::Rule {
  Rule(const std::string& text, std::int64_t from_days);

  std::optional<std::int64_t> next();

 private:
  struct Period {
    std::int64_t begin = 0, end = 0;
  };
  Period period(std::int64_t number) const;
  void fill(const Period& days);
  bool has_day(std::int64_t day) const;
  bool has_weekday(std::int64_t day, const year_month_day& date) const;
  bool has_week(std::int64_t day) const;
  std::int64_t week_begin(std::int64_t day) const;
  std::int64_t first_week(int year) const;
  void fill_in_first_day();

  std::int64_t from_;
  icalrecurrencetype_frequency frequency_;
  std::int64_t interval_;
  std::int64_t left_;   // of COUNT
  std::int64_t until_;  // the last day that may be
  int week_start_;      // 0: Sunday
  std::vector<int> months_, month_days_, year_days_, weeks_, positions_;
  std::vector<WeekdayOf> weekdays_;
  std::int64_t at_ = 0;  // the next period
  std::deque<std::int64_t> found_;
};

RuleDays::Rule::Rule(const std::string& text, std::int64_t from_days) : from_(from_days) {
  const auto rule = parse(text);
  frequency_ = rule.freq;
  interval_ = std::max<std::int64_t>(rule.interval, 1);
  left_ = rule.count > 0 ? rule.count : INT64_MAX;
  until_ = kScheduleLastDay;
  if (rule.until.year != 0)
    until_ = std::min(until_, day_of(std::chrono::year{rule.until.year} /
                                     static_cast<unsigned>(rule.until.month) /
                                     static_cast<unsigned>(rule.until.day)));
  week_start_ = rule.week_start == ICAL_NO_WEEKDAY ? 1 : static_cast<int>(rule.week_start) - 1;
  months_ = values_of(rule.by_month);
  month_days_ = values_of(rule.by_month_day);
  year_days_ = values_of(rule.by_year_day);
  weeks_ = values_of(rule.by_week_no);
  positions_ = values_of(rule.by_set_pos);
  for (const auto day : values_of(rule.by_day)) {
    const auto coded = static_cast<short>(day);
    weekdays_.push_back({static_cast<int>(icalrecurrencetype_day_day_of_week(coded)) - 1,
                         icalrecurrencetype_day_position(coded)});
  }
  fill_in_first_day();
}

void RuleDays::Rule::fill_in_first_day() {
  const auto date = date_of(from_);
  if (!month_days_.empty() || !year_days_.empty() || !weekdays_.empty()) return;
  const bool by_week = frequency_ == ICAL_WEEKLY_RECURRENCE || !weeks_.empty();
  if (by_week) return weekdays_.push_back({weekday_of(from_), 0});
  if (frequency_ == ICAL_DAILY_RECURRENCE) return;
  month_days_ = {static_cast<int>(static_cast<unsigned>(date.day()))};
  if (frequency_ == ICAL_YEARLY_RECURRENCE && months_.empty())
    months_ = {static_cast<int>(static_cast<unsigned>(date.month()))};
}

std::int64_t RuleDays::Rule::week_begin(std::int64_t day) const {
  return day - (weekday_of(day) - week_start_ + 7) % 7;
}

// The one that has at least four days of the year.
std::int64_t RuleDays::Rule::first_week(int year) const {
  return week_begin(first_of_year(year) + 3);
}

RuleDays::Rule::Period RuleDays::Rule::period(std::int64_t number) const {
  const auto date = date_of(from_);
  const auto from_year = static_cast<int>(date.year());
  if (frequency_ == ICAL_DAILY_RECURRENCE) return {from_ + number, from_ + number + 1};
  if (frequency_ == ICAL_WEEKLY_RECURRENCE) {
    const auto begin = week_begin(from_) + number * 7;
    return {begin, begin + 7};
  }
  if (frequency_ == ICAL_MONTHLY_RECURRENCE) {
    const auto first = date.year() / date.month() / 1;
    const std::chrono::months many{number};
    return {day_of(first + many), day_of(first + many + std::chrono::months{1})};
  }
  const auto year = from_year + static_cast<int>(number);
  return {first_of_year(year), first_of_year(year + 1)};
}

std::optional<std::int64_t> RuleDays::Rule::next() {
  while (found_.empty()) {
    const auto days = period(at_);
    if (days.begin > until_ || left_ == 0) return std::nullopt;
    fill(days);
    at_ += interval_;
  }
  const auto day = found_.front();
  found_.pop_front();
  if (day > until_ || left_ == 0) return std::nullopt;
  --left_;
  return day;
}

void RuleDays::Rule::fill(const Period& days) {
  std::vector<std::int64_t> all;
  for (auto day = days.begin; day < days.end; ++day)
    if (has_day(day)) all.push_back(day);
  const auto count = static_cast<int>(all.size());
  for (int i = 0; i < count; ++i) {
    const bool chosen = positions_.empty() || has_nth(positions_, i + 1, count);
    const auto day = all[static_cast<std::size_t>(i)];
    if (chosen && day >= from_) found_.push_back(day);
  }
}

bool RuleDays::Rule::has_day(std::int64_t day) const {
  const auto date = date_of(day);
  const auto year = static_cast<int>(date.year());
  if (!months_.empty() && !has(months_, static_cast<int>(static_cast<unsigned>(date.month()))))
    return false;
  if (!month_days_.empty()) {
    const auto last = date.year() / date.month() / std::chrono::last;
    if (!has_nth(month_days_, static_cast<int>(static_cast<unsigned>(date.day())),
                 static_cast<int>(static_cast<unsigned>(last.day()))))
      return false;
  }
  if (!year_days_.empty()) {
    const auto first = first_of_year(year);
    if (!has_nth(year_days_, static_cast<int>(day - first) + 1,
                 static_cast<int>(first_of_year(year + 1) - first)))
      return false;
  }
  if (!weeks_.empty() && !has_week(day)) return false;
  return weekdays_.empty() || has_weekday(day, date);
}

// Numbered within the month, also of a YEARLY rule that names months; else within the year.
bool RuleDays::Rule::has_weekday(std::int64_t day, const year_month_day& date) const {
  const bool of_month = frequency_ == ICAL_MONTHLY_RECURRENCE || !months_.empty();
  const auto year = static_cast<int>(date.year());
  const auto begin = of_month ? day_of(date.year() / date.month() / 1) : first_of_year(year);
  const auto end = of_month ? day_of(date.year() / date.month() / std::chrono::last) + 1
                            : first_of_year(year + 1);
  const auto nth = static_cast<int>((day - begin) / 7) + 1;
  const auto nth_last = static_cast<int>((end - 1 - day) / 7) + 1;
  return std::any_of(weekdays_.begin(), weekdays_.end(), [&](const WeekdayOf& it) {
    return it.weekday == weekday_of(day) && (it.nth == 0 || it.nth == nth || it.nth == -nth_last);
  });
}

// Days of a year's first or last week may lie in the year beside it.
bool RuleDays::Rule::has_week(std::int64_t day) const {
  auto year = static_cast<int>(date_of(day).year());
  if (day >= first_week(year + 1))
    ++year;
  else if (day < first_week(year))
    --year;
  const auto count = static_cast<int>((first_week(year + 1) - first_week(year)) / 7);
  return has_nth(weeks_, static_cast<int>((day - first_week(year)) / 7) + 1, count);
}

RuleDays::RuleDays(const std::string& text, std::int64_t from_days)
    : rule_(std::make_unique<Rule>(text, from_days)) {}
RuleDays::~RuleDays() = default;
std::optional<std::int64_t> RuleDays::next() { return rule_->next(); }

}  // namespace camp
