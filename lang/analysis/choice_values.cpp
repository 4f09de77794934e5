#include "lang/analysis/choice_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "lang/analysis/text_values.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"

namespace camp {
namespace {

using ast::BinaryOp;

// A text or list that is asked to be longer is not made.
constexpr std::int64_t kLongest = 1'000;

bool fits(const Value& value, TypeKind kind) {
  switch (kind) {
    case TypeKind::kInt:
      return value.tag == Tag::kInt;
    case TypeKind::kDecimal:
      return value.tag == Tag::kDecimal;
    case TypeKind::kMoney:
      return value.tag == Tag::kMoney;
    case TypeKind::kDuration:
      return value.tag == Tag::kDuration;
    case TypeKind::kDate:
      return value.tag == Tag::kDate;
    default:
      return false;
  }
}

// The value and its neighbours, as far as the comparison tells them apart.
void add_around(const FieldUse::Bound& bound, TypeKind kind, std::vector<std::string>* out) {
  const auto& at = bound.value;
  const auto add = [&](std::int64_t steps) {
    auto value = at;
    if (kind == TypeKind::kDuration)
      value.num += steps * 60'000;
    else if (kind == TypeKind::kDecimal)
      value.num += steps * (kDecimalOne / 10);
    else
      value.num += steps;
    out->push_back(kind == TypeKind::kDuration ? duration_text(value.as_duration())
                                               : text_of_value(value));
  };
  const auto op = bound.op;
  if (op == BinaryOp::kGreater || op == BinaryOp::kLessEqual) return add(1), add(0);
  if (op == BinaryOp::kGreaterEqual || op == BinaryOp::kLess) return add(0), add(-1);
  add(0), add(1), add(-1);
}

// Days of a year long ago: the one that comes soon after she has come, and another.
std::vector<std::string> days_of_birth(std::int64_t date_days) {
  const Duration soon{-30 * 12, 2, 0};
  constexpr std::int64_t kHalfAYear = 180;
  const auto born = add_to_date(date_days, soon).value_or(date_days);
  return {date_text(born), date_text(born + kHalfAYear)};
}

// Of what is no text.
std::vector<std::string> usual(TypeKind kind, const Somebody& somebody) {
  switch (kind) {
    case TypeKind::kBool:
      return {"true", "false"};
    case TypeKind::kInt:
      return {"1"};
    case TypeKind::kDecimal:
      return {"1.5"};
    case TypeKind::kMoney:
      return {"10 EUR"};
    case TypeKind::kDuration:
      return {"1h"};
    case TypeKind::kDate:
      return days_of_birth(somebody.date_days);
    case TypeKind::kTime:
      return {"10:00"};
    case TypeKind::kDatetime:
      return {"now", "now - 30d"};
    default:
      return {};
  }
}

std::vector<std::string> of_record(const Type& type, const Somebody& somebody) {
  std::string text;
  for (const auto& field : type.fields) {
    if (field.type.optional) continue;
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", field.name,
                        values_of(field.type, {}, false, somebody).front());
  }
  return {"{ " + text + " }"};
}

// As the field's kind has it: half of an int is the int below it, and what is around.
std::optional<FieldUse::Bound> fitted(FieldUse::Bound bound, TypeKind kind) {
  auto& value = bound.value;
  if (kind == TypeKind::kInt && value.tag == Tag::kDecimal) {
    const bool whole = value.num % kDecimalOne == 0 && value.beyond().part == 0;
    if (!whole) bound.op = BinaryOp::kEqual;
    value = Value::integer(value.num / kDecimalOne);
  }
  if (kind == TypeKind::kDecimal && value.tag == Tag::kInt)
    value = Value::decimal(value.num * kDecimalOne);
  const bool is_nothing = value.tag == Tag::kInt && value.num == 0;
  if (kind == TypeKind::kMoney && is_nothing) value = Value::money(0, currency("EUR"));
  if (kind == TypeKind::kDuration && is_nothing) value = Value::duration({});
  if (!fits(value, kind)) return std::nullopt;
  return bound;
}

// Lists of so many, as lengths are asked for; with each of what they are asked to contain.
std::vector<std::string> lists_of(const Type& type, const FieldUse& use, const Somebody& somebody) {
  std::vector<std::string> all;
  for (const auto& text : use.texts) all.push_back("[" + quoted(text) + "]");
  for (const auto& test : use.tests)
    if (test.op == BinaryOp::kContains) all.push_back("[" + quoted(test.text) + "]");
  const auto item = values_of(type.element[0], {}, false, somebody).front();
  for (const auto length : lengths_of(use)) {
    std::string items;
    for (std::size_t i = 0; i < length; ++i) items += (items.empty() ? "" : ", ") + item;
    all.push_back("[" + items + "]");
  }
  all.emplace_back("[]");
  return all;
}

}  // namespace

