// Lists, joined texts and calls of catalog functions: what makes new values in the arena.
#include <fmt/format.h>

#include "lang/base/assert.h"
#include "lang/value/civil.h"
#include "runtime/vm/transition.h"
#include "stdlib/functions/answers.h"
#include "stdlib/functions/prose.h"

namespace camp {
namespace {

// lang/catalog/functions.def: the one function that needs a calendar, not only a zone's offset.
constexpr std::uint16_t kInstantAt = 56;

std::size_t plain_weight(const Value& value) {
  return value.tag == Tag::kString ? 1 + value.aux / 64 : 1;
}

// How many items and pieces of 64 bytes a value has, as a tree; more than `limit` is not counted.
std::size_t weight(const Value& value, std::size_t depth, std::size_t limit) {
  if (value.tag != Tag::kList && value.tag != Tag::kRecord) return plain_weight(value);
  if (depth >= limits::kTypeDepth) return limit + 1;
  const std::size_t items = value.tag == Tag::kRecord ? std::size_t{2} * value.aux : value.aux;
  std::size_t total = 1;
  for (std::size_t i = 0; i < items && total <= limit; ++i) {
    const auto& item = value.items[i];
    total += item.tag == Tag::kList || item.tag == Tag::kRecord
                 ? weight(item, depth + 1, limit - total)
                 : plain_weight(item);
  }
  return total;
}

// No value but a string, list or record prints longer than this.
constexpr std::size_t kPlainTextBytes = 128;

std::size_t text_bound(const Value& value, std::size_t depth, std::size_t limit) {
  if (value.tag == Tag::kString) return value.aux;
  if (value.tag != Tag::kList && value.tag != Tag::kRecord) return kPlainTextBytes;
  if (depth >= limits::kTypeDepth) return 0;  // append_text prints nothing there
  const std::size_t items = value.tag == Tag::kRecord ? std::size_t{2} * value.aux : value.aux;
  std::size_t total = 4;
  for (std::size_t i = 0; i < items && total <= limit; ++i)
    total += 2 + text_bound(value.items[i], depth + 1, limit);
  return total;
}

}  // namespace

bool Transition::weigh(const Value& value) {
  return charge(weight(value, 0, work_limit_ - work_) - 1);
}

// Lists own what is in them: so a list takes at least the memory that a walk through it takes time,
// and no few instructions can build a tree that cannot be printed.
bool Transition::own(const Value& value, std::size_t depth, Value* copy) {
  *copy = value;
  if (value.tag == Tag::kString || value.tag == Tag::kHandle) {
    if (!room(value.aux)) return false;
    copy->chars = arena_.copy(value.text()).data();
    return true;
  }
  if (value.tag != Tag::kList && value.tag != Tag::kRecord) return true;
  if (depth >= limits::kTypeDepth)
    return fail("over the limit kTypeDepth: lists may be nested " +
                std::to_string(limits::kTypeDepth) + " deep");
  const std::size_t count = value.tag == Tag::kRecord ? std::size_t{2} * value.aux : value.aux;
  if (!room(count * sizeof(Value)) || !charge(count / 8)) return false;
  auto* items = arena_.allocate_array<Value>(count);
  copy->items = items;
  for (std::size_t i = 0; i < count; ++i) {
    if (!own(value.items[i], depth + 1, new (items + i) Value)) return false;
  }
  return true;
}

bool Transition::own_item(const Value& item, Value* into) {
  const bool container = item.tag == Tag::kList || item.tag == Tag::kRecord;
  new (into) Value(item);
  return !container || own(item, 1, into);
}

bool Transition::make_record(ConstIndex names, std::uint8_t count, Value* sp) {
  if (!room(2 * count * sizeof(Value))) return false;
  const auto& list = program_->constants[names];
  CAMP_ASSERT(list.aux == count);  // the verifier demands it
  const auto* values = sp - count;
  auto* pairs = arena_.allocate_array<Value>(std::size_t{2} * count);
  for (std::size_t i = 0; i < count; ++i) {
    new (pairs + 2 * i) Value(list.items[i]);
    if (!own_item(values[i], pairs + 2 * i + 1)) return false;
  }
  sp[-count] = Value::record(pairs, count);
  return true;
}

bool Transition::make_list(std::uint8_t count, Value* sp) {
  if (!room(count * sizeof(Value))) return false;
  const auto* values = sp - count;
  auto* items = arena_.allocate_array<Value>(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (!own_item(values[i], items + i)) return false;
  }
  sp[-count] = Value::list(items, count);
  return true;
}

// In a message as the contact's language has it; otherwise, and without a language, a datetime as
// in the contact's zone: 2026-03-08T09:00:00-04:00.
bool Transition::append_local_text(std::string& out, const Value& value) {
  const auto bound = text_bound(value, 0, limits::kArenaBytes);
  if (!room(out.size() + bound) || !charge(bound / 64)) return false;
  if (in_message_ && stdlib::append_prose(out, value, context_of_call(nullptr))) return true;
  if (value.tag != Tag::kDatetime) {
    append_text(out, value);
    return true;
  }
  const auto local = calendar::local_time(zone(), value.num);
  if (local.offset_minutes == 0) {
    append_text(out, value);
    return true;
  }
  auto shifted = instant_text(local.date_days * kMsPerDay + local.time_ms);
  if (shifted.ends_with('Z')) shifted.pop_back();
  const auto offset = local.offset_minutes < 0 ? -local.offset_minutes : local.offset_minutes;
  out += shifted;
  out +=
      fmt::format("{}{:02}:{:02}", local.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
  return true;
}

bool Transition::join(std::uint8_t count, Value* sp) {
  text_.clear();
  const auto* values = sp - count;
  for (std::size_t i = 0; i < count; ++i) {
    if (!append_local_text(text_, values[i])) return false;
  }
  if (!room(text_.size())) return false;
  sp[-count] = Value::string(arena_.copy(text_));
  return true;
}

// Zone and language are looked for only when a function asks for them.
stdlib::Context Transition::context_of_call(std::string* failure) {
  const auto to_local = [](const void* self, std::int64_t instant_ms) {
    auto* transition = const_cast<Transition*>(static_cast<const Transition*>(self));
    return calendar::local_time(transition->zone(), instant_ms);
  };
  const auto language_of = [](const void* self) {
    return const_cast<Transition*>(static_cast<const Transition*>(self))->language();
  };
  stdlib::Context context{arena_,      to_local,    this,   situation_->now_ms,
                          language_of, in_message_, failure};
  context.bytes_max = bytes_limit_;
  return context;
}

// The answer that a reply's text says, in place of the text; absent when it says none.
bool Transition::answer(std::uint8_t form, ConstIndex options, Value* sp) {
  if (!weigh(sp[-1])) return false;
  const auto text = sp[-1].tag == Tag::kString ? sp[-1].text() : std::string_view();
  sp[-1] = stdlib::read_answer(static_cast<AnswerForm>(form), program_->constants[options], text,
                               language(), arena_);
  return room(0);
}

bool Transition::call_function(std::uint16_t number, std::uint8_t count, Value* sp) {
  const std::span<const Value> arguments(sp - count, count);
  for (const auto& argument : arguments) {
    if (!weigh_if_heavy(argument)) return false;
  }
  auto& result = sp[-count];
  if (number == kInstantAt) return instant_at(arguments, &result);
  std::string failure;
  auto context = context_of_call(&failure);
  if (own_rules_) return call_by_own_rules(number, arguments, context, &result);
  result = stdlib::call(number, arguments, context);
  return failure.empty() ? room(0) : fail(failure);
}

bool Transition::call_by_own_rules(std::uint16_t number, std::span<const Value> arguments,
                                   stdlib::Context context, Value* result) {
  std::string error;
  context.own_rules = true;
  context.error = &error;
  *result = stdlib::call(number, arguments, context);
  return error.empty() ? room(0) : raise(std::move(error));
}

bool Transition::instant_at(std::span<const Value> arguments, Value* result) {
  const bool fits = (arguments.size() == 2 || arguments.size() == 3) &&
                    arguments[0].tag == Tag::kDate && arguments[1].tag == Tag::kTime;
  if (!fits) return fail("an instant is made of a date, a time and perhaps a zone");
  const auto* in_zone = zone();
  if (arguments.size() == 3 && !arguments[2].is_absent()) {
    if (arguments[2].tag != Tag::kString) return fail("a time zone is a text");
    in_zone = calendar::find_zone(arguments[2].text());
    if (in_zone == nullptr)
      return fail("no time zone has the name '" + std::string(arguments[2].text()) + "'");
  }
  *result = Value::datetime(calendar::instant_of(arguments[0].num, arguments[1].num, in_zone));
  return true;
}

}  // namespace camp
