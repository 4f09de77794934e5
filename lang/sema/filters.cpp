// What filters give: of lists their items, the fields that a literal names, sums.
#include <fmt/format.h>

#include "lang/sema/expressions.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

Type item_of(const Type& list) {
  const bool typed = list.kind == TypeKind::kList && !list.element.empty();
  return typed ? list.element[0] : Type(TypeKind::kError);
}

Type list_of(Type item) {
  Type list(TypeKind::kList);
  list.element.push_back(std::move(item));
  return list;
}

bool names_field(const liquid::Filter& filter, const FunctionInfo& info) {
  return info.parameters.size() > 1 && info.parameters[1].kind == Kind::kField &&
         !filter.arguments.empty();
}

}  // namespace

Type ExpressionChecker::filter_type(const liquid::Filter& filter, const FunctionInfo& info,
                                    const Type& input, const Types& arguments) {
  auto item = item_of(input);
  if (names_field(filter, info)) {
    item = field_of_items(filter.arguments[0], item);
    check_wanted(filter, item, arguments);
  }
  if (info.name == "concat") check_concat(filter, input, arguments);
  switch (info.result) {
    case Kind::kFields:
      return list_of(item);
    case Kind::kSum:
      return summed_type(filter, item);
    default: {
      auto type = result_type(info, input);
      type.optional = type.optional || info.result_optional;
      return type;
    }
  }
}

// The type of the field, when a literal names it; of the rest nothing is known.
Type ExpressionChecker::field_of_items(const liquid::Expression& name, const Type& element) {
  const auto* literal = std::get_if<Value>(&name.node);
  if (literal == nullptr || literal->tag != Tag::kString || is_error(element)) return {};
  if (element.kind != TypeKind::kRecord) {
    reporter_.report(
        Code::kTypeMismatch, name.span,
        fmt::format("the items of this list have no fields: they are {}", to_string(element)));
    return {};
  }
  if (const auto* field = element.field(literal->text())) return field->type;
  const Span within_quotes{name.span.source, name.span.begin + 1, name.span.end - 1};
  reporter_
      .report(Code::kUnknownField, within_quotes,
              fmt::format("the items of this list have no field '{}'", literal->text()))
      .did_you_mean(literal->text(), field_names(element));
  return {};
}

// `where: "kind", "book"`: a field that can never be that would find nothing.
void ExpressionChecker::check_wanted(const liquid::Filter& filter, const Type& field,
                                     const Types& arguments) {
  if (arguments.size() < 2) return;
  const auto& wanted = arguments[1];
  if (is_error(wanted) || wanted.kind == TypeKind::kAbsent || equatable(field, wanted)) return;
  reporter_.report(Code::kTypeMismatch, filter.arguments[1].span,
                   fmt::format("the field is {}, never {}", to_string(field), to_string(wanted)));
}

Type ExpressionChecker::summed_type(const liquid::Filter& filter, const Type& type) {
  if (is_error(type) || is_number(type) || type.kind == TypeKind::kMoney)
    return type.without_optional();
  reporter_.report(
      Code::kWrongArguments, filter.name.span,
      fmt::format("the filter '{}' does not add up {}", filter.name.text, to_string(type)));
  return {};
}

void ExpressionChecker::check_concat(const liquid::Filter& filter, const Type& input,
                                     const Types& arguments) {
  if (arguments.empty() || arguments[0].kind != TypeKind::kList || assignable(arguments[0], input))
    return;
  reporter_.report(Code::kTypeMismatch, filter.arguments[0].span,
                   fmt::format("this is {}, and what it is put behind is {}",
                               to_string(arguments[0]), to_string(input)));
}

}  // namespace camp::sema