std::vector<std::size_t> lengths_of(const FieldUse& use) {
  std::vector<std::string> all;
  for (const auto& bound : use.lengths) add_around(bound, TypeKind::kInt, &all);
  std::vector<std::size_t> lengths;
  for (const auto& text : all) {
    const auto length = std::stoll(text);
    if (length >= 0 && length <= kLongest) lengths.push_back(static_cast<std::size_t>(length));
  }
  return lengths;
}

std::vector<std::string> values_of(const Type& type, const FieldUse& use, bool may_be_absent,
                                   const Somebody& somebody) {
  std::vector<std::string> all;
  if (type.is_text() && type.kind != TypeKind::kChoice) {
    for (const auto& text : texts_of(type, use, somebody)) all.push_back(quoted(text));
  } else if (type.kind == TypeKind::kChoice) {
    for (const auto& choice : type.choices) all.push_back(quoted(choice));
  } else if (type.kind == TypeKind::kList) {
    all = lists_of(type, use, somebody);
  } else if (type.kind == TypeKind::kRecord) {
    all = of_record(type, somebody);
  } else {
    for (const auto& bound : use.bounds)
      if (const auto fit = fitted(bound, type.kind)) add_around(*fit, type.kind, &all);
    if (all.empty()) all = usual(type.kind, somebody);
  }
  if (may_be_absent) all.emplace_back();
  std::vector<std::string> once;
  for (auto& text : all)
    if (std::find(once.begin(), once.end(), text) == once.end()) once.push_back(std::move(text));
  return once;
}

std::vector<std::string> values_for(const sema::FieldInfo& field, const FieldUse& use,
                                    const Somebody& somebody) {
  auto values = values_of(field.type.without_optional(), use, field.type.optional, somebody);
  if (!field.default_value || field.type.optional) return values;
  const auto usual = field.type.is_text() ? quoted(field.default_value->text())
                                          : text_of_value(*field.default_value);
  if (std::find(values.begin(), values.end(), usual) == values.end()) values.emplace_back();
  return values;
}

std::vector<std::vector<std::size_t>> combinations(const std::vector<std::size_t>& sizes,
                                                   std::size_t most) {
  std::size_t count = 1;
  for (const auto size : sizes) count = count > most ? count : count * size;
  std::vector<std::vector<std::size_t>> all = {std::vector<std::size_t>(sizes.size(), 0)};
  if (count <= most) {
    for (std::size_t at = 0; at < sizes.size(); ++at) {
      const auto before = all.size();
      for (std::size_t value = 1; value < sizes[at]; ++value) {
        for (std::size_t i = 0; i < before; ++i) {
          all.push_back(all[i]);
          all.back()[at] = value;
        }
      }
    }
    return all;
  }
  for (std::size_t at = 0; at < sizes.size(); ++at) {
    for (std::size_t value = 1; value < sizes[at]; ++value) {
      all.push_back(all.front());
      all.back()[at] = value;
    }
  }
  return all;
}

}  // namespace camp
