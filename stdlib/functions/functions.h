// What the catalog's functions and filters do. Pure: the same arguments give the same result on
// every machine; no clock, no locale but the contact's. Results live in the arena given.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lang/base/limits.h"
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
  // The contact's language, by which filters write letters; "" when it is not known.
  std::string_view (*language)(const void* zone) = nullptr;
  // What is made is read by people: numbers and dates are written as that language has them.
  bool in_message = false;
  // Set by a function whose arguments must not be taken for anything: the transition is to end.
  std::string* failure = nullptr;
  // Liquid's own rules, of a bare Liquid file: its numbers, coercions and errors; letters alike for
  // every language.
  bool own_rules = false;
  // Liquid's message when a filter cannot work on its input (`divided by 0`); the result is then
  // absent. Null in messages.
  std::string* error = nullptr;
  std::size_t bytes_max = limits::kArenaBytes;  // of the arena
};

// Calls function `number` of lang/catalog/functions.def. The arguments may be of any kind and
// number (bytecode is not typed): what a function cannot use gives absent, money of two currencies
// that it would have to compare or add, a failure.
Value call(std::uint16_t number, std::span<const Value> arguments, const Context& context);

}  // namespace camp::stdlib
