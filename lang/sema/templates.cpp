// {{ }} in texts: names against the schema, filters against the catalog, nothing absent printed.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/sema/constants.h"
#include "lang/sema/expressions.h"
#include "lang/sema/liquid.h"
#include "lang/sema/types.h"
#include "lang/template/html.h"
#include "lang/template/html_source.h"
#include "lang/template/json.h"

namespace camp::sema {

void ExpressionChecker::check_text(const ast::Text& text, Markup markup) {
  if (is_template(text) || markup == Markup::kJson) return check_file_text(text, text, markup);
  check_foreign_islands(text, markup);
  if (markup != Markup::kHtml) return;
  check_images(text);
  check_html_size(text.span, text.text.size());
}

void ExpressionChecker::check_file_text(const ast::Text& name, const ast::Text& text,
                                        Markup markup) {
  check_foreign_islands(text, markup);
  auto& parsed = model_.templates[name.id];
  parsed = std::make_unique<liquid::Template>(liquid::parse(text, reporter_));
  auto* outer = std::exchange(template_, parsed.get());
  markup_ = markup;
  LiquidChecker(*this, *parsed).check();
  template_ = outer;
  if (markup == Markup::kExpression && parsed->needs_body) {
    reporter_
        .report(Code::kWrongPlace, text.span,
                "tags, lists' parts and ranges belong into the texts of messages")
        .help("print here only names, values and filters: `{{ name | filter }}`");
  }
  if (markup == Markup::kJson) liquid::place_in_json(*parsed, text, reporter_);
  if (markup != Markup::kHtml) return;
  liquid::place_in_html(*parsed, reporter_);
  check_images(text);
  check_html_size(name.span, liquid::least_bytes(parsed->body));
}

Type ExpressionChecker::check_piped(const liquid::Piped& piped) {
  auto type = check_input(piped.expression);
  for (const auto& filter : piped.filters) type = check_filter(filter, type);
  return type;
}

void ExpressionChecker::check_output(const liquid::Output& output) {
  const auto type = check_piped(output);
  if (is_error(type)) return;
  if (type.optional || type.kind == TypeKind::kAbsent) {
    auto report = reporter_.report(Code::kAbsentNotHandled, output.expression.span,
                                   "this may be absent, and is printed");
    report.label("may be absent").help("give it a default: `| default: \"...\"`");
    auto end = (output.filters.empty() ? output.expression.span : output.filters.back().span).end;
    if (type.kind == TypeKind::kString)
      report.fix("print nothing where it is absent", {output.span.source, end, end},
                 " | default: ''");
  } else if (type.kind == TypeKind::kRecord) {
    reporter_.report(Code::kTypeMismatch, output.expression.span, "a record cannot be printed")
        .help("name one of its fields");
  }
}

Type ExpressionChecker::check_input(const liquid::Expression& expression) {
  if (auto* value = std::get_if<Value>(&expression.node)) return type_of_value(*value);
  if (auto* lookup = std::get_if<liquid::Lookup>(&expression.node))
    return check_lookup(expression, *lookup);
  template_->needs_body = true;
  if (std::holds_alternative<liquid::Word>(expression.node)) return TypeKind::kString;
  const auto& range = std::get<liquid::RangeOf>(expression.node);
  for (const auto* end : {range.first.get(), range.last.get()}) {
    const auto type = check_input(*end);
    if (is_error(type) || !require_present(end->span, type, "but a range needs it")) continue;
    if (type.kind != TypeKind::kInt)
      report_mismatch(end->span, type, TypeKind::kInt, "the end of a range");
  }
  Type list(TypeKind::kList);
  list.element.push_back(TypeKind::kInt);
  return list;
}

// The names up to the first `[` are a path; what is behind is taken off its value.
Type ExpressionChecker::check_lookup(const liquid::Expression& expression,
                                     const liquid::Lookup& lookup) {
  Names names;
  std::size_t at = 0;
  for (; at < lookup.steps.size() && lookup.steps[at].key == nullptr; ++at)
    names.push_back(&lookup.steps[at].name);
  if (lookup.steps.empty()) return {};  // reported by the template's parser
  if (names.empty()) {
    reporter_.report(Code::kBadTemplate, expression.span, "a name is written without brackets");
    return {};
  }
  auto resolved = resolve(names);
  model_.refs[expression.id] = resolved.ref;
  auto type = resolved.typed.type;
  for (; at < lookup.steps.size() && !is_error(type); ++at) {
    template_->needs_body = true;
    type = check_key(type, lookup.steps[at]);
  }
  return type;
}

// Behind a `[`: list[0], record["name"], and the names that follow. What is absent has no parts,
// and so they are absent, too.
Type ExpressionChecker::check_key(const Type& object, const liquid::Step& step) {
  if (step.key == nullptr) return part_of(object, step.name.text, step.name.span).value_or(Type());
  const auto key = check_input(*step.key);
  if (is_error(key)) return {};
  const auto* literal = std::get_if<Value>(&step.key->node);
  if (object.kind == TypeKind::kRecord && literal != nullptr && literal->tag == Tag::kString)
    return part_of(object, literal->text(), step.key->span).value_or(Type());
  if (object.kind != TypeKind::kList) {
    reporter_.report(Code::kUnknownField, step.key->span,
                     fmt::format("{} has no such part", to_string(object.without_optional())));
    return {};
  }
  if (key.kind != TypeKind::kInt) report_mismatch(step.key->span, key, TypeKind::kInt, "an index");
  auto item = object.element[0];
  item.optional = true;
  return item;
}

Type ExpressionChecker::check_filter(const liquid::Filter& filter, const Type& input) {
  const auto* info = find_function(filter.name.text, FunctionUse::kFilter);
  if (info == nullptr) {
    for (const auto& argument : filter.arguments) check_input(argument);
    std::vector<std::string> candidates;
    for (const auto& function : functions()) {
      if (function.use != FunctionUse::kExpression) candidates.emplace_back(function.name);
    }
    reporter_
        .report(Code::kUnknownName, filter.name.span,
                fmt::format("there is no filter '{}'", filter.name.text))
        .did_you_mean(filter.name.text, candidates);
    return {};
  }
  const auto arguments = check_filter_arguments(filter, *info);
  if (is_error(input)) return {};
  bool takes_absent = !info->parameters.empty() && info->parameters[0].kind == Kind::kAnyOrAbsent;
  if (takes_absent) return default_type(filter, input);
  bool fits = info->parameters.empty() || input.kind == TypeKind::kAbsent ||
              accepts(info->parameters[0].kind, input);
  if (!fits) {
    reporter_
        .report(Code::kWrongArguments, filter.name.span,
                fmt::format("the filter '{}' does not work on {}", info->name, to_string(input)))
        .note(fmt::format("{}: {}", info->name, info->signature));
    return {};
  }
  auto result = filter_type(filter, *info, input, arguments);
  // What is absent goes through a filter as absent (Liquid): a `default` behind it still helps.
  result.optional = result.optional || input.optional || input.kind == TypeKind::kAbsent;
  return result;
}

std::vector<Type> ExpressionChecker::check_filter_arguments(const liquid::Filter& filter,
                                                            const FunctionInfo& info) {
  const auto& parameters = info.parameters;
  const auto least = info.required();
  auto given = filter.arguments.size() + 1;  // the input is the first
  if (given < least || given > parameters.size()) {
    reporter_
        .report(Code::kWrongArguments, filter.span,
                fmt::format(
                    "the filter '{}' takes {} argument{}", info.name, least - 1,
                    least == parameters.size() ? "" : fmt::format(" to {}", parameters.size() - 1)))
        .note(fmt::format("{}: {}", info.name, info.signature));
  }
  for (const auto& [name, value] : filter.keywords) {
    check_input(value);
    if (info.name == "default" && name.text == "allow_false") continue;
    reporter_.report(Code::kWrongArguments, name.span,
                     fmt::format("the filter '{}' takes nothing named '{}'", info.name, name.text));
  }
  Types types;
  for (std::size_t i = 0; i < filter.arguments.size(); ++i) {
    const auto& argument = filter.arguments[i];
    const auto& type = types.emplace_back(check_input(argument));
    if (is_error(type) ||
        !require_present(argument.span, type, fmt::format("but '{}' needs it", info.name)))
      continue;
    if (i + 1 >= parameters.size() || accepts(parameters[i + 1].kind, type)) continue;
    reporter_
        .report(Code::kWrongArguments, argument.span,
                fmt::format("the filter '{}' does not take {} here", info.name, to_string(type)))
        .note(fmt::format("{}: {}", info.name, info.signature));
  }
  return types;
}

Type ExpressionChecker::default_type(const liquid::Filter& filter, const Type& input) {
  Type fallback = TypeKind::kString;
  if (filter.arguments.empty()) return fallback;
  auto* value = std::get_if<Value>(&filter.arguments[0].node);
  if (value != nullptr) fallback = type_of_value(*value);
  auto common = common_type(input.without_optional(), fallback);
  return common ? common->without_optional() : Type(TypeKind::kString);
}

}  // namespace camp::sema
