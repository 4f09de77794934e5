#include "lang/sema/liquid.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

Type of_forloop(bool nested) {
  Type loop(TypeKind::kRecord);
  for (const char* name : {"index", "index0", "rindex", "rindex0", "length"})
    loop.fields.push_back({name, TypeKind::kInt});
  for (const char* name : {"first", "last"}) loop.fields.push_back({name, TypeKind::kBool});
  loop.fields.push_back({"name", TypeKind::kString});
  if (nested) loop.fields.push_back({"parentloop", of_forloop(false)});
  return loop;
}

Type of_tableloop() {
  Type loop(TypeKind::kRecord);
  for (const char* name : {"index", "index0", "rindex", "rindex0", "length", "col", "col0", "row"})
    loop.fields.push_back({name, TypeKind::kInt});
  for (const char* name : {"first", "last", "col_first", "col_last"})
    loop.fields.push_back({name, TypeKind::kBool});
  return loop;
}

bool is_word(const liquid::Expression& expression) {
  if (std::holds_alternative<liquid::Word>(expression.node)) return true;
  const auto* value = std::get_if<Value>(&expression.node);
  return value != nullptr && value->is_absent();
}

}  // namespace

void LiquidChecker::check() {
  auto& scope = checker_.scope();
  const auto names = scope.open();
  const auto mark = facts().mark();
  prepare(text_.body, true);
  check(text_.body);
  facts().take_back(mark);
  scope.close(names);
}

// ---- before

void LiquidChecker::prepare(liquid::Expression& expression) {
  expression.id = checker_.model_.end_id++;
  if (auto* range = std::get_if<liquid::RangeOf>(&expression.node)) {
    prepare(*range->first);
    prepare(*range->last);
  } else if (auto* lookup = std::get_if<liquid::Lookup>(&expression.node)) {
    for (auto& step : lookup->steps)
      if (step.key != nullptr) prepare(*step.key);
  }
}

void LiquidChecker::prepare(liquid::Piped& piped) {
  prepare(piped.expression);
  for (auto& filter : piped.filters) {
    for (auto& argument : filter.arguments) prepare(argument);
    for (auto& [name, value] : filter.keywords) prepare(value);
  }
}

void LiquidChecker::prepare(liquid::Condition& condition) {
  for (auto& test : condition.tests) {
    prepare(test.left);
    prepare(test.right);
  }
}

void LiquidChecker::give_id(ast::Name& name) { name.id = checker_.model_.end_id++; }

void LiquidChecker::declare(ast::Name& name, bool declares) {
  give_id(name);
  if (!declares || checker_.scope().find(name.text) != nullptr) return;
  auto* binding = checker_.model_.new_binding(BindingKind::kVariable, name.text, name.span);
  binding->typed = {TypeKind::kAbsent};
  checker_.declare(binding);
}

void LiquidChecker::prepare(liquid::Block& block, bool declares) {
  for (auto& node : block.nodes) {
    if (auto* output = std::get_if<liquid::Output>(&node.what))
      prepare(*output);
    else if (auto* tag = std::get_if<std::unique_ptr<liquid::Tag>>(&node.what))
      std::visit([&](auto& one) { prepare_tag(one, declares); }, **tag);
  }
}

void LiquidChecker::prepare_tag(liquid::If& tag, bool declares) {
  for (auto& branch : tag.branches) {
    if (branch.condition) prepare(*branch.condition);
    prepare(branch.body, declares);
  }
}

void LiquidChecker::prepare_tag(liquid::Case& tag, bool declares) {
  prepare(tag.subject);
  for (auto& branch : tag.branches) {
    for (auto& value : branch.values) prepare(value);
    prepare(branch.body, declares);
  }
}

void LiquidChecker::prepare_tag(liquid::For& tag, bool declares) {
  give_id(tag.variable);
  prepare(tag.collection);
  prepare(tag.limit);
  prepare(tag.offset);
  prepare(tag.body, declares);
  if (tag.otherwise) prepare(*tag.otherwise, declares);
}

void LiquidChecker::prepare_tag(liquid::TableRow& tag, bool declares) {
  give_id(tag.variable);
  prepare(tag.collection);
  for (auto* part : {&tag.cols, &tag.limit, &tag.offset}) prepare(*part);
  prepare(tag.body, declares);
}

void LiquidChecker::prepare_tag(liquid::Assign& tag, bool declares) {
  prepare(tag.value);
  declare(tag.variable, declares);
}

