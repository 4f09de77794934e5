// The instructions of templates: names, printing, captures, loops, partials. Liquid's own errors
// go to the guard around (bare files), or give an absent value (messages).
#include <fmt/format.h>

#include "lang/base/html.h"
#include "lang/program/pieces.h"
#include "runtime/vm/transition.h"
#include "stdlib/functions/liquid.h"

namespace camp {

namespace liquid_values = stdlib::liquid;

// ---- a bare file

bool Transition::render(const LinkedProgram& linked, const TemplateUnit& unit, const Value& data,
                        const Situation& situation, const RenderAllowance& allowance,
                        RenderedText* out, Incident* incident) {
  begin(linked, situation);
  template_.clear();
  template_.unit = &unit;
  template_.data = &data;
  own_rules_ = true;
  fuel_ = allowance.fuel;
  bytes_limit_ = allowance.bytes;
  work_limit_ = allowance.fuel;
  const auto& body = program_->functions[unit.body];
  const bool done = loop(body, 0, stack_) == Stop::kReturned;
  instructions_ += allowance.fuel - fuel_;
  own_rules_ = false;
  bytes_limit_ = limits::kArenaBytes;
  work_limit_ = limits::kFuel;
  if (!done) *incident = {failure_, failure_code_ == kNone ? body.begin : failure_code_};
  // Of a usual text a copy: the next one finds the memory there.
  constexpr std::size_t kKeptBytes = 1u << 20;
  if (template_.printed.size() <= kKeptBytes)
    out->text = template_.printed;
  else
    out->text = std::move(template_.printed);
  out->errors = std::move(template_.errors);
  return done;
}

// An error of Liquid's on its way to the guard; in a message there is none.
bool Transition::raise(std::string message) {
  if (!template_.guard.set) return fail(std::move(message));
  template_.raised = std::move(message);
  return false;
}

// Whether the guard around takes what was raised at this instruction.
bool Transition::caught(const char* at) {
  auto& run = template_;
  if (run.raised.empty()) return false;
  const auto code = static_cast<std::uint32_t>(at - program_->code.data());
  const auto place = source_position(*program_, code);
  auto message = liquid_error("Liquid error", place ? place->file : "", place ? place->line : 0,
                              std::exchange(run.raised, {}));
  if (!run.guard.quiet) run.printed += message;
  run.errors.push_back(std::move(message));
  return true;
}

stdlib::Context Transition::context_of_template(std::string* error) {
  auto context = context_of_call(nullptr);
  context.own_rules = own_rules_;
  context.error = own_rules_ ? error : nullptr;
  return context;
}

// ---- names

void Transition::load_variable(std::uint16_t variable, NameIndex name, Value* sp) {
  *sp = variable_or_data(variable, program_->name(name));
}

Value Transition::variable_or_data(std::uint16_t variable, std::string_view name) {
  const auto& row = template_.frame.at(variable);
  if (row.is_bound) return row.bound;
  if (row.is_assigned) return row.assigned;
  return row.is_counted ? row.counted : from_data(name);
}

Value Transition::from_data(std::string_view name) const {
  if (template_.data == nullptr || template_.frame.isolated) return Value::absent();
  const auto* found = template_.data->field(name);
  return found == nullptr ? Value::absent() : *found;
}

Value Transition::find_root(std::string_view name) {
  const auto& variables = template_.unit->variables;
  const auto found = variables.find(std::string(name));
  return found == variables.end() ? from_data(name) : variable_or_data(found->second, name);
}

bool Transition::root(Value* sp) {
  if (template_.unit == nullptr) return fail("no template names its variables here");
  const auto name = sp[-1];
  sp[-1] = name.tag == Tag::kString ? find_root(name.text()) : Value::absent();
  return true;
}

bool Transition::member(ConstIndex name, Value* sp) {
  const auto text = program_->constants[name].text();
  auto& object = sp[-1];
  if (const auto* field = object.field(text)) {  // of a record, most often
    object = *field;
    return true;
  }
  if (object.tag == Tag::kLoop)
    object = member_of_loop(*reinterpret_cast<const TemplateLoop*>(object.chars), text);
  else
    object = liquid_values::member(object, text, context_of_template(nullptr));
  return room(0);
}

bool Transition::item(Value* sp) {
  const auto& key = sp[-1];
  auto& object = sp[-2];
  if (object.tag == Tag::kLoop)
    object = key.tag == Tag::kString
                 ? member_of_loop(*reinterpret_cast<const TemplateLoop*>(object.chars), key.text())
                 : Value::absent();
  else
    object = liquid_values::item(object, key);
  return room(0);
}

namespace {

// The end of a range: nothing for what is none.
std::optional<std::int64_t> range_end(const Value& value) {
  if (value.is_absent()) return 0;
  if (value.tag == Tag::kInt) return value.num;
  if (value.tag != Tag::kString) return std::nullopt;
  std::int64_t number = 0;
  const auto text = value.text();
  std::size_t at = text.starts_with('-') ? 1 : 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    if (__builtin_mul_overflow(number, 10, &number) ||
        __builtin_add_overflow(number, text[at] - '0', &number))
      return std::nullopt;
  }
  return text.starts_with('-') ? -number : number;
}

}  // namespace

