#include "runtime/audience/column_match.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/suggest.h"
#include "lang/base/unicode.h"
#include "lang/value/address.h"

namespace camp {
namespace {

enum class Meaning {
  kUnknown,
  kId,
  kEmail,
  kPhone,
  kFirstName,
  kLastName,
  kLanguage,
  kTimezone,
  kBirthday
};
struct ColumnName {
  Meaning meaning;
  std::string_view folded;
};
constexpr ColumnName kColumnNames[] = {
#define CAMP_COLUMN_NAME(meaning, folded) {Meaning::meaning, folded},
#include "runtime/audience/column_names.def"
#undef CAMP_COLUMN_NAME
};

Meaning meaning_of(std::string_view folded) {
  auto found = std::find_if(std::begin(kColumnNames), std::end(kColumnNames),
                            [&](const ColumnName& name) { return name.folded == folded; });
  return found == std::end(kColumnNames) ? Meaning::kUnknown : found->meaning;
}

// By the attribute's name, or by its type.
Meaning meaning_of(const ImportField& attribute) {
  auto meaning = meaning_of(folded_name(attribute.name));
  if (meaning != Meaning::kUnknown) return meaning;
  switch (attribute.type->kind) {
    case TypeKind::kEmail:
      return Meaning::kEmail;
    case TypeKind::kPhone:
      return Meaning::kPhone;
    case TypeKind::kLocale:
      return Meaning::kLanguage;
    case TypeKind::kTimezone:
      return Meaning::kTimezone;
    default:
      return Meaning::kUnknown;
  }
}

// In a short word another letter is another word.
bool is_slip(const std::string& folded, const std::string& attribute) {
  constexpr std::size_t kLongEnough = 5;
  return folded.size() >= kLongEnough && folded[0] == attribute[0] &&
         suggest(folded, {attribute}).has_value();
}

}  // namespace

std::vector<std::size_t> columns_like(std::string_view name,
                                      const std::vector<std::string>& columns) {
  auto folded = folded_name(name);
  std::vector<std::size_t> like;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!folded.empty() && folded_name(columns[i]) == folded) like.push_back(i);
  }
  return like;
}

const ImportField* likely_attribute(std::string_view column, std::string_view value,
                                    const std::vector<ImportField>& wanted) {
  auto folded = folded_name(column);
  auto meaning = meaning_of(folded);
  value = trimmed(value);
  if (meaning == Meaning::kUnknown && is_email(value)) meaning = Meaning::kEmail;
  if (meaning == Meaning::kUnknown && is_phone(value)) meaning = Meaning::kPhone;
  for (const auto& attribute : wanted) {
    bool same = meaning != Meaning::kUnknown && meaning_of(attribute) == meaning;
    if (same || is_slip(folded, folded_name(attribute.name))) return &attribute;
  }
  return nullptr;
}

std::string question_about(std::string_view column, std::string_view attribute) {
  return fmt::format("`{}` looks like {}: --map '{}={}', or --ignore '{}'", column, attribute,
                     attribute, column, column);
}

std::optional<std::string> likely_id(const std::vector<std::string>& columns) {
  for (const auto& column : columns) {
    if (meaning_of(folded_name(column)) == Meaning::kId) return column;
  }
  return std::nullopt;
}

}  // namespace camp