void LiquidChecker::prepare_tag(liquid::Capture& tag, bool declares) {
  prepare(tag.body, declares);
  declare(tag.variable, declares);
}

void LiquidChecker::prepare_tag(liquid::Count& tag, bool declares) {
  declare(tag.variable, declares);
}

void LiquidChecker::prepare_tag(liquid::Cycle& tag, bool) {
  prepare(tag.group);
  for (auto& value : tag.values) prepare(value);
}

void LiquidChecker::prepare_tag(liquid::IfChanged& tag, bool declares) {
  prepare(tag.body, declares);
}

// The file stands in its place, each time anew: what its names mean depends on where it stands.
void LiquidChecker::prepare_tag(liquid::Partial& partial, bool declares) {
  prepare(partial.name);
  prepare(partial.bound);
  give_id(partial.alias);
  for (auto& [name, value] : partial.arguments) {
    give_id(name);
    prepare(value);
  }
  auto& reporter = checker_.reporter_;
  const auto* literal = std::get_if<Value>(&partial.name.node);
  if (literal == nullptr || literal->tag != Tag::kString || !checker_.partial_file_) {
    reporter.report(Code::kFileUnreadable, partial.name.span,
                    "the name of this file must be written in quotes");
    return;
  }
  ast::Text name{std::string(literal->text()), partial.name.span, {}};
  if (partial.alias.text.empty()) {  // parts/card.liquid binds `card`
    const auto file = name.text.substr(name.text.find_last_of('/') + 1);
    partial.alias.text = file.substr(0, file.find('.'));
    partial.alias.span = partial.name.span;
  }
  const bool open = std::find(partials_.begin(), partials_.end(), name.text) != partials_.end();
  if (open || partials_.size() >= limits::kTemplateNesting) {
    reporter.report(Code::kFileUnreadable, partial.name.span,
                    fmt::format("'{}' stands inside of itself", name.text));
    return;
  }
  const auto file = checker_.partial_file_(name);
  if (!file) return;
  const auto text = liquid::text_of_file(*checker_.sources_, *file);
  checker_.check_foreign_islands(text, checker_.markup_);
  if (checker_.markup_ == Markup::kHtml) checker_.check_images(text);
  partial.inlined = std::make_shared<liquid::Template>(liquid::parse(text, reporter));
  partials_.push_back(name.text);
  prepare(partial.inlined->body, declares && !partial.isolated);
  partials_.pop_back();
}

// ---- nodes

void LiquidChecker::check(const liquid::Block& block) {
  for (const auto& node : block.nodes) {
    if (auto* output = std::get_if<liquid::Output>(&node.what))
      checker_.check_output(*output);
    else if (auto* tag = std::get_if<std::unique_ptr<liquid::Tag>>(&node.what))
      std::visit([&](const auto& one) { check_tag(one); }, **tag);
  }
}

void LiquidChecker::check_tag(const liquid::If& tag) {
  std::vector<Facts::Changes> ends;
  const auto mark = facts().mark();
  bool has_else = false;
  for (const auto& branch : tag.branches) {
    Narrowing narrowing;
    if (branch.condition) narrowing = check_condition(*branch.condition, 0);
    has_else = has_else || !branch.condition;
    if (branch.negated) std::swap(narrowing.when_true, narrowing.when_false);
    const auto before = facts().mark();
    facts().add_all(narrowing.when_true);
    check(branch.body);
    ends.push_back(facts().take_back(before));
    facts().add_all(narrowing.when_false);
  }
  auto none = facts().take_back(mark);
  if (!has_else) ends.push_back(std::move(none));
  facts().join(ends);
}

void LiquidChecker::check_tag(const liquid::Case& tag) {
  const auto subject = checker_.check_input(tag.subject);
  std::vector<Facts::Changes> ends;
  bool has_else = false;
  for (const auto& branch : tag.branches) {
    for (const auto& value : branch.values) {
      const auto type = checker_.check_input(value);
      if (is_word(value) || is_error(type) || is_error(subject) || equatable(subject, type))
        continue;
      checker_.report_mismatch(value.span, type, subject.without_optional(),
                               "a value of this case");
    }
    has_else = has_else || branch.otherwise;
    const auto before = facts().mark();
    check(branch.body);
    ends.push_back(facts().take_back(before));
  }
  if (!has_else) ends.emplace_back();
  facts().join(ends);
}

void LiquidChecker::check_tag(const liquid::For& tag) {
  check_whole(tag.limit, "a limit");
  check_whole(tag.offset, "an offset");
  check_loop(tag.variable, tag.collection, "forloop", tag.body);
  if (!tag.otherwise) return;
  const auto mark = facts().mark();
  check(*tag.otherwise);
  facts().take_back(mark);
}

