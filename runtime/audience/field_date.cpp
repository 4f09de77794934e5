#include "runtime/audience/field_date.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "lang/value/civil.h"

namespace camp {
namespace {

// The first serial after the 29 February 1900 that Excel has and the world had not; and the last.
constexpr double kFirstSerial = 61, kLastSerial = 2'958'465;
constexpr std::int64_t kSerialOf1970 = 25'569;

std::optional<double> excel_serial(std::string_view text) {
  std::string point(text);
  if (auto comma = point.find(','); comma != std::string::npos) point[comma] = '.';
  double serial = 0;
  auto [end, error] =
      std::from_chars(point.data(), point.data() + point.size(), serial, std::chars_format::fixed);
  bool whole = error == std::errc() && end == point.data() + point.size();
  if (!whole || !(serial >= kFirstSerial && serial < kLastSerial + 1)) return std::nullopt;
  return serial;
}

// Three numbers with the same mark between them, as they stand.
struct DateParts {
  std::string_view part[3];
};
std::optional<DateParts> parts_of(std::string_view text) {
  DateParts parts;
  auto mark = text.find_first_not_of("0123456789");
  if (mark == std::string_view::npos ||
      std::string_view("./-").find(text[mark]) == std::string_view::npos)
    return std::nullopt;
  char between = text[mark];
  auto second = text.find(between, mark + 1);
  if (second == std::string_view::npos) return std::nullopt;
  parts.part[0] = text.substr(0, mark);
  parts.part[1] = text.substr(mark + 1, second - mark - 1);
  parts.part[2] = text.substr(second + 1);
  for (auto part : parts.part) {
    if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
  }
  return parts;
}

std::optional<std::int64_t> read_ordered(std::string_view text, DateOrder order) {
  auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  const auto& part = parts->part;
  bool year_first = order == DateOrder::kYearFirst;
  auto year = year_first ? part[0] : part[2];
  auto month = order == DateOrder::kMonthFirst ? part[0] : part[1];
  auto day = order == DateOrder::kDayFirst ? part[0] : year_first ? part[2] : part[1];
  if (year.size() != 4 || month.size() > 2 || day.size() > 2) return std::nullopt;
  return parse_date(fmt::format("{}-{:0>2}-{:0>2}", year, month, day));
}

}  // namespace

std::optional<DateOrder> find_date_order(std::string_view word) {
  if (word == "dmy") return DateOrder::kDayFirst;
  if (word == "mdy") return DateOrder::kMonthFirst;
  if (word == "ymd") return DateOrder::kYearFirst;
  if (word == "excel") return DateOrder::kExcel;
  return std::nullopt;
}

std::optional<std::int64_t> read_date(std::string_view text, DateOrder order) {
  if (auto date = parse_date(text); date || order == DateOrder::kIso) return date;
  if (order != DateOrder::kExcel) return read_ordered(text, order);
  auto serial = excel_serial(text);
  if (!serial || *serial != std::floor(*serial)) return std::nullopt;
  return static_cast<std::int64_t>(*serial) - kSerialOf1970;
}

std::optional<std::int64_t> read_datetime(std::string_view text, DateOrder order) {
  if (auto instant = parse_instant(text); instant || order == DateOrder::kIso) return instant;
  if (order == DateOrder::kExcel) {
    auto serial = excel_serial(text);
    if (!serial) return std::nullopt;
    auto days_since_1970 = *serial - static_cast<double>(kSerialOf1970);
    return std::llround(days_since_1970 * static_cast<double>(kMsPerDay));
  }
  auto space = text.find_first_of(" T");
  auto date = read_ordered(text.substr(0, space), order);
  if (!date || space == std::string_view::npos)
    return date ? std::optional(*date * kMsPerDay) : date;
  std::string clock(text.substr(space + 1));
  if (clock.find(':') == 1) clock.insert(0, 1, '0');
  auto time = parse_time_of_day(clock);
  return time ? std::optional(*date * kMsPerDay + *time) : std::nullopt;
}

std::string advice_on_dates(std::string_view text, DateOrder order) {
  if (order != DateOrder::kIso) return {};
  if (parts_of(text.substr(0, text.find(' '))))
    return ", or say its order: --dates dmy, mdy or ymd";
  return excel_serial(text) ? ", or say --dates excel for its serial numbers" : "";
}

}  // namespace camp
