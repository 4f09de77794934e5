// The types of the language, as the compiler checks them and as the runtime reads outside data by
// them.
//
// A Type is a value: copy and compare freely. email, phone, url, locale, timezone and choices are
// strings at run time; their kind says how text from outside is checked and written
// (runtime/audience, vm).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/bytes.h"

namespace camp {

// Persisted inside programs: numbers never move.
enum class TypeKind : std::uint8_t {
  kError = 0,  // only inside the compiler: already reported, agrees with everything
  kBool = 1,
  kInt = 2,
  kDecimal = 3,
  kMoney = 4,
  kDuration = 5,
  kDate = 6,
  kTime = 7,
  kDatetime = 8,
  kString = 9,
  kEmail = 10,
  kPhone = 11,
  kUrl = 12,
  kLocale = 13,
  kTimezone = 14,
  kChoice = 15,  // one of "a", "b"
  kList = 16,
  kRecord = 17,
  kHandle = 18,  // a message that was sent: `send m as r`
  kAbsent = 19,  // the type of nothing at all, before it meets another
};

struct Type;
struct TypeField;

struct Type {
  TypeKind kind = TypeKind::kError;
  bool optional = false;             // `T?`
  std::vector<std::string> choices;  // kChoice, in source order
  std::vector<Type> element;         // kList: exactly one
  std::vector<TypeField> fields;     // kRecord, in source order

  Type();
  Type(TypeKind k, bool is_optional = false);  // NOLINT: implicit
  bool operator==(const Type&) const;

  bool is_text() const {
    return kind == TypeKind::kString || (kind >= TypeKind::kEmail && kind <= TypeKind::kChoice);
  }
  Type without_optional() const;
  const TypeField* field(std::string_view name) const;
};

struct TypeField {
  std::string name;
  Type type;
  bool operator==(const TypeField&) const = default;
};

// Behind TypeField: a vector of it must be complete where it is made.
inline Type::Type() = default;
inline Type::Type(TypeKind k, bool is_optional) : kind(k), optional(is_optional) {}
inline Type Type::without_optional() const {
  Type t = *this;
  t.optional = false;
  return t;
}

std::string to_string(const Type& type);  // as in the language: `list of { sku: string }?`

// type := kind:u8 optional:u8 [kChoice: n:varint text*] [kList: type] [kRecord: n:varint (name
// type)*]
void encode_type(std::string& out, const Type& type);
Type decode_type(Reader& in,
                 std::size_t depth = 0);  // kTypeDepth at most; fails the reader otherwise

}  // namespace camp
