// The inside of stdlib/functions: one C++ function per row of lang/catalog/functions.def, declared
// by the row itself. A row whose function nobody wrote does not link (call.cpp takes the address of
// every one).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/value/value.h"
#include "stdlib/functions/functions.h"

namespace camp::stdlib {

// The arguments of one call; those that were not given are absent.
class Arguments {
 public:
  explicit Arguments(std::span<const Value> values) : values_(values) {}
  const Value& operator[](std::size_t i) const { return i < values_.size() ? values_[i] : absent_; }
  bool given(std::size_t i) const { return i < values_.size(); }  // be it absent
  bool has(std::size_t i) const { return i < values_.size() && !values_[i].is_absent(); }

 private:
  static inline const Value absent_{};
  std::span<const Value> values_;
};

namespace rows {
#define CAMP_FUNCTION(number, name, use, signature, doc) \
  Value name##_row(const Arguments& arguments, const Context& context);
#include "lang/catalog/functions.def"
#undef CAMP_FUNCTION
}  // namespace rows

// A text of the arena in the making. What a function makes is bounded by what the transition may
// still allocate: a longer text makes the result absent.
class TextBuilder {
 public:
  // `bytes`: what is expected, if anything.
  explicit TextBuilder(const Context& context, std::size_t bytes = 0);
  bool add(std::string_view text);  // false once the room is used up
  bool add(char c) { return add(std::string_view(&c, 1)); }
  Value finish();

 private:
  Arena& arena_;
  std::size_t room_;
  std::string text_;
  bool overflow_ = false;
};

std::size_t arena_room(const Context& context);

// The value as a template prints it; by Liquid's own rules as its filters for text take it. A view
// of the value itself, or of `buffer`.
std::string_view text_of(const Value& value, std::string& buffer, const Context& context);

// In the contact's zone; in UTC when none is given.
LocalTime local_time(const Context& context, std::int64_t instant_ms);

// Liquid's numbers: ints, decimals and money as they are, texts that look like a number, 0 for an
// absent value. Nothing for the rest.
std::optional<Value> number_of(const Value& value);

// Whether these are of two currencies; then the call has failed.
bool fail_mixed(const Value& a, const Value& b, const Context& context);

// A whole number, cut from a decimal or read from a text; `fallback` when absent, nothing for the
// rest.
std::optional<std::int64_t> int_of(const Value& value, std::int64_t fallback);
// An argument that is to be whole: by Liquid's own rules only `fallback` when it was not given, and
// an error when it is no integer.
std::optional<std::int64_t> int_argument(const Arguments& arguments, std::size_t i,
                                         std::int64_t fallback, const Context& context);

// Absent, for Liquid's reason.
Value fail(const Context& context, std::string_view error);

// Where `part` stands in `text` at or after `at`, or npos; linear also for patterns made to be
// slow.
std::size_t find_part(std::string_view text, std::string_view part, std::size_t at);
std::size_t find_last_part(std::string_view text, std::string_view part);

Value in_arena(const Context& context, std::string_view text);

// An array of the arena for `count` values, or null when there is no room for it.
Value* allocate_items(const Context& context, std::size_t count);

// The items that a filter for lists works on. By Liquid's own rules any value is a sequence: nested
// lists lie flat, a range is its integers, another value stands for itself. Nothing: no list, or
// one that there is no room for.
std::optional<std::vector<Value>> sequence_of(const Value& value, const Context& context);
Value make_list(const Context& context, const std::vector<Value>& items);

inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace camp::stdlib