void LiquidChecker::check_tag(const liquid::TableRow& tag) {
  check_whole(tag.cols, "a number of columns");
  check_whole(tag.limit, "a limit");
  check_whole(tag.offset, "an offset");
  check_loop(tag.variable, tag.collection, "tablerowloop", tag.body);
}

void LiquidChecker::check_whole(const std::optional<liquid::Expression>& expression,
                                std::string_view what) {
  if (!expression) return;
  const auto type = checker_.check_input(*expression);
  if (is_error(type) || !checker_.require_present(expression->span, type, "but it is needed here"))
    return;
  if (type.kind != TypeKind::kInt)
    checker_.report_mismatch(expression->span, type, TypeKind::kInt, what);
}

// A body may run any number of times, also none: what it finds out holds only inside.
void LiquidChecker::check_loop(const ast::Name& variable, const liquid::Expression& collection,
                               std::string_view loop_name, const liquid::Block& body) {
  const auto type = checker_.check_input(collection);
  Type item;
  if (!is_error(type) && checker_.require_present(collection.span, type, "but is walked over")) {
    if (type.kind == TypeKind::kList)
      item = type.element[0];
    else
      checker_.reporter_.report(
          Code::kTypeMismatch, collection.span,
          fmt::format("{} is no list: there is nothing to walk over", to_string(type)));
  }
  auto& scope = checker_.scope();
  const auto names = scope.open();
  const auto* outer = scope.find(loop_name);
  if (outer == nullptr) {
    auto* loop = checker_.model_.new_binding(BindingKind::kVariable, loop_name, variable.span);
    loop->typed = {loop_name == "forloop" ? of_forloop(true) : of_tableloop()};
    scope.declare(loop);
  }
  check_bound(variable, item);
  const auto mark = facts().mark();
  check(body);
  facts().take_back(mark);
  scope.close(names);
}

void LiquidChecker::check_bound(const ast::Name& name, const Type& type) {
  auto* binding = checker_.model_.new_binding(BindingKind::kVariable, name.text, name.span);
  binding->typed = {type};
  checker_.declare(binding);
  checker_.model_.declared[name.id] = binding;
}

// ---- variables

void LiquidChecker::assign(const ast::Name& name, const Type& type) {
  auto* binding = checker_.scope().find(name.text);
  if (binding == nullptr || binding->kind != BindingKind::kVariable) {
    // Where the name could not be declared that was said already.
    if (binding != nullptr)
      checker_.reporter_.report(Code::kDuplicateName, name.span,
                                fmt::format("'{}' already means something here", name.text));
    return;
  }
  checker_.model_.declared[name.id] = binding;
  checker_.model_.note_meaning(name.span, binding->span);
  auto& known = binding->typed.type;
  if (is_error(type) || is_error(known)) {
    known = {};
    return;
  }
  const auto common = known.kind == TypeKind::kAbsent
                          ? std::optional(type.without_optional())
                          : common_type(known.without_optional(), type.without_optional());
  if (!common) {
    checker_.reporter_
        .report(Code::kTypeMismatch, name.span,
                fmt::format("'{}' was {} before, and is {} here", name.text,
                            to_string(known.without_optional()), to_string(type)))
        .help("take another name");
    return;
  }
  known = *common;
  known.optional = true;
  facts().set(fmt::format("#{}", binding->id), !type.optional && type.kind != TypeKind::kAbsent);
}

void LiquidChecker::check_tag(const liquid::Assign& tag) {
  assign(tag.variable, checker_.check_piped(tag.value));
}

void LiquidChecker::check_tag(const liquid::Capture& tag) {
  check(tag.body);
  assign(tag.variable, TypeKind::kString);
}

void LiquidChecker::check_tag(const liquid::Count& tag) { assign(tag.variable, TypeKind::kInt); }

void LiquidChecker::check_tag(const liquid::Cycle& tag) {
  if (tag.group) checker_.check_input(*tag.group);
  for (const auto& value : tag.values) {
    const auto type = checker_.check_input(value);
    if (!is_error(type)) checker_.require_present(value.span, type, "and is printed");
  }
}

void LiquidChecker::check_tag(const liquid::IfChanged& tag) { check(tag.body); }

// ---- partials

