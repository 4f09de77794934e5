// Values as the people of a language write them: decimal commas, group marks, signs of currencies,
// names of months. What ICU (CLDR) says; of its headers only prose.cpp sees any.
//
// Languages are BCP 47 tags (`fi`, `en-US`, `pt_BR`); one that ICU does not know is none. What ICU
// needs for a language is kept per thread, a bounded number of them. Any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "stdlib/functions/functions.h"

namespace camp::stdlib {

bool knows_language(std::string_view language);

// What can be written of a day or a moment. Names are those of the Gregorian calendar.
enum class DateForm : std::uint8_t {
  kShort,
  kMedium,
  kLong,
  kFull,
  kTime,
  kMoment,      // kLong and kTime
  kMonth,       // beside a day: maaliskuuta
  kMonthAlone,  // maaliskuu
  kShortMonth,
  kShortMonthAlone,
  kWeekday,
  kShortWeekday,
  kHalfDay,  // AM
};
// Appends, or gives false and leaves `out` as it was: the language is not known.
// `local_ms`: civil time since 1970-01-01.
bool append_date_prose(std::string& out, DateForm form, std::int64_t local_ms,
                       std::string_view language);

// Appends a decimal, money, date, time or datetime in the language of the contact, within a message
// only. False, and `out` as it was: any other value, no message, no language. Whole numbers are not
// among them: they are as often the number of an order or a year.
bool append_prose(std::string& out, const Value& value, const Context& context);
// The same for every number.
bool append_number_prose(std::string& out, const Value& value, const Context& context);

// The language to write in: "" outside of messages, and where none is known.
std::string_view prose_language(const Context& context);

}  // namespace camp::stdlib
