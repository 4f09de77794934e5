// Where each attribute of a contact comes from, decided once per import: a column, the row's number
// or a pattern.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "runtime/audience/contact_import.h"
#include "runtime/audience/import_field.h"

namespace camp {

struct FieldSource {
  enum class Kind : std::uint8_t { kColumn, kRowNumber, kPattern };
  struct Part {  // of a pattern
    enum class Kind : std::uint8_t { kLiteral, kColumn, kRowNumber } kind{};
    std::string literal;
    std::size_t column = 0;
  };
  Kind kind{};
  std::size_t column = 0;
  std::vector<Part> parts;
  std::string name;  // what a reject calls it: the column's name, or the attribute's
};

struct PlannedAttribute {
  ImportField field;
  FieldSource source;
};

struct ContactPlan {
  FieldSource id;
  std::vector<PlannedAttribute> attributes;  // sorted by number
  std::vector<ImportField> unsourced;        // what nothing gives
  std::map<std::string, std::string> taken;  // attribute -> column of nearly its name
  std::vector<std::size_t> unused;           // columns that nothing takes and nobody passes over
};

// The columns of a CSV file are known; the keys of NDJSON are not: there a name that is asked for
// becomes one.
struct ImportColumns {
  std::vector<std::string> names;  // `@3` of the third column when it has none
  bool fixed = true;
};
bool is_unnamed(std::string_view column);

// A column gives the attribute of its name; when there is none, the one column that differs in
// case, accents, blanks and punctuation alone. Fails (kInvalid) on attributes and columns that do
// not exist, on broken patterns when no id is to be had, and when two columns are as near to one
// attribute.
Result<ContactPlan> plan_contacts(const std::vector<ImportField>& schema,
                                  const ContactImportOptions& options, ImportColumns* columns);

// `column_text(column)` gives a column's text.
template <class ColumnText>
std::string_view source_text(const FieldSource& source, std::uint64_t row_number,
                             ColumnText&& column_text, std::string& scratch) {
  if (source.kind == FieldSource::Kind::kColumn) return column_text(source.column);
  scratch.clear();
  if (source.kind == FieldSource::Kind::kRowNumber) return scratch = std::to_string(row_number);
  for (const auto& part : source.parts) {
    switch (part.kind) {
      case FieldSource::Part::Kind::kLiteral:
        scratch += part.literal;
        break;
      case FieldSource::Part::Kind::kColumn:
        scratch += column_text(part.column);
        break;
      case FieldSource::Part::Kind::kRowNumber:
        scratch += std::to_string(row_number);
        break;
    }
  }
  return scratch;
}

}  // namespace camp