void LiquidChecker::check_tag(const liquid::Partial& tag) {
  if (tag.inlined == nullptr) return;
  auto& scope = checker_.scope();
  std::vector<std::pair<const ast::Name*, Type>> given;
  for (const auto& [name, value] : tag.arguments)
    given.emplace_back(&name, checker_.check_input(value));
  if (tag.bound) {
    auto type = checker_.check_input(*tag.bound);
    if (tag.for_each && type.kind == TypeKind::kList) type = Type(type.element[0]);
    given.emplace_back(&tag.alias, type);
  }
  // What is rendered sees nothing of the template around it.
  Scope outside;
  const auto names = scope.open();
  if (tag.isolated) {
    std::swap(outside, scope);
    scope.facts = outside.facts;
  }
  for (const auto& [name, type] : given) check_bound(*name, type);
  check(tag.inlined->body);
  if (tag.isolated)
    std::swap(outside, scope);
  else
    scope.close(names);
}

// ---- conditions

std::optional<std::string> LiquidChecker::path_of(const liquid::Expression& expression) const {
  const auto* lookup = std::get_if<liquid::Lookup>(&expression.node);
  if (lookup == nullptr) return std::nullopt;
  const bool plain = std::all_of(lookup->steps.begin(), lookup->steps.end(),
                                 [](const liquid::Step& step) { return step.key == nullptr; });
  const auto* found = plain ? checker_.model_.refs.find(expression.id) : nullptr;
  if (found == nullptr) return std::nullopt;
  auto key = ExpressionChecker::path_key(*found);
  return key.empty() ? std::nullopt : std::optional(key);
}

// Grouped to the right: the rest is looked at knowing how the first came out.
Narrowing LiquidChecker::check_condition(const liquid::Condition& condition, std::size_t from) {
  const auto& first = condition.tests[from];
  auto known = check_test(first);
  if (from + 1 == condition.tests.size()) return known;
  const auto mark = facts().mark();
  facts().add_all(first.and_next ? known.when_true : known.when_false);
  auto rest = check_condition(condition, from + 1);
  facts().take_back(mark);
  Narrowing both;
  auto& sure = first.and_next ? both.when_true : both.when_false;
  sure = first.and_next ? known.when_true : known.when_false;
  const auto& more = first.and_next ? rest.when_true : rest.when_false;
  sure.insert(sure.end(), more.begin(), more.end());
  return both;
}

Narrowing LiquidChecker::check_test(const liquid::Test& test) {
  using liquid::Comparison;
  Narrowing narrowing;
  const auto left = checker_.check_input(test.left);
  const auto path = path_of(test.left);
  if (test.comparison == Comparison::kTruth) {
    if (path) narrowing.when_true.push_back(*path);
    return narrowing;
  }
  const auto right = checker_.check_input(test.right);
  const bool absent_right = is_word(test.right);
  if (test.comparison == Comparison::kEqual || test.comparison == Comparison::kNotEqual) {
    check_alike(test, left, right);
    const bool empty = std::holds_alternative<liquid::Word>(test.right.node) &&
                       std::get<liquid::Word>(test.right.node) == liquid::Word::kEmpty;
    if (path && !empty) {
      // Not nil or blank is present; so is what equals a value.
      const bool when = (test.comparison == Comparison::kEqual) != absent_right;
      (when ? narrowing.when_true : narrowing.when_false).push_back(*path);
    }
    return narrowing;
  }
  if (is_error(left) || is_error(right)) return narrowing;
  if (test.comparison == Comparison::kContains) {
    const bool fits = (left.is_text() && right.is_text()) ||
                      (left.kind == TypeKind::kList && equatable(left.element[0], right));
    if (!fits)
      checker_.report_mismatch(test.right.span, right,
                               left.kind == TypeKind::kList ? left.element[0] : TypeKind::kString,
                               "what is looked for");
    else if (path)
      narrowing.when_true.push_back(*path);
    return narrowing;
  }
  if (!checker_.require_present(test.left.span, left, "but is compared") ||
      !checker_.require_present(test.right.span, right, "but is compared"))
    return narrowing;
  if (!orderable(left, right))
    checker_.report_mismatch(test.right.span, right, left, "the other side of this comparison");
  return narrowing;
}

// Values of two kinds are never equal: one is not what its author thinks.
void LiquidChecker::check_alike(const liquid::Test& test, const Type& left, const Type& right) {
  if (is_word(test.left) || is_word(test.right) || is_error(left) || is_error(right)) return;
  if (!equatable(left, right))
    checker_.report_mismatch(test.right.span, right, left.without_optional(),
                             "the other side of this comparison");
}

}  // namespace camp::sema