bool Transition::range(Value* sp) {
  const auto first = range_end(sp[-2]);
  const auto last = range_end(sp[-1]);
  if (first && last) {
    sp[-2] = Value::range(*first, *last);
    return true;
  }
  if (own_rules_) return raise("invalid integer");
  sp[-2] = Value::absent();
  return true;
}

namespace {

// Neither equal nor in order: a message does not guess, as no expression does.
bool are_mixed(const Value& a, const Value& b) {
  return a.tag == Tag::kMoney && b.tag == Tag::kMoney && a.aux != b.aux;
}

}  // namespace

bool Transition::ordered(std::uint8_t relation, Value* sp) {
  if (are_mixed(sp[-2], sp[-1])) return fail_comparison(sp[-2], sp[-1]);
  std::string error;
  const auto answer = liquid_values::order(static_cast<liquid_values::Relation>(relation), sp[-2],
                                           sp[-1], context_of_template(&error));
  if (!answer && own_rules_) return raise(std::move(error));
  sp[-2] = Value::boolean(answer.value_or(false));
  return true;
}

bool Transition::alike(Value* sp) {
  if (!weigh_if_heavy(sp[-2]) || !weigh_if_heavy(sp[-1])) return false;
  if (are_mixed(sp[-2], sp[-1])) return fail_comparison(sp[-2], sp[-1]);
  sp[-2] = Value::boolean(liquid_values::equal(sp[-2], sp[-1]));
  return true;
}

bool Transition::holds(Value* sp) {
  if (!weigh_if_heavy(sp[-2]) || !weigh_if_heavy(sp[-1])) return false;
  sp[-2] = Value::boolean(liquid_values::contains(sp[-2], sp[-1], context_of_template(nullptr)));
  return true;
}

// ---- printing

bool Transition::print(std::uint8_t form, const Value& value) {
  auto& out = template_.printed;
  if (own_rules_) {
    if (value.tag == Tag::kString) {
      out += value.text();
    } else if (value.tag == Tag::kLoop) {
      const auto* loop = reinterpret_cast<const TemplateLoop*>(value.chars);
      out += loop->columns == 0 ? "Liquid::ForloopDrop" : "Liquid::TablerowloopDrop";
    } else {
      liquid_values::append_printed(out, value);
    }
    return room(out.size());
  }
  return print_in_message(static_cast<SlotForm>(form), value);
}

bool Transition::print_text(ConstIndex text) {
  auto& run = template_;
  if (run.in_pieces && run.captures.empty()) {
    run.flush_piece();
    put_literal_piece(run.pieces, text);
    return room(run.pieces.size());
  }
  run.printed += program_->constants[text].text();
  return room(run.printed.size() + run.pieces.size());
}

bool Transition::capture_end(Value* sp) {
  auto& run = template_;
  if (run.captures.empty()) return fail("no capture is open");
  const auto begin = run.captures.back();
  run.captures.pop_back();
  const auto text = std::string_view(run.printed).substr(begin);
  if (!room(text.size())) return false;
  *sp = Value::string(arena_.copy(text));
  run.printed.resize(begin);
  return true;
}

bool Transition::print_changed(const Value& value) {
  const auto text = value.tag == Tag::kString ? value.text() : std::string_view();
  auto& changed = template_.frame.changed;
  if (changed && *changed == text) return true;
  changed.emplace(text);
  template_.printed += text;
  return room(template_.printed.size());
}

// ---- counters and cycles

bool Transition::count(std::uint16_t variable, NameIndex name, bool down) {
  auto& row = template_.frame.at(variable);
  auto value = row.is_counted ? row.counted : from_data(program_->name(name));
  if (value.is_absent()) value = Value::integer(0);
  if (value.tag != Tag::kInt) return raise("internal");
  std::int64_t next = 0;
  if (__builtin_add_overflow(value.num, down ? -1 : 1, &next)) next = value.num;
  row.counted = Value::integer(next);
  row.is_counted = true;
  liquid_values::append_printed(template_.printed, down ? row.counted : value);
  return true;
}

bool Transition::cycle(std::uint8_t count, Value* sp) {
  const auto* values = sp - count;
  auto& frame = template_.frame;
  text_.assign(1, static_cast<char>(values[0].tag));
  liquid_values::append_printed(text_, values[0]);
  if (!room(text_.size())) return false;
  if (frame.cycle == nullptr || frame.cycle->first != text_)
    frame.cycle = &*frame.cycles.try_emplace(text_).first;
  auto& turn = frame.cycle->second;
  const std::uint32_t size = count - 1u;
  auto& result = sp[-count];
  result = turn < size ? values[1 + turn] : Value::absent();
  if (++turn >= size) turn = 0;
  return true;
}

}  // namespace camp
