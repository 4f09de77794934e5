// Time zones: what the language says about calendar units, across changes of clocks.
//
// `d w mo y` keep the wall-clock time in the zone; a local time inside a gap moves to the first
// instant after it, of a fold the first of the two is taken. A day that a zone skips gives the next
// instant that exists. Zones come from the system's IANA tzdata. Thread-safe; zones live for ever.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/value/value.h"
#include "stdlib/functions/functions.h"

namespace camp::calendar {

class Zone;  // opaque

// Null when tzdata does not know the name. Names are looked up once and remembered.
const Zone* find_zone(std::string_view iana_name);
const Zone* utc();
std::string_view name_of(const Zone* zone);
std::string tzdata_version();  // "2025b"; "unknown" when the data does not say

std::int64_t add(std::int64_t instant_ms, const Duration& duration,
                 const Zone* zone);  // saturating
std::int64_t subtract(std::int64_t instant_ms, const Duration& duration, const Zone* zone);
std::int64_t instant_of(std::int64_t date_days, std::int64_t time_ms,
                        const Zone* zone);  // gap and fold as above
stdlib::LocalTime local_time(const Zone* zone, std::int64_t instant_ms);

}  // namespace camp::calendar
