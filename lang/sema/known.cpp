#include "lang/sema/known.h"

#include <algorithm>

#include "lang/sema/constants.h"
#include "lang/sema/expressions.h"
#include "lang/sema/thing_name.h"

namespace camp::sema {

using ast::BinaryOp;

namespace {

// Of one question: conditions that people write take a few dozen steps. And what is known at once:
// every branch of a flow has its own.
constexpr std::size_t kWorkMax = 2000;
constexpr std::size_t kThingsMax = 64;
constexpr std::size_t kSegmentsInSegments = 8;

Possible truth(bool holds) { return Possible::only(Value::boolean(holds)); }

bool is_order(BinaryOp op) {
  return op == BinaryOp::kLess || op == BinaryOp::kLessEqual || op == BinaryOp::kGreater ||
         op == BinaryOp::kGreaterEqual;
}

bool is_true_of_present_only(BinaryOp op) {
  return op == BinaryOp::kContains || op == BinaryOp::kStartsWith || op == BinaryOp::kEndsWith ||
         op == BinaryOp::kMatches;
}

// A type where it is declared: what is possible points to its choices.
struct Declared {
  const Type* type = nullptr;
  bool optional = false;  // one of the records around it is
};

Declared part_of(const Type& type, const std::vector<std::string_view>& rest) {
  Declared at{&type, type.optional};
  for (auto name : rest) {
    const auto* field = at.type->field(name);
    if (field == nullptr) return {};
    at = {&field->type, at.optional || field->type.optional};
  }
  return at;
}

Declared type_of(const Model& model, const Ref& ref) {
  static const Type kTruth(TypeKind::kBool), kText(TypeKind::kString),
      kInstant(TypeKind::kDatetime);
  const FieldInfo* field = nullptr;
  switch (ref.kind) {
    case RefKind::kAttribute:
      field = model.contact.find(ref.name);
      break;
    case RefKind::kEventField:
      field = ref.binding->fields->find(ref.name);
      break;
    case RefKind::kLocal:
      return part_of(ref.binding->typed.type, ref.rest);
    case RefKind::kSegment:
    case RefKind::kList:
      return {&kTruth};
    case RefKind::kContactId:
    case RefKind::kOutletName:
      return {&kText};
    case RefKind::kNow:
    case RefKind::kEventTime:
      return {&kInstant};
    default:
      break;
  }
  return field != nullptr ? part_of(field->type, ref.rest) : Declared();
}

}  // namespace

void Known::forget_changing() {
  std::erase_if(things, [](const auto& one) { return !one.second.lasting; });
}

Known either_of(const Known& a, const Known& b) {
  if (a.impossible) return b;
  if (b.impossible) return a;
  Known either;
  for (const auto& [key, thing] : a.things) {
    const auto other = b.things.find(key);
    if (other == b.things.end()) continue;
    either.things[key] = {thing.values.or_else(other->second.values), thing.lasting, thing.since};
  }
  return either;
}

Known Conditions::after(const Known& known, const ast::Expr& condition, bool holds) {
  work_ = 0;
  auto changed = known;
  assume(changed, condition, holds);
  return changed;
}

Cases Conditions::cases(const Known& known, const ast::Expr& condition) {
  Cases cases{after(known, condition, true), after(known, condition, false), {}};
  if (known.impossible) return cases;
  if (cases.held.impossible)
    cases.ruling = {Verdict::kNever, cases.held.since};
  else if (cases.failed.impossible)
    cases.ruling = {Verdict::kAlways, cases.failed.since};
  return cases;
}

Known Conditions::after_set(const Known& known, const Symbol& set, Span span, bool holds) {
  work_ = 0;
  auto changed = known;
  assume_set(changed, set, span, holds);
  return changed;
}

Known Conditions::after_match(const Known& known, const ast::Expr& subject,
                              const std::vector<ast::ExprPtr>& values, bool holds) {
  auto changed = known;
  auto thing = thing_of(subject);
  if (!thing) return changed;
  std::vector<Possible> each;
  for (const auto& value : values) {
    auto one = values_of(*value);
    if (!one) return changed;
    each.push_back(std::move(*one));
  }
  const auto any = Possible::any_of(each);
  keep(changed, *thing, holds ? any : any.others(), subject.span);
  return changed;
}

Known Conditions::after_let(const Known& known, const Binding& let) {
  auto changed = known;
  const bool several = !let.constant || let.constant->tag == Tag::kList ||
                       let.constant->tag == Tag::kRecord || let.typed.type.kind == TypeKind::kError;
  if (several) return changed;
  const Thing thing{name_of_local(let), true, Possible::of_type(let.typed.type)};
  keep(changed, thing, Possible::only(*let.constant), let.span);
  return changed;
}

bool Conditions::cover(const Type& type, const std::vector<const ast::Expr*>& values) {
  std::vector<Possible> each;
  for (const auto* value : values)  // what is computed may be any
    if (auto one = values_of(*value)) each.push_back(std::move(*one));
  const auto any = Possible::any_of(each);
  return Possible::of_type(type).and_also(any.others()).is_nothing();
}

// ---- things

std::optional<Conditions::Thing> Conditions::thing_of(const ast::Expr& expr) {
  auto name = name_of(model_, expr);
  if (name.text.empty()) return std::nullopt;
  Thing thing{std::move(name.text), name.lasting, Possible::anything()};
  const auto* history = model_.histories.find(expr.id);
  const auto* ref = model_.refs.find(expr.id);
  if (history != nullptr && history->ast->function.text == "count")
    thing.values = Possible::of_type(TypeKind::kInt)
                       .and_also(Possible::stretch({Value::integer(0), std::nullopt}));
  else if (history == nullptr && ref != nullptr)
    take_type(&thing, *ref);
  return thing;
}

void Conditions::take_type(Thing* thing, const Ref& ref) const {
  const auto declared = type_of(model_, ref);
  if (declared.type == nullptr) return;
  thing->values = Possible::of_type(*declared.type);
  if (declared.optional) thing->values = thing->values.with_absent(true);
  thing->closed = declared.type->kind == TypeKind::kChoice;
}

std::optional<Possible> Conditions::values_of(const ast::Expr& expr) {
  if (const auto* range = std::get_if<ast::Range>(&expr.node)) {
    const auto low = constant_of(*range->low, model_.arena);
    const auto high = constant_of(*range->high, model_.arena);
    if (!low || !high) return std::nullopt;
    auto between = Possible::stretch({*low, *high});
    return between.is_nothing() ? std::nullopt : std::optional(between);  // reported
  }
  const auto value = constant_of(expr, model_.arena);
  if (!value || value->tag == Tag::kList || value->tag == Tag::kRecord) return std::nullopt;
  return Possible::only(*value);
}

std::optional<Possible> Conditions::members_of(const ast::Expr& expr) {
  if (std::holds_alternative<ast::Range>(expr.node)) return values_of(expr);
  const auto* list = std::get_if<ast::ListLiteral>(&expr.node);
  if (list == nullptr) return std::nullopt;
  std::vector<Possible> members;
  for (const auto& item : list->items) {
    auto one = values_of(*item);
    if (!one) return std::nullopt;
    members.push_back(std::move(*one));
  }
  return Possible::any_of(members);
}

// The values for which the comparison holds.
std::optional<Possible> Conditions::fitting(BinaryOp op, const ast::Expr& constant) {
  const auto value = constant_of(constant, model_.arena);
  switch (op) {
    case BinaryOp::kEqual:
      return values_of(constant);
    case BinaryOp::kNotEqual:
      if (auto same = values_of(constant)) return same->others();
      return std::nullopt;
    case BinaryOp::kIn:
      return members_of(constant);
    case BinaryOp::kNotIn:
      if (auto members = members_of(constant)) return members->others();
      return std::nullopt;
    default:
      break;
  }
  if (!value || !is_order(op) || !compare(*value, *value)) return std::nullopt;
  const bool below = op == BinaryOp::kLess || op == BinaryOp::kLessEqual;
  const bool open = op == BinaryOp::kLess || op == BinaryOp::kGreater;
  return below ? Possible::stretch({std::nullopt, *value, false, open})
               : Possible::stretch({*value, std::nullopt, open, false});
}

void Conditions::keep(Known& known, const Thing& thing, const Possible& values, Span span) {
  if (known.impossible) return;
  if (thing.closed && thing.values.and_also(values).is_nothing()) return;
  const auto found = known.things.find(thing.key);
  const bool said = found != known.things.end();
  const auto left = (said ? found->second.values : thing.values).and_also(values);
  if (left.is_nothing()) {
    known.impossible = true;
    if (said) known.since = found->second.since;
  } else if (said) {
    const bool narrower = !found->second.values.and_also(values.others()).is_nothing();
    found->second.values = left;
    if (narrower) found->second.since = span;
  } else if (known.things.size() < kThingsMax) {
    known.things[thing.key] = {left, thing.lasting, span};
  }
}

// ---- conditions

void Conditions::assume(Known& known, const ast::Expr& condition, bool holds) {
  if (known.impossible || ++work_ > kWorkMax) return;
  if (const auto* literal = std::get_if<ast::Literal>(&condition.node)) {
    known.impossible = literal->value.tag == Tag::kBool && literal->value.truth() != holds;
    return;
  }
  if (const auto* unary = std::get_if<ast::Unary>(&condition.node);
      unary != nullptr && unary->op == ast::UnaryOp::kNot)
    return assume(known, *unary->operand, !holds);
  if (const auto* presence = std::get_if<ast::Presence>(&condition.node)) {
    const auto thing = thing_of(*presence->operand);
    const auto there = Possible::anything().with_absent(false);
    if (thing)
      keep(known, *thing, presence->present == holds ? there : there.others(), condition.span);
    return;
  }
  if (const auto* binary = std::get_if<ast::Binary>(&condition.node)) {
    if (binary->op == BinaryOp::kAnd || binary->op == BinaryOp::kOr)
      return assume_logic(known, condition, binary->op, holds);
    if (assume_comparison(known, *binary, condition.span, holds)) return;
  }
  const auto* ref = model_.refs.find(condition.id);
  if (ref != nullptr && (ref->kind == RefKind::kSegment || ref->kind == RefKind::kList))
    return assume_set(known, *ref->symbol, condition.span, holds);
  if (auto thing = thing_of(condition)) keep(known, *thing, truth(holds), condition.span);
}

// All of them hold; or the first that does not is this one, or that one.
void Conditions::assume_logic(Known& known, const ast::Expr& condition, BinaryOp op, bool holds) {
  const auto operands = operands_of(condition, op);
  if ((op == BinaryOp::kAnd) == holds) {
    for (const auto* operand : operands) assume(known, *operand, holds);
    return;
  }
  Known any;
  any.impossible = true;
  auto rest = known;
  for (const auto* operand : operands) {
    auto one = rest;
    assume(one, *operand, holds);
    if (any.impossible && one.impossible && !any.since) any.since = one.since;
    const auto since = any.since;
    any = either_of(any, one);
    if (any.impossible) any.since = since;
    assume(rest, *operand, !holds);
  }
  known = any;
}

// False: no more is understood of it than that it is one thing.
bool Conditions::assume_comparison(Known& known, const ast::Binary& binary, Span span, bool holds) {
  if (binary.op == BinaryOp::kIn || binary.op == BinaryOp::kNotIn) {
    const auto* set = model_.refs.find(binary.right->id);
    if (set != nullptr && (set->kind == RefKind::kSegment || set->kind == RefKind::kList)) {
      assume_set(known, *set->symbol, span, (binary.op == BinaryOp::kIn) == holds);
      return true;
    }
  }
  const auto left = constant_of(*binary.left, model_.arena);
  const bool turn = left.has_value() && binary.op != BinaryOp::kIn && binary.op != BinaryOp::kNotIn;
  const auto fits =
      turn ? fitting(ast::turned(binary.op), *binary.left) : fitting(binary.op, *binary.right);
  if (!fits) {
    const auto thing = is_true_of_present_only(binary.op) ? thing_of(*binary.left) : std::nullopt;
    if (thing && holds) keep(known, *thing, Possible::anything().with_absent(false), span);
    return false;
  }
  const auto allowed = holds ? *fits : fits->others();
  const auto& subject = turn ? *binary.right : *binary.left;
  if (const auto value = values_of(subject)) {  // two constants
    known.impossible = value->and_also(allowed).is_nothing();
    return true;
  }
  const auto thing = thing_of(subject);
  if (thing) keep(known, *thing, allowed, span);
  return thing.has_value();
}

// That a contact is in a segment, and what that means.
void Conditions::assume_set(Known& known, const Symbol& set, Span span, bool holds) {
  const Thing thing{"in " + std::string(set.name), false, Possible::of_type(TypeKind::kBool)};
  keep(known, thing, truth(holds), span);
  const auto* segment = std::get_if<ast::Segment>(&set.declaration->node);
  if (segment == nullptr || segment->condition == nullptr || depth_ >= kSegmentsInSegments) return;
  ++depth_;
  assume(known, *segment->condition, holds);
  --depth_;
}

}  // namespace camp::sema
