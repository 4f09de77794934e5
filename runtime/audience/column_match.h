// Which column of a file is meant by an attribute, as people name columns.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/value/type.h"
#include "runtime/audience/import_field.h"

namespace camp {

// The columns whose name differs from `name` in case, accents, blanks and punctuation alone.
std::vector<std::size_t> columns_like(std::string_view name,
                                      const std::vector<std::string>& columns);

// The attribute that a column is likely meant for, though it does not have its name: another word
// for the same, a slip of the pen, or `value`, the first that stands in it, which is an address.
// `wanted` are those that nothing gives yet.
const ImportField* likely_attribute(std::string_view column, std::string_view value,
                                    const std::vector<ImportField>& wanted);
// What is asked about such a column.
std::string question_about(std::string_view column, std::string_view attribute);
// The column that is likely the contact's id.
std::optional<std::string> likely_id(const std::vector<std::string>& columns);

}  // namespace camp
