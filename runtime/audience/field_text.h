// Text and JSON from outside as typed values, checked against the schema's types.
#pragma once
#include <string>
#include <string_view>

#include "lang/base/excerpt.h"
#include "lang/program/program.h"
#include "lang/value/type.h"
#include "lang/value/value.h"
#include "runtime/audience/field_date.h"

namespace camp {

// How a file writes what has more than one reading. Nothing is guessed: without a word the
// language's own forms are read, and the refusal says which word reads what is there.
struct TextRules {
  char decimal = 0;  // `,` or `.`, with groups of three digits; 0: a point and no groups
  DateOrder dates = DateOrder::kIso;
  std::string country{};  // of phone numbers without one: FI; empty: they are refused
  // Whoever reads what is refused can say it otherwise: --decimal, --dates, --country. Of events
  // and of what a service answers nobody can.
  bool by_options = true;
};

// A CSV field. "" is absent (an error for a field that must be there is the caller's business). On
// failure
// `*problem` says what was expected: "`12,5` is not a decimal: write 12.5". Text lives in the
// arena. Blanks around anything but plain strings are dropped, and text is brought to
// Unicode's normal form C; lists and records are written as
// JSON.
bool value_of_text(const Type& type, std::string_view text, const Value* schema_default,
                   Arena& arena, Value* value, std::string* problem, const TextRules& rules = {});

// Money fields take `19.99 EUR`; a bare number takes the currency of the schema's default, when
// there is one. kind bool: true/false/yes/no/1/0. datetime: RFC 3339. email, phone, url, timezone,
// locale, choices: checked. An e-mail's domain is stored in ASCII (xn--...), a phone
// number as E.164.

// A list or record from JSON text (of any size: it is copied). False with `*problem` when it does
// not fit the type.
bool value_of_json_text(const Type& type, std::string_view json, Arena& arena, Value* value,
                        std::string* problem);

}  // namespace camp
