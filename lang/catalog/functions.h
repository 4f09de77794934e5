// The functions of expressions and the filters of templates: names, signatures, docs. Data only:
// what they do is in stdlib/functions, one function each, found by the same number.
//
// Numbers are persisted in programs (CallFunction): append, never move. Signatures are text in the
// row, e.g. "text, int? -> text"; `any` takes everything, `number` is int, decimal or money; what
// has a `?` may be left out, and be absent as a result.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/value/type.h"

namespace camp {

enum class FunctionUse : std::uint8_t { kExpression, kFilter, kBoth };

// What a parameter takes and a result is. Absent values reach a filter as absent (Liquid), an
// expression function never (the checker demands that they are handled), except through
// kAnyOrAbsent.
enum class Kind : std::uint8_t {
  kAny,
  kAnyOrAbsent,
  kBool,
  kInt,
  kNumber,
  kText,
  kDate,
  kDatetime,
  kDateOrDatetime,
  kList,
  kSameAsFirst,
  kTime,
  kField,    // of the records of the list: its name
  kFields,   // a result: a list of that field
  kItem,     // a result: of the list
  kPart,     // a result: a list of a list, else a text
  kSum,      // a result: of the list's numbers, or of that field
  kOptions,  // `name: value` arguments, as a record
};
struct Parameter {
  Kind kind;
  bool optional = false;
};
struct FunctionInfo {
  std::uint16_t number;
  std::string_view name;
  FunctionUse use;
  std::vector<Parameter> parameters;  // a filter's input is the first
  Kind result;
  bool result_optional;
  std::string_view signature;  // as in the row, for help texts
  std::string_view doc;

  std::size_t required() const;  // parameters that are not optional
};

const std::vector<FunctionInfo>& functions();  // by number
const FunctionInfo* find_function(std::string_view name,
                                  FunctionUse use);  // kExpression or kFilter
const FunctionInfo* function_by_number(std::uint16_t number);
inline constexpr std::size_t kFunctionParametersMax = 5;

}  // namespace camp
