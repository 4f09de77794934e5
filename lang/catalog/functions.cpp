#include "lang/catalog/functions.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "lang/base/assert.h"

namespace camp {
namespace {

struct FunctionRow {
  std::uint16_t number;
  std::string_view name;
  FunctionUse use;
  std::string_view signature;
  std::string_view doc;
};

constexpr FunctionRow kFunctions[] = {
#define CAMP_FUNCTION(number, name, use, signature, doc) \
  {number, #name, FunctionUse::use, signature, doc},
#include "lang/catalog/functions.def"
#undef CAMP_FUNCTION
};

constexpr bool numbers_ascend() {
  for (std::size_t i = 0; i < std::size(kFunctions); ++i) {
    if (kFunctions[i].number != i + 1) return false;
  }
  return true;
}
static_assert(numbers_ascend(),
              "functions.def: numbers count up from 1 without gaps, and never move");

struct KindWord {
  std::string_view word;
  Kind kind;
};
constexpr KindWord kKindWords[] = {
    {"any", Kind::kAny},
    {"absent", Kind::kAnyOrAbsent},
    {"bool", Kind::kBool},
    {"int", Kind::kInt},
    {"number", Kind::kNumber},
    {"text", Kind::kText},
    {"date", Kind::kDate},
    {"datetime", Kind::kDatetime},
    {"moment", Kind::kDateOrDatetime},
    {"list", Kind::kList},
    {"first", Kind::kSameAsFirst},
    {"time", Kind::kTime},
    {"field", Kind::kField},
    {"fields", Kind::kFields},
    {"item", Kind::kItem},
    {"part", Kind::kPart},
    {"sum", Kind::kSum},
    {"options", Kind::kOptions},
};

// The rows are ours: a word that is not in the table is a bug, found by the first call of
// functions().
Kind kind_of(std::string_view word) {
  const auto* found = std::find_if(std::begin(kKindWords), std::end(kKindWords),
                                   [&](const KindWord& row) { return row.word == word; });
  CAMP_ASSERT(found != std::end(kKindWords));
  return found->kind;
}

Parameter parse_parameter(std::string_view word) {
  const bool optional = word.ends_with('?');
  if (optional) word.remove_suffix(1);
  return {kind_of(word), optional};
}

std::vector<Parameter> parse_parameters(std::string_view text) {
  std::vector<Parameter> parameters;
  while (!text.empty()) {
    auto comma = text.find(", ");
    const auto parameter = parse_parameter(text.substr(0, comma));
    CAMP_ASSERT(parameter.optional || parameters.empty() || !parameters.back().optional);
    parameters.push_back(parameter);
    text = comma == std::string_view::npos ? "" : text.substr(comma + 2);
  }
  CAMP_ASSERT(parameters.size() <= kFunctionParametersMax);
  return parameters;
}

FunctionInfo parse(const FunctionRow& row) {
  constexpr std::string_view kArrow = " -> ";
  auto arrow = row.signature.find(kArrow);
  CAMP_ASSERT(arrow != std::string_view::npos);
  FunctionInfo info;
  info.number = row.number;
  info.name = row.name;
  info.use = row.use;
  info.parameters = parse_parameters(row.signature.substr(0, arrow));
  const auto result = parse_parameter(row.signature.substr(arrow + kArrow.size()));
  info.result = result.kind;
  info.result_optional = result.optional;
  info.signature = row.signature;
  info.doc = row.doc;
  CAMP_ASSERT(info.result != Kind::kSameAsFirst || !info.parameters.empty());
  return info;
}

}  // namespace

const std::vector<FunctionInfo>& functions() {
  static const std::vector<FunctionInfo> all = [] {
    std::vector<FunctionInfo> parsed;
    for (const auto& row : kFunctions) parsed.push_back(parse(row));
    return parsed;
  }();
  return all;
}

std::size_t FunctionInfo::required() const {
  return static_cast<std::size_t>(
      std::count_if(parameters.begin(), parameters.end(),
                    [](const Parameter& parameter) { return !parameter.optional; }));
}

const FunctionInfo* find_function(std::string_view name, FunctionUse use) {
  for (const auto& info : functions()) {
    if (info.name == name && (info.use == use || info.use == FunctionUse::kBoth)) return &info;
  }
  return nullptr;
}

const FunctionInfo* function_by_number(std::uint16_t number) {
  const auto& all = functions();
  return number >= 1 && number <= all.size() ? &all[number - 1u] : nullptr;
}

}  // namespace camp
