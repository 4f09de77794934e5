// Answers a line of questions about time zones with a line each, for oracle.py. Instants and times
// are milliseconds, dates days since 1970.
//   local ZONE INSTANT                      -> DAYS TIME OFFSET_MINUTES ABBREVIATION
//   instant ZONE DAYS TIME                  -> INSTANT
//   add|subtract ZONE INSTANT MONTHS DAYS MS -> INSTANT
// and about a schedule's rules:
//   rule FROM_DAYS RRULE                    -> the first kRuleDays days, or why it is none
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

#include "lang/schedule/rule.h"
#include "runtime/vm/calendar.h"

namespace {

using namespace camp;

std::string answer(const std::string& what, const calendar::Zone* zone, std::istream& in) {
  std::int64_t first = 0;
  in >> first;
  if (what == "local") {
    const auto shown = calendar::local_time(zone, first);
    return fmt::format("{} {} {} {}", shown.date_days, shown.time_ms, shown.offset_minutes,
                       shown.abbreviation);
  }
  if (what == "instant") {
    std::int64_t time_ms = 0;
    in >> time_ms;
    return fmt::format("{}", calendar::instant_of(first, time_ms, zone));
  }
  Duration by;
  in >> by.months >> by.days >> by.ms;
  return fmt::format(
      "{}", what == "add" ? calendar::add(first, by, zone) : calendar::subtract(first, by, zone));
}

constexpr int kRuleDays = 40;

std::string days_of_rule(const std::string& text, std::int64_t from_days) {
  const auto checked = check_rule(text);
  if (!checked.ok()) return checked.error().message;
  RuleDays days(text, from_days);
  std::string all;
  for (int i = 0; i < kRuleDays; ++i) {
    const auto day = days.next();
    if (!day) break;
    all += fmt::format("{}{}", all.empty() ? "" : " ", *day);
  }
  return all;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream in(line);
    std::string what, name;
    in >> what >> name;
    if (what == "rule") {
      std::string rule;
      in >> rule;
      std::puts(days_of_rule(rule, std::stoll(name)).c_str());
      continue;
    }
    const auto* zone = calendar::find_zone(name);
    std::puts(zone == nullptr ? "no zone" : answer(what, zone, in).c_str());
  }
}
