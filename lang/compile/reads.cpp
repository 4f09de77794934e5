// What an expression reads: the contact, events, locals, lists, segments, and the contact's past.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "lang/base/assert.h"
#include "lang/compile/expressions.h"
#include "lang/sema/constants.h"

namespace camp::compile {
namespace {

using ast::BinaryOp;

// A comparison of a count with a number as "at least so many", or not.
struct Bound {
  std::uint8_t wanted = 0;
  bool negated = false;
};

std::optional<Bound> bound_of(BinaryOp op, std::int64_t number) {
  if (number < 0 || number >= kAtLeastMax) return std::nullopt;
  const bool is_zero = number == 0;
  const auto same = static_cast<std::uint8_t>(number);
  const auto more = static_cast<std::uint8_t>(number + 1);
  switch (op) {
    case BinaryOp::kGreater:
      return Bound{more, false};
    case BinaryOp::kLessEqual:
      return Bound{more, true};
    case BinaryOp::kGreaterEqual:
      return is_zero ? std::nullopt : std::optional(Bound{same, false});
    case BinaryOp::kLess:
      return is_zero ? std::nullopt : std::optional(Bound{same, true});
    case BinaryOp::kEqual:
      return is_zero ? std::optional(Bound{more, true}) : std::nullopt;
    case BinaryOp::kNotEqual:
      return is_zero ? std::optional(Bound{more, false}) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

void ExpressionCompiler::path(const ast::Expr& expr) {
  if (const auto* past = model_.histories.find(expr.id)) return history(*past);
  const auto& resolved = model_.refs.at(expr.id);
  if (resolved.kind != sema::RefKind::kError) return ref(resolved, expr.span);
  const auto* base = &expr;  // fields of a value that has no name: (if c then a else b).city
  while (auto* member = std::get_if<ast::Member>(&base->node)) base = member->object.get();
  value(*base);
  fields(resolved.rest);
}

void ExpressionCompiler::fields(const std::vector<std::string_view>& names) {
  for (auto name : names) out_.op(Op::kField, context_.program.text(name));
}

void ExpressionCompiler::ref(const sema::Ref& ref, Span span) {
  switch (ref.kind) {
    case sema::RefKind::kAttribute:
      out_.op(Op::kAttribute, context_.program.name(ref.name));
      break;
    case sema::RefKind::kContactId:
      out_.op(Op::kContactId);
      break;
    case sema::RefKind::kOutletName:
      out_.op(Op::kOutletName);
      break;
    case sema::RefKind::kNow:
      out_.op(Op::kNow);
      break;
    case sema::RefKind::kLocal:
      local(ref);
      break;
    case sema::RefKind::kEventField:
    case sema::RefKind::kEventTime:
      event_part(ref, span);
      break;
    case sema::RefKind::kSegment:
    case sema::RefKind::kList:
      symbol_test(*ref.symbol);
      break;
    default:
      CAMP_ASSERT(!"a name without a meaning got through the checker");
  }
  fields(ref.rest);
}

void ExpressionCompiler::local(const sema::Ref& ref) {
  const auto& binding = *ref.binding;
  if (binding.kind == sema::BindingKind::kParameter) return parameter(ref);
  if (binding.kind == sema::BindingKind::kArgument)
    return out_.op(Op::kArgument, binding.parameter);
  if (context_.spoken != nullptr) return out_.op(Op::kArgument, place_among_spoken(binding));
  load(slots_->locals.at(ref.binding));
}

std::uint32_t ExpressionCompiler::place_among_spoken(const sema::Binding& binding) const {
  const auto& all = *context_.spoken;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const sema::Binding* one) { return one == &binding; });
  CAMP_ASSERT(found != all.end());
  return static_cast<std::uint32_t>(found - all.begin());
}

void ExpressionCompiler::load(std::uint32_t slot) {
  if (slot + 1 > locals_read_) locals_read_ = slot + 1;
  out_.op(Op::kLoadLocal, slot);
}

void ExpressionCompiler::event_part(const sema::Ref& ref, Span span) {
  if (ref.binding == at_hand_) {
    if (ref.kind == sema::RefKind::kEventTime) return out_.op(Op::kEventTime);
    return out_.op(Op::kEventField, context_.program.name(ref.name));
  }
  if (slots_ != nullptr) {
    auto slot = slots_->event_fields.find({ref.binding, ref.name});
    if (slot != slots_->event_fields.end()) return load(slot->second);
  }
  context_.reporter
      .report(Code::kNotInThisVersion, span,
              "the where-clause of a history cannot look at the event outside of it")
      .help("keep the value in a `let` or an attribute first");
}

// In the caller's place: its event at hand, its parameters.
void ExpressionCompiler::parameter(const sema::Ref& ref) {
  const auto* inner = frame_;
  CAMP_ASSERT(inner != nullptr);
  frame_ = inner->caller;
  value(*inner->call->arguments[ref.binding->parameter]);
  frame_ = inner;
}

void ExpressionCompiler::symbol_test(const sema::Symbol& symbol) {
  if (symbol.kind == sema::SymbolKind::kList)
    out_.op(Op::kInList, context_.program.name(symbol.name));
  else
    segment(symbol);
}

// A segment knows nothing of the place where it is used.
void ExpressionCompiler::segment(const sema::Symbol& symbol) {
  const auto* at_hand = std::exchange(at_hand_, nullptr);
  const auto* frame = std::exchange(frame_, nullptr);
  value(*std::get<ast::Segment>(symbol.declaration->node).condition);
  frame_ = frame;
  at_hand_ = at_hand;
}

void ExpressionCompiler::history(const sema::HistoryInfo& info) {
  if (!add_events(info)) return;
  out_.op(Op::kEventsEnd);
  if (info.zero == TypeKind::kError) return;
  Label some;  // the sum over no events
  out_.jump(Op::kJumpIfPresent, some);
  out_.op(Op::kPop);
  out_.constant(Value::integer(0));
  out_.bind(some);
  if (info.zero == TypeKind::kDecimal) out_.op(Op::kToDecimal);
}

// count(...) >= 3 and its kin. Who has fewer is not asked again because events leave the window.
bool ExpressionCompiler::counts_to(const ast::Binary& binary) {
  const bool mirrored = model_.histories.find(binary.right->id) != nullptr;
  const auto& counted = mirrored ? *binary.right : *binary.left;
  const auto* past = model_.histories.find(counted.id);
  if (past == nullptr || past->ast->function.text != "count") return false;
  const auto number = sema::constant_of(mirrored ? *binary.left : *binary.right, context_.arena);
  if (!number || number->tag != Tag::kInt) return false;
  const auto bound = bound_of(mirrored ? ast::turned(binary.op) : binary.op, number->num);
  if (!bound) return false;
  at_least(*past, bound->wanted);
  if (bound->negated) out_.op(Op::kNot);
  return true;
}

void ExpressionCompiler::at_least(const sema::HistoryInfo& info, std::uint8_t wanted) {
  if (add_events(info)) out_.op(Op::kEventsAtLeast, wanted);
}

// begin; next: EventsNext end; where; value; EventsAdd; Jump next; end:
bool ExpressionCompiler::add_events(const sema::HistoryInfo& info) {
  static constexpr std::pair<std::string_view, Aggregate> kAggregates[] = {
      {"count", Aggregate::kCount}, {"sum", Aggregate::kSum},     {"min", Aggregate::kMin},
      {"max", Aggregate::kMax},     {"avg", Aggregate::kAverage}, {"first", Aggregate::kFirst},
      {"last", Aggregate::kLast}};
  if (in_history_) {
    context_.reporter
        .report(Code::kNotInThisVersion, out_.span(),
                "a history inside the where-clause of another")
        .help("count the inner one in a `let` first");
    return false;
  }
  auto aggregate = Aggregate::kCount;  // of whole events: whether there is one
  for (const auto& [word, kind] : kAggregates) {
    if (word == info.ast->function.text && info.what != sema::HistoryWhat::kEvent) aggregate = kind;
  }
  if (info.ast->last)
    out_.constant(info.ast->last->value);
  else
    out_.op(Op::kAbsent);
  in_history_ = true;
  const auto* outside = std::exchange(at_hand_, info.binding);
  out_.op(Op::kEventsBegin, context_.program.name(info.event->name),
          static_cast<std::uint32_t>(aggregate));
  Label next, end;
  out_.bind(next);
  out_.jump(Op::kEventsNext, end);
  if (info.ast->where != nullptr) branch(*info.ast->where, false, next);
  if (!info.of_field.empty()) {
    out_.op(Op::kEventField, context_.program.name(info.of_field));
    out_.constant(Value::string(info.ast->of->text));
    out_.op(Op::kEqual);
    out_.jump(Op::kJumpIfFalse, next);
  }
  history_value(info, next);
  out_.op(Op::kEventsAdd);
  out_.jump(Op::kJump, next);
  out_.bind(end);
  at_hand_ = outside;
  in_history_ = false;
  return true;
}

void ExpressionCompiler::history_value(const sema::HistoryInfo& info, Label& next) {
  switch (info.what) {
    case sema::HistoryWhat::kEvent:
      return out_.constant(Value::integer(1));
    case sema::HistoryWhat::kTime:
      return out_.op(Op::kEventTime);
    case sema::HistoryWhat::kField:
      break;
  }
  out_.op(Op::kEventField, context_.program.name(info.field));
  fields(info.rest);
  if (info.skip_absent) {
    Label present;
    out_.jump(Op::kJumpIfPresent, present);
    out_.op(Op::kPop);
    out_.jump(Op::kJump, next);
    out_.bind(present);
  }
  if (info.widen) out_.op(Op::kToDecimal);
}

}  // namespace camp::compile
