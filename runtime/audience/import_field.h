// A field of the contact's or an event's schema, as imports need it: with the store's number of its
// name.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/program/program.h"

namespace camp {

struct ImportField {
  std::string_view name;  // all views and pointers into the program
  std::uint32_t number = 0;
  const Type* type = nullptr;
  const Value* schema_default = nullptr;

  bool required() const { return !type->optional && schema_default == nullptr; }
};

// What imports know of a linked program.
struct ImportSchema {
  const Program& program;
  std::span<const std::uint32_t> numbers;  // by NameIndex
};

// Sorted by number: what is encoded in this order needs no sorting.
std::vector<ImportField> import_fields(const ImportSchema& schema,
                                       const std::vector<FieldDecl>& fields);
// Its index; fields.size() when there is none.
std::size_t find_import_field(const std::vector<ImportField>& fields, std::string_view name);

// ", did you mean `email`?", or "" when no candidate is close.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);
std::vector<std::string> names_of(const std::vector<ImportField>& fields);

// Encoded fields under way: n:varint (number:varint value)*, from values that come sorted by
// number.
class FieldEncoder {
 public:
  void clear() {
    count_ = 0;
    body_.clear();
  }
  void add(std::uint32_t number, const Value& value) {
    put_varint(body_, number);
    encode_value(body_, value);
    ++count_;
  }
  std::size_t size() const { return body_.size() + 1; }  // at least; exact below 128 fields
  void append_to(std::string& out) const {
    put_varint(out, count_);
    out.append(body_);
  }

 private:
  std::uint64_t count_ = 0;
  std::string body_;
};

// The fields of both, those of `newer` where both have one.
void merge_fields(std::string_view older, std::string_view newer, std::string& out);

}  // namespace camp
