#include "runtime/delivery/mail_date.h"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "lang/value/civil.h"

namespace camp {
namespace {

struct Parts {
  std::string_view weekday, month;
  unsigned day, hour, minute, second, year;
};

Parts parts_of(std::int64_t at_ms) {
  using namespace std::chrono;
  constexpr std::string_view kWeekdays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  at_ms = std::clamp<std::int64_t>(at_ms, 0, (kLastDay + 1) * kMsPerDay - 1);
  sys_days day{days{at_ms / kMsPerDay}};
  year_month_day date{day};
  auto seconds = static_cast<unsigned>(at_ms % kMsPerDay / 1000);
  return {kWeekdays.substr(weekday{day}.c_encoding() * 3, 3),
          kMonths.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3),
          static_cast<unsigned>(date.day()),
          seconds / 3600,
          seconds / 60 % 60,
          seconds % 60,
          static_cast<unsigned>(static_cast<int>(date.year()))};
}

void append_two(std::string& out, unsigned number, char pad = '0') {
  out.push_back(number < 10 ? pad : static_cast<char>('0' + number / 10));
  out.push_back(static_cast<char>('0' + number % 10));
}
void append_year(std::string& out, unsigned year) {
  append_two(out, year / 100);
  append_two(out, year % 100);
}
void append_time(std::string& out, const Parts& at) {
  append_two(out, at.hour);
  out.push_back(':');
  append_two(out, at.minute);
  out.push_back(':');
  append_two(out, at.second);
}

}  // namespace

void append_mail_date(std::string& out, std::int64_t at_ms) {
  auto at = parts_of(at_ms);
  out.append(at.weekday).append(", ");
  append_two(out, at.day);
  out.append(" ").append(at.month).append(" ");
  append_year(out, at.year);
  out.append(" ");
  append_time(out, at);
  out.append(" +0000");
}

void append_mbox_date(std::string& out, std::int64_t at_ms) {
  auto at = parts_of(at_ms);
  out.append(at.weekday).append(" ").append(at.month).append(" ");
  append_two(out, at.day, ' ');
  out.append(" ");
  append_time(out, at);
  out.append(" ");
  append_year(out, at.year);
}

}  // namespace camp
