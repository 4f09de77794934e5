// Loops of templates, and partials: what opens a scope of its own.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/vm/transition.h"
#include "stdlib/functions/liquid.h"

namespace camp {
namespace {

using Interrupted = TemplateRun::Interrupted;

// How many items a `for` walks over.
std::uint64_t items_of(const Value& collection) {
  switch (collection.tag) {
    case Tag::kList:
    case Tag::kRecord:
    case Tag::kRange:
      return static_cast<std::uint64_t>(stdlib::liquid::size(collection).value_or(0));
    case Tag::kString:
      return collection.aux == 0 ? 0 : 1;
    default:
      return 0;
  }
}

std::uint64_t clamped(std::int64_t value, std::uint64_t most) {
  return value <= 0 ? 0 : std::min<std::uint64_t>(static_cast<std::uint64_t>(value), most);
}

// What `cols` and its like make of a value: Ruby's to_i.
std::optional<std::int64_t> to_whole(const Value& value) {
  if (value.is_absent()) return 0;
  if (value.tag == Tag::kInt) return value.num;
  if (value.tag == Tag::kFloat) {
    constexpr double kBeyond = 9.2e18;
    if (!std::isfinite(value.as_real())) return std::nullopt;
    return static_cast<std::int64_t>(std::clamp(value.as_real(), -kBeyond, kBeyond));
  }
  if (value.tag == Tag::kDecimal) return value.num / kDecimalOne;
  if (value.tag != Tag::kString) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : value.text()) {
    if (c < '0' || c > '9' || number > INT32_MAX) break;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

// Of the item at hand; a hash's is [key, value].
Value Transition::item_of(const TemplateLoop& loop) {
  const auto at = loop.begin + (loop.reversed ? loop.length - 1 - loop.index : loop.index);
  const auto& all = loop.collection;
  switch (all.tag) {
    case Tag::kList:
      return all.items[at];
    case Tag::kRange:
      return Value::integer(all.num + static_cast<std::int64_t>(at));
    case Tag::kRecord:
      return Value::list(all.items + 2 * at, 2);
    default:
      return all;
  }
}

// Which of `size` items are taken: [begin, begin + length). False: an error was raised.
bool Transition::window_of(const LoopArguments& arguments, std::uint64_t size, TemplateLoop* loop) {
  const auto whole = [&](const Value& value, std::uint8_t flag,
                         std::optional<std::int64_t>* number) {
    if ((arguments.flags & flag) == 0) return true;
    const bool table = (arguments.flags & loop_flags::kTable) != 0;
    if (value.is_absent() && !table) return true;
    *number = table ? to_whole(value) : stdlib::liquid::integer_of(value);
    return number->has_value();
  };
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> offset;
  if (!whole(arguments.limit, loop_flags::kLimit, &limit) ||
      !whole(arguments.offset, loop_flags::kOffset, &offset))
    return raise("invalid integer");
  if ((arguments.flags & loop_flags::kContinue) != 0) {
    for (const auto& [name, at] : template_.frame.continues)
      if (name == arguments.name) offset = at;
  }
  // A negative offset begins at 0 and ends earlier.
  std::uint64_t end = size;
  if (limit) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(offset.value_or(0), std::max<std::int64_t>(*limit, 0), &sum))
      sum = INT64_MAX;
    end = clamped(sum, size);
  }
  const auto begin = clamped(offset.value_or(0), size);
  const auto length = end > begin ? end - begin : 0;
  if (length > limits::kRenderItems)
    return fail(
        fmt::format("over the limit kRenderItems: a loop may have {} items", limits::kRenderItems));
  loop->begin = begin;
  loop->length = static_cast<std::uint32_t>(length);
  return true;
}

// Remembers where the next `offset: continue` of this name begins.
void Transition::note_continue(std::uint32_t name, std::int64_t at) {
  for (auto& row : template_.frame.continues) {
    if (row.first != name) continue;
    row.second = at;
    return;
  }
  template_.frame.continues.emplace_back(name, at);
}

bool Transition::loop_begin(std::uint16_t variable, ConstIndex name, std::uint8_t flags,
                            Value* sp) {
  const LoopArguments arguments{sp[-2], sp[-1], flags, name};
  const auto collection = sp[-4];
  const bool table = (flags & loop_flags::kTable) != 0;
  const bool nothing =
      collection.is_absent() || (collection.tag == Tag::kBool && collection.num == 0);
  auto& has_items = sp[-4];
  if (table && nothing) {
    has_items = Value::boolean(false);
    return true;
  }
  if (!room(sizeof(TemplateLoop))) return false;
  auto* loop = new (arena_.allocate_array<TemplateLoop>(1)) TemplateLoop;
  loop->collection = collection;
  loop->reversed = (flags & loop_flags::kReversed) != 0;
  loop->name = program_->constants[name].text();
  if (collection.tag == Tag::kString && !table) {  // one item, whatever limit and offset say
    loop->length = static_cast<std::uint32_t>(items_of(collection));
  } else if (!window_of(arguments, items_of(collection), loop)) {
    return false;
  }
  if (table) {
    auto columns = std::optional<std::int64_t>(loop->length);
    if ((flags & loop_flags::kColumns) != 0) columns = to_whole(sp[-3]);
    if (!columns) return raise("invalid integer");
    const bool one_row = *columns <= 0 || *columns > loop->length;
    loop->columns = one_row
                        ? std::max(loop->length, 1u) + ((flags & loop_flags::kColumns) != 0 ? 1 : 0)
                        : static_cast<std::uint32_t>(*columns);
    template_.printed += "<tr class=\"row1\">\n";
    if (loop->length == 0) template_.printed += "</tr>\n";
  } else {
    note_continue(name, static_cast<std::int64_t>(loop->begin + loop->length));
    loop->parent = template_.frame.innermost;
  }
  has_items = Value::boolean(loop->length > 0);
  if (loop->length > 0) open_loop(loop, variable);
  return true;
}

void Transition::open_loop(TemplateLoop* loop, std::uint16_t variable) {
  auto& frame = template_.frame;
  const auto shown = loop->columns == 0 ? kForLoopVariable : kTableLoopVariable;
  frame.at(std::max(shown, variable));
  template_.loops.push_back({loop, variable, frame.at(variable), frame.at(shown), frame.innermost});
  loop->index = UINT32_MAX;  // before the first
  auto& row = frame.at(shown);
  row.bound = value_of_loop(loop);
  row.is_bound = true;
  if (loop->columns == 0) frame.innermost = loop;
}

void Transition::close_loop() {
  auto& open = template_.loops.back();
  auto& frame = template_.frame;
  const auto shown = open.loop->columns == 0 ? kForLoopVariable : kTableLoopVariable;
  const auto restore = [&](std::uint16_t variable, const TemplateVariable& before) {
    auto& row = frame.at(variable);
    row.bound = before.bound;
    row.is_bound = before.is_bound;
  };
  restore(shown, open.loop_before);
  restore(open.variable, open.item_before);
  frame.innermost = open.outer;
  template_.loops.pop_back();
}

bool Transition::loop_next(bool* more) {
  if (template_.loops.empty()) return fail("no loop is open");
  auto& open = template_.loops.back();
  auto& loop = *open.loop;
  const bool first = loop.index == UINT32_MAX;
  const bool broken =
      std::exchange(template_.interrupted, Interrupted::kNot) == Interrupted::kBreak;
  const bool last = !first && loop.index + 1 == loop.length;
  if (loop.columns != 0) {
    if (!first) {
      template_.printed += "</td>";
      if (!broken && !last && loop.column() + 1 == loop.columns)
        template_.printed +=
            fmt::format("</tr>\n<tr class=\"row{}\">", loop.index / loop.columns + 2);
    }
    if (broken || last) template_.printed += "</tr>\n";
  }
  *more = !broken && !last;
  // Who kept `forloop` sees it behind its last item.
  if (!first || *more) ++loop.index;
  if (!*more) return close_loop(), true;
  auto& row = template_.frame.at(open.variable);
  row.bound = item_of(loop);
  row.is_bound = true;
  if (loop.columns != 0)
    template_.printed += fmt::format("<td class=\"col{}\">", loop.column() + 1);
  return room(template_.printed.size());
}

// ---- partials

bool Transition::partial(std::uint16_t alias, std::uint8_t flags, Value* sp) {
  auto& run = template_;
  auto arguments = std::exchange(run.arguments, {});
  const bool isolated = (flags & partial_flags::kIsolated) != 0;
  if (run.unit == nullptr) return fail("there are no partials here");
  if (sp[-2].tag != Tag::kString)
    return raise("Argument error in tag 'include' - Illegal template name");
  const auto name = sp[-2].text();
  if (!isolated && run.frame.isolated) return raise("include usage is not allowed in this context");
  const auto found = run.unit->partials.find(std::string(name));
  if (found == run.unit->partials.end()) return raise(fmt::format("No such template '{}'", name));
  if (run.depth >= limits::kTemplateNesting) return raise("Nesting too deep");
  auto bound = sp[-1];
  const bool given = (flags & partial_flags::kBound) != 0;
  if (!given && !isolated) bound = find_root(name);
  const auto variable = alias == kNoVariable ? found->second.variable : alias;
  const bool each = isolated ? (flags & partial_flags::kForEach) != 0 &&
                                   (bound.tag == Tag::kList || bound.tag == Tag::kRange ||
                                    bound.tag == Tag::kRecord)
                             : bound.tag == Tag::kList;
  const bool binds = isolated ? given && !bound.is_absent() : true;
  if (binds && !each) arguments.emplace_back(variable, bound);
  ++run.depth;
  const auto body = found->second.body;
  const bool done = each ? partial_for_each(body, variable, bound, isolated, arguments, sp)
                         : run_partial(body, isolated, nullptr, arguments, sp);
  --run.depth;
  return done;
}

bool Transition::partial_for_each(FunctionIndex body, std::uint16_t variable, const Value& bound,
                                  bool isolated, PartialArguments& arguments, Value* sp) {
  TemplateLoop loop;
  loop.collection = bound;
  const auto size = items_of(bound);
  if (size > limits::kRenderItems)
    return fail(
        fmt::format("over the limit kRenderItems: a loop may have {} items", limits::kRenderItems));
  loop.length = static_cast<std::uint32_t>(size);
  arguments.emplace_back(variable, Value());
  for (loop.index = 0; loop.index < loop.length; ++loop.index) {
    arguments.back().second = item_of(loop);
    if (!run_partial(body, isolated, isolated ? &loop : nullptr, arguments, sp)) return false;
    if (template_.interrupted != Interrupted::kNot) break;
  }
  return true;
}

// With what is bound, and everything else as it was before.
bool Transition::run_partial(FunctionIndex body, bool isolated, const TemplateLoop* loop,
                             const PartialArguments& arguments, Value* sp) {
  auto& run = template_;
  const auto guard = std::exchange(run.guard, {});
  const auto open_loops = run.loops.size();
  TemplateFrame outer;
  std::vector<std::pair<std::uint16_t, TemplateVariable>> before;
  if (isolated) {
    outer = std::exchange(run.frame, {});
    run.frame.isolated = true;
  }
  const auto bind = [&](std::uint16_t variable, const Value& value) {
    auto& row = run.frame.at(variable);
    if (!isolated) before.emplace_back(variable, row);
    row.bound = value;
    row.is_bound = true;
  };
  for (const auto& [variable, value] : arguments) bind(variable, value);
  if (loop != nullptr) {
    if (!room(sizeof(TemplateLoop))) return false;
    bind(kForLoopVariable,
         value_of_loop(new (arena_.allocate_array<TemplateLoop>(1)) TemplateLoop(*loop)));
  }
  const bool done = this->loop(program_->functions[body], 0, sp) == Stop::kReturned;
  run.guard = guard;
  if (!done || run.loops.size() != open_loops) return done && fail("a loop is not closed");
  if (isolated) {
    run.frame = std::move(outer);
    run.interrupted = Interrupted::kNot;
    return true;
  }
  for (auto row = before.rbegin(); row != before.rend(); ++row) {
    auto& variable = run.frame.at(row->first);
    variable.bound = row->second.bound;
    variable.is_bound = row->second.is_bound;
  }
  return true;
}

}  // namespace camp
