// Values as Liquid has them: what is true, equal, empty and in order, what [] and . find, what
// {{ }} prints. For the VM and for the filters.
//
// Both modes: in messages camp's own kinds (money, dates) come as well; in a bare Liquid file
// nothing but Liquid's. A `forloop` is the VM's: here it is opaque. Pure; results that are made
// live in the arena, the others in the values given. Values nested deeper than kDepth, and those
// with more than limits::kValueItems, are taken for unequal, and printed in part.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lang/value/value.h"
#include "stdlib/functions/functions.h"

namespace camp::stdlib::liquid {

inline constexpr std::size_t kDepth = 100;  // as Liquid's "Nesting too deep"

bool is_true(const Value& value);  // nil and false are false

// ==: numbers by value, whatever their kind; nothing is coerced.
bool equal(const Value& a, const Value& b);
bool is_empty(const Value& value);  // what the literal `empty` equals
bool is_blank(const Value& value);  // what the literal `blank` equals

enum class Relation : std::uint8_t { kLess, kLessEqual, kGreater, kGreaterEqual };
// Nothing: they have no order, and context.error says so when it is given (false then in
// messages). What has no order in Liquid at all (nil, bools, arrays) is false.
std::optional<bool> order(Relation relation, const Value& a, const Value& b,
                          const Context& context);
bool contains(const Value& a, const Value& b, const Context& context);

Value item(const Value& object, const Value& key);  // object[key]
// object.name; with size, first and last where no key has that name.
Value member(const Value& object, std::string_view name, const Context& context);

void append_printed(std::string& out, const Value& value);  // what {{ }} prints
// What a filter for text takes it for: as printed, but arrays as Ruby inspects them.
void append_string(std::string& out, const Value& value);
void append_inspected(std::string& out, const Value& value);

// Where Liquid wants a whole number: an int, or a string that is nothing but one.
std::optional<std::int64_t> integer_of(const Value& value);

// The first and the last of a list, a range's ends, a string's characters ("" of an empty one); of
// a hash [key, value], and no last. Absent: there is none.
Value first(const Value& object, const Context& context);
Value last(const Value& object);
// Items, characters; Ruby's bytes of an integer. Nothing: it has no size.
std::optional<std::int64_t> size(const Value& object);

}  // namespace camp::stdlib::liquid
