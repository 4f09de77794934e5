// What the catalog's functions and filters do. Pure: the same arguments give the same result on
// every machine; no locale, no clock. Results live in the arena given.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "lang/value/value.h"

namespace camp::stdlib {

// The local civil time of an instant, for the date functions; the VM gives the contact's zone.
struct LocalTime {
  std::int64_t date_days = 0;       // since 1970-01-01
  std::int64_t time_ms = 0;         // since midnight
  std::int32_t offset_minutes = 0;  // east of UTC
  std::string_view abbreviation;    // EET
};
struct Context {
  Arena& arena;
  LocalTime (*to_local)(const void* zone, std::int64_t instant_ms) = nullptr;
  const void* zone = nullptr;
  std::int64_t now_ms = 0;  // what `date: "now"` means
};

// Calls function `number` of lang/catalog/functions.def. The arguments may be of any kind and
// number (bytecode is not typed): what a function cannot use gives absent. Never fails otherwise.
Value call(std::uint16_t number, std::span<const Value> arguments, const Context& context);

}  // namespace camp::stdlib
