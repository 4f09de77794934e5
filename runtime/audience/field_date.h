// Dates as people's files write them, by the order that the user said.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace camp {

enum class DateOrder { kIso, kDayFirst, kMonthFirst, kYearFirst, kExcel };

// `dmy`, `mdy`, `ymd` or `excel`.
std::optional<DateOrder> find_date_order(std::string_view word);

// ISO dates are read under every order; `3.4.2026`, `03/04/2026`, `3-4-2026` by theirs, with years
// of four digits; with kExcel days since 1900 as Excel counts them. Days and milliseconds since
// 1970.
std::optional<std::int64_t> read_date(std::string_view text, DateOrder order);
// A date and a time (`3.4.2026 9:05`), or the date's midnight; without an offset it is UTC.
std::optional<std::int64_t> read_datetime(std::string_view text, DateOrder order);

// Behind "is not a date": the option that reads it, or "".
std::string advice_on_dates(std::string_view text, DateOrder order);

}  // namespace camp
